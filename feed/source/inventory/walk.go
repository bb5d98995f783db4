package inventory

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"fil/feed"
)

// entry is one file that a walk has found.
type entry struct {
	path  string
	mode  fs.FileMode
	stamp feed.Stamp
	err   error // why a link cannot be followed
}

// dirStater is an fs.FS that lists a folder with the FileInfo of each file, faster than with a call of Lstat each. The list
// need not be sorted.
type dirStater interface {
	StatDir(name string) ([]fs.FileInfo, error)
}

// walker lists content on all cores. It opens folders only, no files.
type walker struct {
	fsys     fs.FS
	tokens   chan struct{} // limits the goroutines that list folders
	since    time.Time
	onChange func() // called for each file or folder that was modified after since; nil for no call
}

// listing is the content of one folder, sorted by name.
type listing struct {
	files []entry
	below []*listing    // for each index of files: the listing of that folder, nil for a file
	done  chan struct{} // closed when the listing is complete
	name  string
	err   error // why the folder cannot be read
}

// list lists a folder. Other goroutines list the folders in it, if there are tokens left: then the result contains
// listings that are not done yet.
func (w *walker) list(name string) *listing {
	l := &listing{name: name, done: make(chan struct{})}
	defer close(l.done)
	infos, err := w.readDir(name)
	if err != nil {
		l.err = err
		return l
	}
	slices.SortFunc(infos, func(a, b fs.FileInfo) int { return strings.Compare(a.Name(), b.Name()) })
	l.files, l.below = make([]entry, 0, len(infos)), make([]*listing, 0, len(infos))
	for _, info := range infos {
		child := path.Join(name, info.Name())
		if child == SiteFile || Ignored(child) {
			continue
		}
		if w.onChange != nil && info.ModTime().After(w.since) {
			w.onChange()
		}
		if !info.IsDir() {
			l.files, l.below = append(l.files, w.newEntry(child, info)), append(l.below, nil)
			continue
		}
		sub := &listing{name: child, done: make(chan struct{})}
		l.files, l.below = append(l.files, entry{}), append(l.below, sub)
		select {
		case w.tokens <- struct{}{}:
			go func() {
				defer func() { <-w.tokens }()
				w.listInto(sub)
			}()
		default:
			w.listInto(sub)
		}
	}
	return l
}

// listInto lists the folder of sub, and marks sub as done.
func (w *walker) listInto(sub *listing) {
	found := w.list(sub.name)
	sub.files, sub.below, sub.err = found.files, found.below, found.err
	close(sub.done)
}

// readDir returns the files of a folder, without those that are removed while it is read.
func (w *walker) readDir(name string) ([]fs.FileInfo, error) {
	if fsys, ok := w.fsys.(dirStater); ok {
		return fsys.StatDir(name)
	}
	entries, err := fs.ReadDir(w.fsys, name)
	infos := make([]fs.FileInfo, 0, len(entries))
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			infos = append(infos, info)
		}
	}
	return infos, err
}

// newEntry returns the entry of a file. A link has mode and stamp of its target; a link to a folder has ModeSymlink and
// ModeDir.
func (w *walker) newEntry(name string, info fs.FileInfo) entry {
	e := entry{path: name, mode: info.Mode().Type(), stamp: StampOf(info)}
	if e.mode&fs.ModeSymlink != 0 {
		target, err := fs.Stat(w.fsys, name)
		if err != nil {
			e.err = err
			return e
		}
		e.mode, e.stamp = target.Mode().Type(), StampOf(target)
		if e.mode.IsDir() {
			e.mode |= fs.ModeSymlink
		}
	}
	return e
}

// Walk lists all files of content. tick is how long a file system may give two changes the same time, see [Tick]: a stamp
// that is older identifies its version of the file. Only a root folder that cannot be read is an error; everything else is
// one of the inventory's Problems.
func Walk(fsys fs.FS, tick time.Duration) (*Inventory, error) {
	return WalkSince(fsys, tick, time.Time{}, nil)
}

// WalkSince is Walk that also calls onChange, once, as soon as it meets a file or folder that was modified after since, so
// that the caller can prepare for work. onChange may be nil, and may be called from another goroutine.
func WalkSince(fsys fs.FS, tick time.Duration, since time.Time, onChange func()) (*Inventory, error) {
	if onChange != nil {
		onChange = sync.OnceFunc(onChange)
	}
	inv := &Inventory{Before: time.Now().Add(-tick), tick: tick, Digest: sha256.Sum256(nil)}
	w := &walker{fsys, make(chan struct{}, runtime.GOMAXPROCS(0)), since, onChange}
	root := w.list(".")
	if root.err != nil {
		return nil, fmt.Errorf("reading the content folder: %w", root.err)
	}
	inv.collect(root)
	inv.moveBundled()
	inv.Sure = inv.latest < inv.Before.UnixNano()
	return inv, nil
}

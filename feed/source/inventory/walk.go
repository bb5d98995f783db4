package inventory

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
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

// SiteFile is where the site is described, in content.
const SiteFile = "site.yaml"

// Asset is a file of content that is published as it is, at its own path.
type Asset struct {
	Path string // in content, and in dist
	Size int64  // bytes
	// Stamp is what the file system says of it; Sure, that it cannot have changed
	// without that changing too.
	Stamp feed.Stamp
	Sure  bool
}

// Inventory is what lies in content, by names and stamps.
type Inventory struct {
	// Digest is a hash of all files with their stamps: where it is the same, nothing has
	// come, gone or changed. Sure says that nothing can have changed without that changing too.
	Digest [sha256.Size]byte
	Sure   bool

	Before   time.Time
	tick     time.Duration
	latest   int64    // change of a file, in nanoseconds since 1970: that of one that has gone, perhaps
	Changed  []string // files that may be others than at the last reading; nil: any may
	Articles []File
	Assets   []Asset // published as they are
	Foreign  []File  // in formats that are not read
	Problems []*feed.Problem
	Unread   []string // folders
	row      []byte   // of the digest, used again and again
}

// Files counts what is to be read or published.
func (inv *Inventory) Files() int { return len(inv.Articles) + len(inv.Assets) }

// Forget lets the files go, once they have been read: what Digest and Sure say stays.
func (inv *Inventory) Forget() { inv.Articles = nil }

// File is an article's file.
type File struct {
	Path  string
	Stamp feed.Stamp
}

// entry is one file as a walk finds it.
type entry struct {
	path  string
	mode  fs.FileMode
	stamp feed.Stamp
	err   error // why it is not what it seems
}

// dirStater is an fs.FS that lists a folder with what the file system says of each
// file, at less cost than asking for one after the other. The list need not be in order.
type dirStater interface {
	StatDir(name string) ([]fs.FileInfo, error)
}

// walker lists content on all cores. Nothing is opened but folders.
type walker struct {
	fsys   fs.FS
	tokens chan struct{}
	since  time.Time
	news   func() // called once, when something has changed since; nil: nobody asks
}

// listing is what lies in one folder and below, in the order of names.
type listing struct {
	files []entry
	below []*listing // a folder's, at its place: nil for a file of files
	done  chan struct{}
	name  string
	err   error
}

// list lists a folder. Those below are listed by others, where there is somebody.
func (w *walker) list(name string) *listing {
	l := &listing{name: name, done: make(chan struct{})}
	defer close(l.done)
	infos, err := w.stat(name)
	if err != nil {
		l.err = err
		return l
	}
	slices.SortFunc(infos, func(a, b fs.FileInfo) int { return strings.Compare(a.Name(), b.Name()) })
	l.files, l.below = make([]entry, 0, len(infos)), make([]*listing, 0, len(infos))
	for _, info := range infos {
		child := path.Join(name, info.Name())
		if child == SiteFile || Ignored(info.Name()) && !hostFiles[child] {
			continue
		}
		if w.news != nil && info.ModTime().After(w.since) {
			w.news()
		}
		if !info.IsDir() {
			l.files, l.below = append(l.files, w.entry(child, info)), append(l.below, nil)
			continue
		}
		sub := &listing{name: child, done: make(chan struct{})}
		l.files, l.below = append(l.files, entry{}), append(l.below, sub)
		select {
		case w.tokens <- struct{}{}:
			go func() {
				defer func() { <-w.tokens }()
				w.fill(sub)
			}()
		default:
			w.fill(sub)
		}
	}
	return l
}

func (w *walker) fill(sub *listing) {
	found := w.list(sub.name)
	sub.files, sub.below, sub.err = found.files, found.below, found.err
	close(sub.done)
}

func (w *walker) stat(name string) ([]fs.FileInfo, error) {
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

// entry is one file. A link is what it leads to.
func (w *walker) entry(name string, info fs.FileInfo) entry {
	e := entry{path: name, mode: info.Mode().Type(), stamp: StampOf(info)}
	if e.mode&fs.ModeSymlink != 0 {
		led, err := fs.Stat(w.fsys, name)
		if err != nil {
			e.err = err
			return e
		}
		e.mode, e.stamp = led.Mode().Type(), StampOf(led)
		if e.mode.IsDir() {
			e.mode |= fs.ModeSymlink
		}
	}
	return e
}

// Walk lists content, once. A file that has been left alone for a tick can be known again
// by its stamp. Only a root that cannot be read is an error.
func Walk(fsys fs.FS, tick time.Duration) (*Inventory, error) {
	return WalkSince(fsys, tick, time.Time{}, nil)
}

// WalkSince does the same, and calls news once, if it is not nil, as soon as it meets a file
// or a folder that was changed after a time: most likely there will be something to do.
func WalkSince(fsys fs.FS, tick time.Duration, since time.Time, news func()) (*Inventory, error) {
	if news != nil {
		news = sync.OnceFunc(news)
	}
	inv := &Inventory{Before: time.Now().Add(-tick), tick: tick, Digest: sha256.Sum256(nil)}
	w := &walker{fsys, make(chan struct{}, runtime.GOMAXPROCS(0)), since, news}
	root := w.list(".")
	if root.err != nil {
		return nil, fmt.Errorf("reading the content folder: %w", root.err)
	}
	inv.take(root)
	inv.bundle()
	inv.Sure = inv.latest < inv.Before.UnixNano()
	return inv, nil
}

// digest adds a file to the digest, or takes it out again: the digest is the sum of the
// files' hashes, bit by bit, so that their order does not matter.
func (inv *Inventory) digest(e entry) {
	row := append(inv.row[:0], e.path...)
	for _, n := range []uint64{0, uint64(e.mode), uint64(e.stamp.Size), uint64(e.stamp.Modified), uint64(e.stamp.Changed), e.stamp.Inode} {
		row = binary.LittleEndian.AppendUint64(row, n)
	}
	sum := sha256.Sum256(row)
	for i := range inv.Digest {
		inv.Digest[i] ^= sum[i]
	}
	inv.row = row
}

// take files what a listing has found.
func (inv *Inventory) take(l *listing) {
	for i, sub := range l.below {
		if sub == nil {
			inv.file(l.files[i])
			continue
		}
		<-sub.done
		if sub.err != nil {
			inv.refuse(sub.name, "cannot be read: %v", cause(sub.err))
			inv.Unread = append(inv.Unread, sub.name)
			inv.digest(entry{path: sub.name + "/unread"})
			continue
		}
		inv.take(sub)
	}
}

// file files one entry. A device or a pipe is nothing, because to open it could wait
// for ever.
func (inv *Inventory) file(e entry) {
	inv.digest(e)
	switch {
	case e.err != nil:
		inv.refuse(e.path, "the link cannot be followed: %v", cause(e.err))
		return
	case e.mode.IsDir():
		inv.warn(e.path, "a link to a folder is not followed", "move the folder itself into content")
		return
	}
	inv.latest = max(inv.latest, e.stamp.Modified, e.stamp.Changed)
	switch {
	case e.mode != 0:
		inv.warn(e.path, "it is no regular file, and left out", "")
	case strings.HasPrefix(path.Base(e.path), "_index."):
		inv.Assets = append(inv.Assets, Asset{Path: e.path, Size: e.stamp.Size, Stamp: e.stamp})
	case IsArticle(e.path):
		inv.Articles = append(inv.Articles, File{e.path, e.stamp})
	case isForeign(e.path):
		inv.Foreign = append(inv.Foreign, File{e.path, e.stamp})
	case !InDrafts(e.path):
		inv.Assets = append(inv.Assets, Asset{Path: e.path, Size: e.stamp.Size, Stamp: e.stamp})
	}
}

// cause is an error without the name that a problem has anyway.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// bundle makes .txt files beside an index file assets of that article.
func (inv *Inventory) bundle() {
	bundles := map[string]bool{}
	for _, f := range inv.Articles {
		folder, base := path.Split(f.Path)
		if folder != "" && strings.TrimSuffix(base, path.Ext(base)) == "index" {
			bundles[folder] = true
		}
	}
	if len(bundles) == 0 {
		return
	}
	kept := inv.Articles[:0]
	for _, f := range inv.Articles {
		folder, base := path.Split(f.Path)
		if bundles[folder] && strings.EqualFold(path.Ext(base), ".txt") && !strings.HasPrefix(base, "index.") {
			inv.Assets = append(inv.Assets, Asset{Path: f.Path, Size: f.Stamp.Size, Stamp: f.Stamp})
			continue
		}
		kept = append(kept, f)
	}
	inv.Articles = kept
	slices.SortFunc(inv.Assets, func(a, b Asset) int { return InOrder(a.Path, b.Path) })
}

func (inv *Inventory) refuse(name, format string, args ...any) {
	inv.Problems = append(inv.Problems, &feed.Problem{Path: name, Message: fmt.Sprintf(format, args...)})
}

func (inv *Inventory) warn(name, message, hint string) {
	inv.Problems = append(inv.Problems, &feed.Problem{Path: name, Warning: true, Message: message, Hint: hint})
}

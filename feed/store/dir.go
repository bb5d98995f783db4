// Package store keeps publications. [Dir] is a folder; each change to it is made
// whole or not at all, whenever the process or the machine stops:
//
//	stage    write each new file below .fil-dist/stage, set its mtime, sync
//	commit   write .fil-dist/journal beside, sync, rename, sync the folder
//	finish   rename staged files to their names, remove what is unwanted, sync folders
//	record   append the change to .fil-dist/manifest, sync
//	forget   remove the journal
//
// The stage has the shape of dist, so that a folder which dist has not yet gets its
// name at once, with all that is in it: a first publication of a hundred thousand pages
// is a few renames.
//
// Until the journal has its name nothing has happened, and afterwards everything
// has: Open finishes what a journal says before it answers anything.
package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"fil/feed/disk"
	"fil/feed/manifest"
)

// Names of Fil's own in a folder. All begin with a dot: static hosts leave them out,
// and fil serve answers 404.
const (
	ownDir       = ".fil-dist"
	markerFile   = ownDir + "/marker"
	lockFile     = ownDir + "/lock"
	stageDir     = ownDir + "/stage"
	journalFile  = ownDir + "/journal"
	manifestFile = ownDir + "/manifest"
)

const markerText = "This folder is made by fil. What lies in it is made again at each run; write in content/.\n"

// Errors that Open returns.
var (
	errHeld = errors.New("held by another process")
	// ErrStrange says that the folder holds files that Fil did not make.
	ErrStrange = errors.New("it holds files that fil did not make")
)

// HeldError says that another process publishes into the folder. A process of another container
// or machine has no number here: PID is not above 0.
type HeldError struct{ PID int }

// Error names the process.
func (e *HeldError) Error() string {
	if e.PID <= 0 {
		return "another process, in another container or on another machine, publishes into it already"
	}
	return fmt.Sprintf("process %d publishes into it already", e.PID)
}

// Dir is a publication in a folder. It is for one goroutine at a time.
type Dir struct {
	root    *disk.Folder
	stage   *disk.Folder // in it
	lock    *os.File
	hook    disk.Hook
	current *manifest.Manifest
	logSize int64 // bytes of the manifest that are good
	// doubt says that the manifest was lost, or is not what was written last: what is
	// in the folder has to be read.
	doubt bool
	// loaded says that the manifest was read, which is done when it is needed.
	loaded bool

	ahead ahead

	mu     sync.Mutex // of what follows, while files are staged
	staged int
	// made are folders of the stage, seen what was found in the place of folders of dist.
	made map[string]bool
	seen map[string]place
}

// Open takes a folder for this process and finishes what an earlier one began. It
// refuses a folder with files in it and no marker of Fil (ErrStrange; names with a
// dot apart), unless it is the folder whose ID is claimed, and one that another process
// has (*HeldError). A manifest that cannot
// be read is set aside: the next publication makes it anew. Whatever changes the folder
// is asked of hook first.
func Open(root *os.Root, hook disk.Hook, claimed string) (*Dir, error) {
	d := &Dir{root: disk.New(root, hook), hook: hook, current: &manifest.Manifest{}}
	d.ahead.writeOut = d.root.WriteOut
	if err := d.claim(claimed != "" && claimed == d.ID()); err != nil {
		return nil, err
	}
	if _, journal := d.root.Lstat(journalFile); journal == nil || !d.pristine() {
		if err := d.load(); err != nil {
			return nil, errors.Join(err, d.Close())
		}
	}
	return d, nil
}

// pristine reports whether nothing was left behind that has to be finished or removed.
func (d *Dir) pristine() bool {
	entries, err := fs.ReadDir(d.root.FS(), stageDir)
	_, recorded := d.root.Lstat(manifestFile)
	return err == nil && len(entries) == 0 && recorded == nil
}

// Close lets the folder go.
func (d *Dir) Close() error {
	_ = d.ahead.wait() // of what was not published
	return errors.Join(d.stage.Close(), d.lock.Close())
}

// Manifest is what the folder holds, as recorded.
func (d *Dir) Manifest() (*manifest.Manifest, error) {
	err := d.load()
	return d.current, err
}

// State is something that is another one after each publication, and when anybody has
// changed what is recorded; "" where there is something to be finished or mended.
func (d *Dir) State() string {
	info, err := d.root.Lstat(manifestFile)
	if _, journal := d.root.Lstat(journalFile); err != nil || !errors.Is(journal, fs.ErrNotExist) || d.doubt {
		return ""
	}
	return fmt.Sprint(info.Size(), info.ModTime().UnixNano(), disk.Inode(info))
}

// Intact reports whether a file lies in the folder as recorded.
func (d *Dir) Intact(name string, size int64, since time.Time) bool {
	return d.intact(manifest.File{Name: name, Size: size, Since: since})
}

// ID is what the folder is known again by after its marker was thrown away, "" where the file
// system has no such thing.
func (d *Dir) ID() string {
	info, err := d.root.Stat(".")
	if err != nil || disk.Inode(info) == 0 {
		return ""
	}
	return strconv.FormatUint(disk.Inode(info), 10)
}

// claim takes the folder for this process. mine says that it was Fil's before.
func (d *Dir) claim(mine bool) error {
	if _, err := d.root.Lstat(markerFile); errors.Is(err, fs.ErrNotExist) && !mine {
		entries, err := fs.ReadDir(d.root.FS(), ".")
		if err != nil {
			return err
		}
		for _, e := range entries {
			if !strings.HasPrefix(e.Name(), ".") {
				return fmt.Errorf("%w, such as %s", ErrStrange, e.Name())
			}
		}
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := d.root.MkdirAll(stageDir, 0o755); err != nil {
		return err
	}
	stage, err := d.root.OpenRoot(stageDir)
	if err != nil {
		return err
	}
	d.stage = disk.New(stage, d.hook)
	f, err := d.root.Root.OpenFile(lockFile, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return errors.Join(err, stage.Close())
	}
	if holder, err := lock(f); errors.Is(err, errHeld) {
		stage.Close()
		f.Close()
		return &HeldError{PID: holder}
	} else if err != nil {
		stage.Close()
		f.Close()
		return fmt.Errorf("locking it: %w", err)
	}
	d.lock = f
	if _, err := d.root.Lstat(markerFile); err == nil {
		return nil
	}
	return d.root.WriteFile(markerFile, []byte(markerText), 0o644)
}

// load reads the manifest, finishes a journal, and clears the stage.
func (d *Dir) load() error {
	if d.loaded {
		return nil
	}
	d.current = &manifest.Manifest{}
	f, err := d.root.Open(manifestFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.doubt = true
	case err != nil:
		return err
	default:
		m, size, err := manifest.Read(f)
		info, statErr := f.Stat()
		f.Close()
		if errors.Is(err, manifest.ErrVersion) {
			d.doubt = true
			if err := d.root.Rename(manifestFile, manifestFile+".unread"); err != nil {
				return err
			}
			break
		} else if err = errors.Join(err, statErr); err != nil {
			return fmt.Errorf("reading the manifest: %w", err)
		}
		d.current, d.logSize = m, size
		// Bytes behind the last whole batch are those of a publication that was being
		// recorded: then there is a journal of it. Else something was lost.
		if _, err := d.root.Lstat(journalFile); info.Size() > size && err != nil {
			d.doubt = true
		}
	}
	if err := d.recover(); err != nil {
		return fmt.Errorf("finishing the last publication: %w", err)
	}
	d.loaded = true
	return d.clearStage()
}

// Held reports whether the folder is still this process's: its lock may have been
// removed with everything else in it.
func (d *Dir) Held() bool {
	mine, err := d.lock.Stat()
	if err != nil {
		return false
	}
	there, err := d.root.Stat(lockFile)
	return err == nil && os.SameFile(mine, there)
}

// recover does what a whole journal says. One that is not whole never was.
func (d *Dir) recover() error {
	f, err := d.root.Open(journalFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	c, whole, err := manifest.ReadJournal(f)
	f.Close()
	if err != nil && !errors.Is(err, manifest.ErrVersion) {
		return err
	}
	if whole {
		return d.finish(c)
	}
	return d.root.Remove(journalFile)
}

func (d *Dir) clearStage() error {
	_ = d.ahead.wait() // what it was about goes
	d.staged, d.made, d.seen = 0, map[string]bool{}, map[string]place{}
	return d.empty(stageDir)
}

// empty removes what is in a folder of the stage.
func (d *Dir) empty(folder string) error {
	entries, err := fs.ReadDir(d.root.FS(), folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := path.Join(folder, e.Name())
		if e.IsDir() {
			err = d.empty(name)
		}
		if err = errors.Join(err, d.root.Remove(name)); err != nil {
			return err
		}
	}
	return nil
}

// Begin clears the stage for a publication. It returns what the folder holds, and, of
// the files that look chooses, where among is not nil only of those, the names of those that
// no longer lie there as recorded (by size and mtime), which have to be published again.
// Where the manifest was lost, what it returns was read from the files themselves and has
// Sequence 0: bytes that have not changed keep their date.
func (d *Dir) Begin(ctx context.Context, among []string, look func(f manifest.File, of int) bool) (have *manifest.Manifest, lost map[string]bool, err error) {
	if err := d.load(); err != nil {
		return nil, nil, err
	}
	if err := d.recover(); err != nil {
		return nil, nil, fmt.Errorf("finishing the last publication: %w", err)
	}
	if err := d.clearStage(); err != nil {
		return nil, nil, err
	}
	if d.doubt {
		d.current = &manifest.Manifest{}
		err := d.root.Rename(manifestFile, manifestFile+".unread")
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, nil, err
		}
		have, err = d.adopt(ctx)
		return have, nil, err
	}
	if info, err := d.root.Stat(manifestFile); err == nil {
		d.current.SetChanged(info.ModTime())
	}
	lost = map[string]bool{}
	of := d.current.Len()
	files := d.current.Chosen(func(f manifest.File) bool { return look(f, of) })
	if among != nil {
		files = d.current.Among(among)
	}
	for name, f := range files {
		if look(f, of) && !d.intact(f) {
			lost[name] = true
		}
	}
	return d.current, lost, ctx.Err()
}

func (d *Dir) intact(f manifest.File) bool {
	info, err := d.root.Lstat(f.Name)
	return err == nil && f.Matches(info)
}

// Publish makes the staged files and the removals the publication. On an error
// before the commit nothing has changed; on one after it, the next Publish or Open
// goes on where it stopped.
func (d *Dir) Publish(ctx context.Context, c manifest.Change) (*manifest.Manifest, error) {
	if err := d.recover(); err != nil {
		return nil, fmt.Errorf("finishing the last publication: %w", err)
	}
	err := d.passable(c)
	if err == nil {
		err = d.commit(ctx, c)
	}
	if _, none := d.root.Lstat(journalFile); err != nil && none == nil {
		// It has its name, and only that could not be synced: whether it is there after a
		// crash nobody knows. So what it speaks of stays, and the next run finishes it.
		return nil, err
	} else if err != nil {
		return nil, errors.Join(err, d.clearStage())
	}
	if err := d.finish(c); err != nil {
		return nil, err
	}
	d.staged = 0
	return d.current, d.whole(c)
}

func (d *Dir) commit(ctx context.Context, c manifest.Change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if d.together(0) {
		if err := errors.Join(d.ahead.wait(), d.root.SyncAll()); err != nil {
			return fmt.Errorf("syncing: %w", err)
		}
	} else {
		folders := slices.Collect(maps.Keys(d.made))
		for _, folder := range append(folders, ".") {
			if err := d.root.SyncDir(path.Join(stageDir, folder)); err != nil {
				return err
			}
		}
	}
	if err := d.root.Replace(journalFile, c.Journal()); err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	return nil
}

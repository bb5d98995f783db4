// Package store keeps publications. [Dir] is a folder; each change to it is made
// whole or not at all, whenever the process or the machine stops:
//
//	stage    write each new file into .fil-dist/stage, set its mtime, sync
//	commit   write .fil-dist/journal beside, sync, rename, sync the folder
//	finish   rename staged files to their names, remove what is unwanted, sync folders
//	record   append the change to .fil-dist/manifest, sync
//	forget   remove the journal
//
// Until the journal has its name nothing has happened, and afterwards everything
// has: Open finishes what a journal says before it answers anything.
package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

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

// HeldError says that another process publishes into the folder.
type HeldError struct{ PID int }

// Error names the process.
func (e *HeldError) Error() string {
	return fmt.Sprintf("process %d publishes into it already", e.PID)
}

// Dir is a publication in a folder. It is for one goroutine at a time.
type Dir struct {
	root    *os.Root
	lock    *os.File
	current *manifest.Manifest
	logSize int64 // bytes of the manifest that are good
	// doubt says that the manifest was lost, or is not what was written last: what is
	// in the folder has to be read.
	doubt  bool
	staged int
}

// Open takes a folder for this process and finishes what an earlier one began. It
// refuses a folder with files in it and no marker of Fil (ErrStrange; names with a
// dot apart), and one that another process has (*HeldError). A manifest that cannot
// be read is set aside: the next publication makes it anew.
func Open(root *os.Root) (*Dir, error) {
	d := &Dir{root: root}
	if err := d.claim(); err != nil {
		return nil, err
	}
	if err := d.load(); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// Close lets the folder go.
func (d *Dir) Close() error { return d.lock.Close() }

// Manifest is what the folder holds, as recorded.
func (d *Dir) Manifest() *manifest.Manifest { return d.current }

func (d *Dir) claim() error {
	if _, err := d.root.Lstat(markerFile); errors.Is(err, fs.ErrNotExist) {
		entries, err := fs.ReadDir(d.root.FS(), ".")
		if err != nil {
			return err
		}
		for _, e := range entries {
			if !strings.HasPrefix(e.Name(), ".") {
				return fmt.Errorf("%w, such as %s", ErrStrange, e.Name())
			}
		}
	} else if err != nil {
		return err
	}
	if err := d.root.MkdirAll(stageDir, 0o755); err != nil {
		return err
	}
	f, err := d.root.OpenFile(lockFile, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return err
	}
	if holder, err := lock(f); errors.Is(err, errHeld) {
		f.Close()
		return &HeldError{PID: holder}
	} else if err != nil {
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
	entries, err := fs.ReadDir(d.root.FS(), stageDir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := d.root.Remove(path.Join(stageDir, e.Name())); err != nil {
			return err
		}
	}
	d.staged = 0
	return nil
}

// Begin clears the stage for a publication. It returns what the folder holds, and
// the names of files that no longer lie there as recorded (by size and mtime), which
// have to be published again. Where the manifest was lost, what it returns was read
// from the files themselves and has Sequence 0: bytes that have not changed keep
// their date.
func (d *Dir) Begin(ctx context.Context) (have *manifest.Manifest, lost map[string]bool, err error) {
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
	lost = map[string]bool{}
	for f := range d.current.All() {
		if !d.intact(f) {
			lost[f.Name] = true
		}
	}
	return d.current, lost, ctx.Err()
}

func (d *Dir) intact(f manifest.File) bool {
	info, err := d.root.Lstat(f.Name)
	return err == nil && info.Mode().IsRegular() && info.Size() == f.Size && info.ModTime().Equal(f.Since)
}

// stageName is where a file waits for its publication: known from its name, so that
// the journal need not say it.
func stageName(name string) string {
	sum := sha256.Sum256([]byte(name))
	return stageDir + "/" + hex.EncodeToString(sum[:16])
}

// Stage writes one file beside the publication. A name that something has which Fil
// did not put there is fs.ErrExist: strangers are left alone.
func (d *Dir) Stage(ctx context.Context, f manifest.File, write func(io.Writer) error) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	if d.occupied(f.Name) {
		return fmt.Errorf("something that fil did not make has its place in dist: %w", fs.ErrExist)
	}
	name := stageName(f.Name)
	file, err := d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return fmt.Errorf("staging %s: %w", f.Name, err)
	}
	defer func() {
		if closing := file.Close(); err == nil && closing != nil {
			err = closing
		}
		if err != nil {
			err = fmt.Errorf("staging %s: %w", f.Name, err)
		}
	}()
	if err := write(file); err != nil {
		return err
	}
	if err := d.root.Chtimes(name, f.Since, f.Since); err != nil {
		return err
	}
	d.staged++
	if d.staged > manySyncs && canSyncAll {
		return nil // Publish syncs all at once
	}
	return file.Sync()
}

// occupied reports whether a stranger stands where a file has to be: a file, a folder
// with a file in it, or something that is no folder where a folder has to be. Where the
// manifest was lost, nobody knows whose a file is, and it is taken for ours.
func (d *Dir) occupied(name string) bool {
	ours := func(name string) bool { _, ok := d.current.File(name); return ok }
	if info, err := d.root.Lstat(name); err == nil {
		if info.IsDir() {
			return !d.holdsOnly(name, ours)
		}
		return !ours(name) && !d.doubt
	}
	for folder := path.Dir(name); folder != "."; folder = path.Dir(folder) {
		if info, err := d.root.Lstat(folder); err == nil {
			return !info.IsDir() && !ours(folder)
		}
	}
	return false
}

// manySyncs is above how many files one sync of everything is cheaper.
const manySyncs = 50

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
	if err != nil {
		return nil, errors.Join(err, d.clearStage())
	}
	if err := d.finish(c); err != nil {
		return nil, err
	}
	d.staged = 0
	return d.current, nil
}

func (d *Dir) commit(ctx context.Context, c manifest.Change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if d.staged > manySyncs && canSyncAll {
		if err := syncAll(d.lock); err != nil {
			return fmt.Errorf("syncing: %w", err)
		}
	} else if err := d.syncDir(stageDir); err != nil {
		return err
	}
	if err := d.replace(journalFile, c.Journal()); err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	return nil
}

// replace writes a file beside, syncs it and gives it its name.
func (d *Dir) replace(name string, data []byte) error {
	f, err := d.root.OpenFile(name+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, d.root.Remove(name+".new"))
	}
	if err := d.root.Rename(name+".new", name); err != nil {
		return err
	}
	return d.syncDir(ownDir)
}

func (d *Dir) syncDir(name string) error {
	f, err := d.root.Open(name)
	if err != nil {
		return err
	}
	err = f.Sync()
	if cannotSync(err) {
		err = nil
	}
	return errors.Join(err, f.Close())
}

// Package store writes publications. A [Dir] is a folder; each change to it is atomic, even if the
// process or the machine stops:
//
//	stage    write each new file below .fil-dist/stage, set its mtime, sync
//	commit   write .fil-dist/journal.new, sync, rename it to journal, sync the folder
//	finish   rename staged files to their names, remove unwanted files, sync folders
//	record   append the change to .fil-dist/manifest, sync
//	forget   remove the journal
//
// A change counts as made from the moment at which the journal has its name. If a later step is
// interrupted, the next Open, Begin or Publish finds the journal and finishes the change. Without a
// journal, Open removes what was staged.
//
// The stage has the same folders as dist, so that a folder that dist does not have yet is moved
// there by one rename, with all that is in it: a first publication of a hundred thousand pages
// takes a few renames.
package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"fil/feed/disk"
	"fil/feed/manifest"
)

// The names of Fil's own files in the folder. They begin with a dot: static hosts skip such names,
// and fil serve answers 404.
const (
	ownDir       = ".fil-dist"
	markerFile   = ownDir + "/marker"
	lockFile     = ownDir + "/lock"
	stageDir     = ownDir + "/stage"
	journalFile  = ownDir + "/journal"
	manifestFile = ownDir + "/manifest"
)

// markerText is the content of the marker, by which Fil knows its own folders.
const markerText = "This folder is made by fil. What lies in it is made again at each run; write in content/.\n"

// ErrForeign means that the folder has files that Fil did not make.
var ErrForeign = errors.New("it holds files that fil did not make")

// errLocked means that another process has locked the folder.
var errLocked = errors.New("locked by another process")

// LockedError means that another process has locked the folder. PID is its process number, 0 or
// less if it runs in another container or on another machine, or if the system does not say.
type LockedError struct{ PID int }

// Error implements error.
func (e *LockedError) Error() string {
	if e.PID <= 0 {
		return "another process, in another container or on another machine, publishes into it already"
	}
	return fmt.Sprintf("process %d publishes into it already", e.PID)
}

// Dir is a folder with a publication. One goroutine at a time may use it, but several may call
// Stage.
type Dir struct {
	root    *disk.Folder
	stage   *disk.Folder // stageDir in root
	lock    *os.File
	hook    disk.Hook
	current *manifest.Manifest
	logSize int64 // size of the valid part of the manifest file
	// manifestLost means that the manifest is missing, or not what was written last: the files in
	// the folder have to be read.
	manifestLost bool
	// loaded means that the manifest was read: that is done when it is first needed.
	loaded bool

	writeback writeback

	mu     sync.Mutex // guards the fields below while files are staged
	staged int        // number of staged files
	// stageFolders are the folders that exist in the stage. folders says which folders exist in
	// dist.
	stageFolders map[string]bool
	folders      map[string]folderState
}

// Open locks a folder for this process, and finishes a change that an earlier process has
// committed. hook is called before each operation by which a publication changes the folder.
//
// If the folder has files, apart from names with a dot, but no marker of Fil, the error is
// ErrForeign, unless claimed is the folder's [Dir.ID]. If another process has locked it, the error
// is a *LockedError. A manifest that cannot be read is renamed, and the next publication writes a
// new one.
func Open(root *os.Root, hook disk.Hook, claimed string) (*Dir, error) {
	d := &Dir{root: disk.New(root, hook), hook: hook, current: &manifest.Manifest{}}
	d.writeback.writeOut = d.root.WriteOut
	if err := d.claim(claimed != "" && claimed == d.ID()); err != nil {
		return nil, err
	}
	if _, journal := d.root.Lstat(journalFile); journal == nil || !d.clean() {
		if err := d.load(); err != nil {
			return nil, errors.Join(err, d.Close())
		}
	}
	return d, nil
}

// clean reports whether nothing is staged and there is a manifest.
func (d *Dir) clean() bool {
	entries, err := fs.ReadDir(d.root.FS(), stageDir)
	_, recorded := d.root.Lstat(manifestFile)
	return err == nil && len(entries) == 0 && recorded == nil
}

// Close unlocks the folder.
func (d *Dir) Close() error {
	_ = d.writeback.wait() // an error of files that were not published does not matter
	return errors.Join(d.stage.Close(), d.lock.Close())
}

// Manifest returns the manifest of the folder. It reads the file at the first call.
func (d *Dir) Manifest() (*manifest.Manifest, error) {
	err := d.load()
	return d.current, err
}

// State returns a value that changes with each publication, and when something else has changed the
// manifest. It is "" if a change has to be finished, or the manifest is lost.
func (d *Dir) State() string {
	info, err := d.root.Lstat(manifestFile)
	if _, journal := d.root.Lstat(journalFile); err != nil || !errors.Is(journal, fs.ErrNotExist) || d.manifestLost {
		return ""
	}
	return fmt.Sprint(info.Size(), info.ModTime().UnixNano(), disk.Inode(info))
}

// ID identifies the folder after its marker was deleted: it is the folder's inode number, "" if the
// file system has none.
func (d *Dir) ID() string {
	info, err := d.root.Stat(".")
	if err != nil || disk.Inode(info) == 0 {
		return ""
	}
	return strconv.FormatUint(disk.Inode(info), 10)
}

// claim checks that the folder belongs to Fil, or is empty, and locks it. If mine is set, it is
// known to belong to Fil.
func (d *Dir) claim(mine bool) error {
	if _, err := d.root.Lstat(markerFile); errors.Is(err, fs.ErrNotExist) && !mine {
		entries, err := fs.ReadDir(d.root.FS(), ".")
		if err != nil {
			return err
		}
		for _, e := range entries {
			if !strings.HasPrefix(e.Name(), ".") {
				return fmt.Errorf("%w, such as %s", ErrForeign, e.Name())
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
	if pid, err := lock(f); errors.Is(err, errLocked) {
		stage.Close()
		f.Close()
		return &LockedError{PID: pid}
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

// load reads the manifest, finishes a committed change, and clears the stage. It does so once.
func (d *Dir) load() error {
	if d.loaded {
		return nil
	}
	d.current = &manifest.Manifest{}
	f, err := d.root.Open(manifestFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.manifestLost = true
	case err != nil:
		return err
	default:
		m, size, err := manifest.Read(f)
		info, statErr := f.Stat()
		f.Close()
		if errors.Is(err, manifest.ErrVersion) {
			d.manifestLost = true
			if err := d.root.Rename(manifestFile, manifestFile+".unread"); err != nil {
				return err
			}
			break
		}
		err = errors.Join(err, statErr)
		if err != nil {
			return fmt.Errorf("reading the manifest: %w", err)
		}
		d.current, d.logSize = m, size
		// Bytes after the last whole batch were being written when the process stopped: then the
		// journal is still there. If there is none, the manifest was damaged.
		if _, err := d.root.Lstat(journalFile); info.Size() > size && err != nil {
			d.manifestLost = true
		}
	}
	if err := d.finishJournal(); err != nil {
		return fmt.Errorf("finishing the last publication: %w", err)
	}
	d.loaded = true
	return d.clearStage()
}

// HoldsLock reports whether the lock file in the folder is still the one that this process has
// locked. It may have been deleted with all other files.
func (d *Dir) HoldsLock() bool {
	mine, err := d.lock.Stat()
	if err != nil {
		return false
	}
	there, err := d.root.Stat(lockFile)
	return err == nil && os.SameFile(mine, there)
}

// Intact reports whether a file in the folder has the recorded size and mtime.
func (d *Dir) Intact(f manifest.File) bool {
	info, err := d.root.Lstat(f.Name)
	return err == nil && f.Matches(info)
}

// Published reports whether a folder holds a publication.
func Published(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, manifestFile))
	return err == nil && info.Size() > 0
}

// StatManifest says what the file system knows of the manifest in a folder: it changes with each
// publication. The error is fs.ErrNotExist if there is none.
func StatManifest(dir fs.FS) (fs.FileInfo, error) { return fs.Stat(dir, manifestFile) }

// ReadManifest reads the manifest of the publication in a folder, without locking the folder. The error is
// fs.ErrNotExist if there is none.
func ReadManifest(dir fs.FS) (*manifest.Manifest, error) {
	f, err := dir.Open(manifestFile)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m, _, err := manifest.Read(f)
	return m, err
}

// Holder returns the number of the process that has locked a folder, 0 if none has, or if the
// folder has no lock file, and -1 if the process is in another container or on another machine. It
// changes nothing.
func Holder(dir string) int {
	f, err := os.Open(filepath.Join(dir, lockFile))
	if err != nil {
		return 0
	}
	defer f.Close()
	return lockHolder(f)
}

package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"

	"fil/feed/disk"
	"fil/feed/manifest"
)

// place is what is where a folder of dist may be.
type folderState int

const (
	unchecked folderState = iota
	absent
	folder
	notFolder
)

// Stage writes one file beside the publication. A name that something has which Fil
// did not put there is fs.ErrExist: strangers are left alone. It is safe for several
// goroutines.
func (d *Dir) Stage(ctx context.Context, f manifest.File, write func(io.Writer) error) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	if d.nameTaken(f.Name) {
		return fmt.Errorf("something that fil did not make has its place in dist: %w", fs.ErrExist)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("staging %s: %w", f.Name, err)
		}
	}()
	if err := d.makeStageFolder(path.Dir(f.Name), d.countStaged(0)); err != nil {
		return err
	}
	file, err := d.stage.OpenFile(f.Name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	err = write(file)
	if err == nil {
		err = file.SetTime(f.Since)
	}
	if err == nil {
		if !d.countStaged(1) {
			err = file.Sync()
		} else if f.Size >= largeFile {
			file.StartWriteback()
		} else {
			d.writeback.add(f.Size)
		}
	}
	return errors.Join(err, file.Close())
}

// large is from how many bytes a file keeps a disk busy.
const largeFile = 256 << 10

// together counts files that are staged, and reports whether there are so many that
// Publish syncs all at once.
func (d *Dir) countStaged(more int) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.staged += more
	return d.staged > maxSingleSyncs && disk.CanSyncAll
}

// room makes a folder of the stage. It notes that it has, for those to come and to be
// synced; but not of folders of single pages, of which there may be a hundred thousand.
func (d *Dir) makeStageFolder(folder string, many bool) error {
	if folder == "." {
		return nil
	}
	d.mu.Lock()
	made := d.stageFolders[folder]
	d.mu.Unlock()
	if made {
		return nil
	}
	if err := d.makeStageFolder(path.Dir(folder), false); err != nil {
		return err
	}
	if err := d.stage.Mkdir(folder); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if !many {
		d.mu.Lock()
		d.stageFolders[folder] = true
		d.mu.Unlock()
	}
	return nil
}

// occupied reports whether a stranger stands where a file has to be: a file, a folder
// with a file in it, or something that is no folder where a folder has to be. Where the
// manifest was lost, nobody knows whose a file is, and it is taken for ours.
func (d *Dir) nameTaken(name string) bool {
	ours := func(name string) bool { _, ok := d.current.File(name); return ok }
	switch above := path.Dir(name); d.checkFolder(above) {
	case absent:
		return false
	case notFolder:
		for ; above != "."; above = path.Dir(above) {
			if info, err := d.root.Lstat(above); err == nil {
				return !info.IsDir() && !ours(above)
			}
		}
	}
	info, err := d.root.Lstat(name)
	if err != nil {
		return false
	}
	if info.IsDir() {
		return !d.holdsOnly(name, ours)
	}
	return !ours(name) && !d.manifestLost
}

// look finds out what is in the place of a folder of dist. Most pages of a first
// publication are in folders of which there is not even the uppermost.
func (d *Dir) checkFolder(name string) folderState {
	if name == "." {
		return folder
	}
	d.mu.Lock()
	found := d.folders[name]
	d.mu.Unlock()
	if found != unchecked {
		return found
	}
	found = d.checkFolder(path.Dir(name))
	if found != folder {
		return found
	}
	info, err := d.root.Lstat(name)
	switch {
	case err != nil:
		found = absent
	case !info.IsDir():
		found = notFolder
	}
	d.mu.Lock()
	d.folders[name] = found
	d.mu.Unlock()
	return found
}

// manySyncs is above how many files one sync of everything is cheaper.
const maxSingleSyncs = 50

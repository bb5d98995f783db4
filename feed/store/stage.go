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

// folderState says what is at the path of a folder of dist.
type folderState int

const (
	folderUnchecked folderState = iota
	folderMissing
	folderExists
	folderBlocked // by something that is not a folder
)

// Stage writes one file of the next publication into the stage. If something that Fil did not make
// has its name in the folder, the error is fs.ErrExist, and that is not touched. Several goroutines
// may call it.
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

// largeFile is the size from which writing starts as soon as the file is staged.
const largeFile = 256 << 10

// countStaged adds more to the number of staged files, and reports whether it is so large that
// Publish syncs the whole file system, instead of each file when it is staged.
func (d *Dir) countStaged(more int) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.staged += more
	return d.staged > maxSingleSyncs && disk.CanSyncAll
}

// makeStageFolder creates a folder of the stage and its parents. It records them, because commit
// syncs them, and so that they are not created again. If there are many files, it does not record
// the folder itself: it is the folder of one page, and there may be a hundred thousand.
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

// nameTaken reports whether something that Fil did not make is at a file's path: a file, a folder
// that has files, or, at the path of one of its folders, something that is not a folder. If the
// manifest was lost, a file is taken for one of Fil's.
func (d *Dir) nameTaken(name string) bool {
	ours := func(name string) bool { _, ok := d.current.File(name); return ok }
	switch above := path.Dir(name); d.checkFolder(above) {
	case folderMissing:
		return false
	case folderBlocked:
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

// checkFolder returns what is at the path of a folder of dist. It checks the parents first: most
// pages of a first publication are in folders whose topmost one does not exist yet.
func (d *Dir) checkFolder(name string) folderState {
	if name == "." {
		return folderExists
	}
	d.mu.Lock()
	found := d.folders[name]
	d.mu.Unlock()
	if found != folderUnchecked {
		return found
	}
	found = d.checkFolder(path.Dir(name))
	if found != folderExists {
		return found
	}
	info, err := d.root.Lstat(name)
	switch {
	case err != nil:
		found = folderMissing
	case !info.IsDir():
		found = folderBlocked
	}
	d.mu.Lock()
	d.folders[name] = found
	d.mu.Unlock()
	return found
}

// maxSingleSyncs is the number of files above which one sync of the file system is cheaper than one
// for each file.
const maxSingleSyncs = 50

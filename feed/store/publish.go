package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"

	"fil/feed/manifest"
)

// Begin starts a publication. It finishes an earlier one, clears the stage and returns the
// manifest, with the names of lost files: those that are missing, or do not have the recorded size
// and mtime, so that they have to be published again. It checks the files for which check returns
// true, total being the number of all files; a nil check means none.
//
// If the manifest was lost, Begin makes one from the files in the folder, with Sequence 0: files
// whose bytes have not changed then keep their mtime.
func (d *Dir) Begin(ctx context.Context, check func(f manifest.File, total int) bool) (have *manifest.Manifest, lost map[string]bool, err error) {
	if err := d.load(); err != nil {
		return nil, nil, err
	}
	if err := d.finishJournal(); err != nil {
		return nil, nil, fmt.Errorf("finishing the last publication: %w", err)
	}
	if err := d.clearStage(); err != nil {
		return nil, nil, err
	}
	if d.manifestLost {
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
	if total := d.current.Len(); check != nil {
		for name, f := range d.current.Chosen(func(f manifest.File) bool { return check(f, total) }) {
			if !d.Intact(f) {
				lost[name] = true
			}
		}
	}
	return d.current, lost, ctx.Err()
}

// Publish makes a change whose files are staged, and returns the new manifest. After an error
// before the commit, nothing has changed; after a later error, the next Publish, Begin or Open
// finishes the change.
func (d *Dir) Publish(ctx context.Context, c manifest.Change) (*manifest.Manifest, error) {
	if err := d.finishJournal(); err != nil {
		return nil, fmt.Errorf("finishing the last publication: %w", err)
	}
	err := d.checkFinishable(c)
	if err == nil {
		err = d.commit(ctx, c)
	}
	if _, missing := d.root.Lstat(journalFile); err != nil && missing == nil {
		// The journal has its name, but the name could not be synced: it may or may not be there
		// after a crash. So the staged files stay, and the next run finishes the change.
		return nil, err
	} else if err != nil {
		return nil, errors.Join(err, d.clearStage())
	}
	if err := d.finish(c); err != nil {
		return nil, err
	}
	d.staged = 0
	return d.current, d.verifyPublished(c)
}

// commit syncs the staged files and writes the journal.
func (d *Dir) commit(ctx context.Context, c manifest.Change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if d.countStaged(0) {
		if err := errors.Join(d.writeback.wait(), d.root.SyncAll()); err != nil {
			return fmt.Errorf("syncing: %w", err)
		}
	} else {
		folders := slices.Collect(maps.Keys(d.stageFolders))
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

// finishJournal finishes the change of a journal, if there is one. A journal that is not whole was
// never committed, and is removed.
func (d *Dir) finishJournal() error {
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

// clearStage removes all staged files.
func (d *Dir) clearStage() error {
	_ = d.writeback.wait() // an error of files that are removed does not matter
	d.staged, d.stageFolders, d.folders = 0, map[string]bool{}, map[string]folderState{}
	return d.clearFolder(stageDir)
}

// clearFolder removes everything in a folder of the stage.
func (d *Dir) clearFolder(folder string) error {
	entries, err := fs.ReadDir(d.root.FS(), folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := path.Join(folder, e.Name())
		if e.IsDir() {
			err = d.clearFolder(name)
		}
		err = errors.Join(err, d.root.Remove(name))
		if err != nil {
			return err
		}
	}
	return nil
}

// Abandon removes the staged files of a publication that failed before its commit. If there is a
// journal, the files stay, because the change has to be finished.
func (d *Dir) Abandon() error {
	if _, err := d.root.Lstat(journalFile); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return d.clearStage()
}

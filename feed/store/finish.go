package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"fil/feed/disk"
	"fil/feed/manifest"
)

// finish finishes a committed change. It can be repeated from any point at which it was
// interrupted: a file that is no longer in the stage has its name already.
//
// If something blocks the name of a file, because it was put there by hand after the commit, the
// file is not recorded, and the rest is finished, so that one obstacle does not prevent every later
// publication. After an error that may be temporary, such as a full disk, the journal stays and the
// next run tries again.
func (d *Dir) finish(c manifest.Change) error {
	m := &merger{Dir: d, touched: map[string]bool{}}
	if err := d.removeBlocking(c); err != nil {
		return err
	}
	if err := m.merge("."); err != nil {
		return err
	}
	for _, name := range c.Remove {
		if err := d.remove(name, m.touched); err != nil {
			return err
		}
	}
	for folder := range m.touched {
		if err := d.root.SyncDir(folder); err != nil && !errors.Is(err, fs.ErrNotExist) && !disk.IsNotDir(err) {
			return err
		}
	}
	if len(m.blocked) > 0 {
		c.Put = slices.DeleteFunc(slices.Clone(c.Put), func(f manifest.File) bool { return m.isBlocked(f.Name) })
	}
	// If the manifest was lost, the change alone must not become the manifest: it does not have the
	// files that did not change.
	lost := d.manifestLost && c.Sequence > 1
	if c.Sequence > d.current.Sequence() && !lost {
		if err := d.record(c, len(m.blocked) == 0); err != nil {
			return fmt.Errorf("writing the manifest: %w", err)
		}
	}
	if err := d.root.Remove(journalFile); !errors.Is(err, fs.ErrNotExist) {
		m.obstacles = errors.Join(m.obstacles, err)
	}
	return m.obstacles
}

// merger moves staged files to their names.
type merger struct {
	*Dir
	// touched are the folders of dist whose entries have changed.
	touched map[string]bool
	// blocked are the files and folders that could not be moved, obstacles the reasons.
	blocked   []string
	obstacles error
}

// merge moves everything in a folder of the stage to the same folder of dist, which exists.
func (m *merger) merge(folder string) error {
	entries, err := fs.ReadDir(m.root.FS(), path.Join(stageDir, folder))
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := path.Join(folder, e.Name())
		if err := m.moveIntoPlace(name, e.IsDir()); disk.IsTransient(err) {
			return err
		} else if err != nil {
			m.blocked = append(m.blocked, name)
			m.obstacles = errors.Join(m.obstacles, fmt.Errorf("%s could not be published: %w", name, err))
			continue
		}
		m.touched[folder] = true
	}
	return nil
}

// moveIntoPlace moves a file or folder of the stage to its name. If dist has that folder already,
// it moves what is in it. Empty folders of dist that are in the way of a file are removed.
func (m *merger) moveIntoPlace(name string, folder bool) error {
	staged := path.Join(stageDir, name)
	existing, err := m.root.Lstat(name)
	switch {
	case err == nil && folder && existing.IsDir():
		if err := m.merge(name); err != nil {
			return err
		}
		if !slices.ContainsFunc(m.blocked, func(blocked string) bool { return strings.HasPrefix(blocked, name+"/") }) {
			return m.root.Remove(staged)
		}
		return nil
	case err == nil && existing.IsDir():
		m.removeEmptyTree(name)
	}
	return m.root.Rename(staged, name)
}

// isBlocked reports whether a file could not be moved.
func (m *merger) isBlocked(name string) bool {
	return slices.ContainsFunc(m.blocked, func(blocked string) bool { return name == blocked || strings.HasPrefix(name, blocked+"/") })
}

// removeEmptyTree removes a folder that has only empty folders, and reports whether it did.
func (d *Dir) removeEmptyTree(folder string) bool {
	entries, err := fs.ReadDir(d.root.FS(), folder)
	if err != nil {
		return false
	}
	for _, e := range entries {
		if !e.IsDir() || !d.removeEmptyTree(path.Join(folder, e.Name())) {
			return false
		}
	}
	return d.root.Remove(folder) == nil
}

// removeBlocking removes, before the new files come, the unwanted files in their way: "a" before
// "a/index.html" comes, and the reverse. All other unwanted files are removed after the new ones
// came.
func (d *Dir) removeBlocking(c manifest.Change) error {
	if len(c.Remove) == 0 {
		return nil
	}
	files, folders, folded := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, f := range c.Put {
		files[f.Name], folded[strings.ToLower(f.Name)] = true, true
		for folder := path.Dir(f.Name); folder != "."; folder = path.Dir(folder) {
			folders[folder] = true
		}
	}
	for _, name := range c.Remove {
		// On a file system that ignores case, the new name is that of the old file.
		blocks := folders[name] || folded[strings.ToLower(name)]
		for folder := path.Dir(name); folder != "." && !blocks; folder = path.Dir(folder) {
			blocks = files[folder]
		}
		if blocks {
			if err := d.remove(name, map[string]bool{}); err != nil {
				return err
			}
		}
	}
	return nil
}

// remove removes a file, and the folders that are then empty. If a folder has the file's name now,
// or a file the name of one of its folders, there is nothing to remove. Folders whose entries have
// changed are added to touched.
func (d *Dir) remove(name string, touched map[string]bool) error {
	if info, err := d.root.Lstat(name); err == nil && !info.IsDir() {
		if err := d.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) && !disk.IsNotDir(err) {
		return err
	}
	for folder := path.Dir(name); folder != "."; folder = path.Dir(folder) {
		touched[folder] = true
		if info, err := d.root.Lstat(folder); err != nil || !info.IsDir() || d.root.Remove(folder) != nil {
			return nil // missing, or not empty
		}
		delete(touched, folder)
	}
	touched["."] = true
	return nil
}

// record appends a change to the manifest. It writes a new manifest instead if most entries of the
// old one are stale, or if the file is not what was written last. If whole is set, the journal has
// exactly this change: for a first publication, it is renamed to be the manifest.
func (d *Dir) record(c manifest.Change, whole bool) error {
	next := d.current.Apply(c)
	info, err := d.root.Stat(manifestFile)
	switch {
	case whole && d.current.Len() == 0 && errors.Is(err, fs.ErrNotExist):
		if err := d.root.Rename(journalFile, manifestFile); err != nil {
			return err
		}
		info, err = d.root.Stat(manifestFile)
		if err != nil {
			return err
		}
		d.current, d.logSize, d.manifestLost = next, info.Size(), false
		return d.root.SyncDir(ownDir)
	case err != nil || d.manifestLost || info.Size() < d.logSize || next.Wasteful():
		data := next.Encode()
		if err := d.root.Replace(manifestFile, data); err != nil {
			return err
		}
		d.current, d.logSize, d.manifestLost = (&manifest.Manifest{}).Apply(next.Whole()), int64(len(data)), false
		return nil
	}
	f, err := d.root.OpenFile(manifestFile, os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	batch := c.Encode()
	// Bytes after the valid part are overwritten, and what is left of them is cut off.
	_, err = f.WriteAt(batch, d.logSize)
	if err == nil {
		err = f.Truncate(d.logSize + int64(len(batch)))
	}
	if err == nil {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	if err != nil {
		return err
	}
	d.current, d.logSize = next, d.logSize+int64(len(batch))
	return nil
}

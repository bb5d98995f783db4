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

// finish does what the journal says. It can be done any number of times, from any
// point at which it stopped: what is no longer in the stage has its name already.
//
// A file that cannot get its name, because something has been put into its way by
// hand, is left out of what is recorded, and the rest is finished: one obstacle must
// not stand between a site and every later publication. A disk that is full or failing
// is no such thing: then the journal stays, and the next run tries again.
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
	// Without its manifest a change says nothing of all the other files.
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

// merger gives what is staged its names.
type merger struct {
	*Dir
	// touched are the folders of dist whose entries have changed.
	touched map[string]bool
	// left are the files and folders that could not get their names, and why.
	blocked   []string
	obstacles error
}

// merge gives what is in a folder of the stage its place in that of dist, which is
// there.
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

// place gives a file or folder of the stage its name. Empty folders of dist are
// nobody's, and make room.
func (m *merger) moveIntoPlace(name string, folder bool) error {
	staged := path.Join(stageDir, name)
	there, err := m.root.Lstat(name)
	switch {
	case err == nil && folder && there.IsDir():
		if err := m.merge(name); err != nil {
			return err
		}
		if !slices.ContainsFunc(m.blocked, func(left string) bool { return strings.HasPrefix(left, name+"/") }) {
			return m.root.Remove(staged)
		}
		return nil
	case err == nil && there.IsDir():
		m.removeEmptyTree(name)
	}
	return m.root.Rename(staged, name)
}

// isLeft reports whether a file could not get its name.
func (m *merger) isBlocked(name string) bool {
	return slices.ContainsFunc(m.blocked, func(left string) bool { return name == left || strings.HasPrefix(name, left+"/") })
}

// prune removes a folder in which there are only empty folders.
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

// clearWay removes first what stands where a folder has to be, or the other way
// round: "a" goes before "a/index.html" comes. All else goes last.
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
		// On a file system that ignores case, the new name is the old one's file.
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

// maxName is the most bytes that file systems take for a name.
const maxName = 255

// passable refuses, before anything is committed, a change that could never be
// finished: a stranger's folder where a file has to be, or the other way round.
func (d *Dir) checkFinishable(c manifest.Change) error {
	ours := map[string]bool{}
	for _, name := range c.Remove {
		ours[name] = true
	}
	files := map[string]bool{}
	for _, f := range c.Put {
		files[f.Name] = true
	}
	seen := foldersChecked{".": true}
	for _, f := range c.Put {
		if len(path.Base(f.Name)) > maxName {
			return fmt.Errorf("the name %.60s… is too long for a file", path.Base(f.Name))
		}
		if err := d.checkParents(path.Dir(f.Name), seen, files, ours); err != nil {
			return err
		}
		if !seen[path.Dir(f.Name)] {
			continue // nothing can be there
		}
		if info, err := d.root.Lstat(f.Name); err == nil && info.IsDir() && !d.holdsOnly(f.Name, func(name string) bool { return ours[name] }) {
			return fmt.Errorf("a folder stands where the file %s has to be; move it away", f.Name)
		}
	}
	for _, name := range c.Remove {
		if err := d.checkParents(path.Dir(name), seen, nil, ours); err != nil && errors.Is(err, fs.ErrPermission) {
			return err
		}
	}
	return d.checkWritable(".")
}

// folders says of those that were looked at whether there is such a folder.
type foldersChecked map[string]bool

// way looks at a folder and those that it is in: nothing that stays may have its place.
func (d *Dir) checkParents(folder string, seen foldersChecked, files, ours map[string]bool) error {
	if _, known := seen[folder]; known {
		return nil
	}
	if files[folder] || len(path.Base(folder)) > maxName {
		return fmt.Errorf("%s cannot be a file and a folder", folder)
	}
	if err := d.checkParents(path.Dir(folder), seen, files, ours); err != nil {
		return err
	}
	seen[folder] = false
	if !seen[path.Dir(folder)] {
		return nil
	}
	info, err := d.root.Lstat(folder)
	if err == nil && !info.IsDir() && !ours[folder] {
		return fmt.Errorf("a file stands where the folder %s has to be; move it away", folder)
	}
	seen[folder] = err == nil && info.IsDir()
	if seen[folder] {
		return d.checkWritable(folder)
	}
	return nil
}

// writable wants that names in a folder can be changed. What cannot be finished must not
// be begun: one folder would stand between a site and every later publication.
func (d *Dir) checkWritable(folder string) error {
	f, err := d.root.Open(folder)
	if err != nil {
		return fmt.Errorf("the folder %s cannot be opened: %w", folder, err)
	}
	defer f.Close()
	if err := disk.CheckWritable(f); err != nil {
		return fmt.Errorf("the folder %s cannot be written to: %w", folder, err)
	}
	return nil
}

// holdsOnly reports whether every file below a folder is one of ours.
func (d *Dir) holdsOnly(folder string, ours func(name string) bool) bool {
	err := fs.WalkDir(d.root.FS(), folder, func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && !ours(name) {
			err = ErrForeign
		}
		return err
	})
	return err == nil
}

// remove removes a file and the folders that it leaves empty. Where a folder has the
// file's place by now, or a file that of a folder, there is nothing to remove.
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
			return nil // not there, or not empty
		}
		delete(touched, folder)
	}
	touched["."] = true
	return nil
}

// record appends a change to the manifest, or writes it anew when most of it is past,
// or when it is not what was written last. A first publication is what its journal
// says, where that is whole: the journal becomes the manifest.
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
	// What was cut off before is overwritten, and what it leaves behind cut.
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

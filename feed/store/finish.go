package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"

	"fil/feed/manifest"
)

// finish does what the journal says. It can be done any number of times, from any
// point at which it stopped: a staged file that is gone has its name already.
//
// A file that cannot get its name, because something has been put into its way by
// hand, is left out of what is recorded, and the rest is finished: one obstacle must
// not stand between a site and every later publication. A disk that is full or failing
// is no such thing: then the journal stays, and the next run tries again.
func (d *Dir) finish(c manifest.Change) error {
	touched, made := map[string]bool{}, map[string]bool{}
	if err := d.clearWay(c); err != nil {
		return err
	}
	done := c
	done.Put = nil
	var obstacles error
	for _, f := range c.Put {
		err := d.place(f.Name, made, touched)
		switch {
		case err == nil:
			done.Put = append(done.Put, f)
		case passing(err):
			return err
		default:
			obstacles = errors.Join(obstacles, fmt.Errorf("%s could not be published: %w", f.Name, err))
		}
	}
	for _, name := range c.Remove {
		if err := d.remove(name, touched); err != nil {
			return err
		}
	}
	for folder := range touched {
		if err := d.syncDir(folder); err != nil && !errors.Is(err, fs.ErrNotExist) && !isNotDir(err) {
			return err
		}
	}
	// Without its manifest a change says nothing of all the other files.
	lost := d.doubt && c.Sequence > 1
	if c.Sequence > d.current.Sequence() && !lost {
		if err := d.record(done); err != nil {
			return fmt.Errorf("writing the manifest: %w", err)
		}
	}
	return errors.Join(obstacles, d.root.Remove(journalFile))
}

// place gives one staged file its name, in folders that it makes.
func (d *Dir) place(name string, made, touched map[string]bool) error {
	folder := path.Dir(name)
	if err := d.mkdir(folder, made, touched); err != nil {
		return err
	}
	touched[folder] = true
	return d.unstage(name)
}

// unstage gives a staged file its name, if it has not got it already. Empty folders
// are nobody's, and make room.
func (d *Dir) unstage(name string) error {
	staged := stageName(name)
	err := d.root.Rename(staged, name)
	if errors.Is(err, fs.ErrNotExist) {
		if _, gone := d.root.Lstat(staged); errors.Is(gone, fs.ErrNotExist) {
			return nil
		}
	}
	if err != nil && d.prune(name) {
		err = d.root.Rename(staged, name)
	}
	return err
}

// prune removes a folder in which there are only empty folders.
func (d *Dir) prune(folder string) bool {
	entries, err := fs.ReadDir(d.root.FS(), folder)
	if err != nil {
		return false
	}
	for _, e := range entries {
		if !e.IsDir() || !d.prune(path.Join(folder, e.Name())) {
			return false
		}
	}
	return d.root.Remove(folder) == nil
}

// clearWay removes first what stands where a folder has to be, or the other way
// round: "a" goes before "a/index.html" comes. All else goes last.
func (d *Dir) clearWay(c manifest.Change) error {
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

// mkdir makes a folder and those above it, and notes whose entries that changed.
func (d *Dir) mkdir(folder string, made, touched map[string]bool) error {
	if folder == "." || made[folder] {
		return nil
	}
	if err := d.mkdir(path.Dir(folder), made, touched); err != nil {
		return err
	}
	if err := d.root.Mkdir(folder, 0o755); err == nil {
		touched[path.Dir(folder)] = true
	} else if !errors.Is(err, fs.ErrExist) {
		return err
	}
	made[folder] = true
	return nil
}

// maxName is the most bytes that file systems take for a name.
const maxName = 255

// passable refuses, before anything is committed, a change that could never be
// finished: a stranger's folder where a file has to be, or the other way round.
func (d *Dir) passable(c manifest.Change) error {
	ours := map[string]bool{}
	for _, name := range c.Remove {
		ours[name] = true
	}
	files := map[string]bool{}
	for _, f := range c.Put {
		files[f.Name] = true
	}
	checked := map[string]bool{".": true}
	for _, f := range c.Put {
		if len(path.Base(f.Name)) > maxName {
			return fmt.Errorf("the name %.60s… is too long for a file", path.Base(f.Name))
		}
		if info, err := d.root.Lstat(f.Name); err == nil && info.IsDir() && !d.holdsOnly(f.Name, func(name string) bool { return ours[name] }) {
			return fmt.Errorf("a folder stands where the file %s has to be; move it away", f.Name)
		}
		for folder := path.Dir(f.Name); !checked[folder]; folder = path.Dir(folder) {
			checked[folder] = true
			if files[folder] || len(path.Base(folder)) > maxName {
				return fmt.Errorf("%s cannot be a file and a folder", folder)
			}
			if info, err := d.root.Lstat(folder); err == nil && !info.IsDir() && !ours[folder] {
				return fmt.Errorf("a file stands where the folder %s has to be; move it away", folder)
			}
		}
	}
	return nil
}

// holdsOnly reports whether every file below a folder is one of ours.
func (d *Dir) holdsOnly(folder string, ours func(name string) bool) bool {
	err := fs.WalkDir(d.root.FS(), folder, func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && !ours(name) {
			err = ErrStrange
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
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) && !isNotDir(err) {
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
// or when it is not what was written last.
func (d *Dir) record(c manifest.Change) error {
	next := d.current.Apply(c)
	info, err := d.root.Stat(manifestFile)
	if err != nil || d.doubt || info.Size() < d.logSize || next.Wasteful() {
		data := next.Encode()
		if err := d.replace(manifestFile, data); err != nil {
			return err
		}
		next, size, err := manifest.Read(strings.NewReader(string(data)))
		if err != nil {
			return err
		}
		d.current, d.logSize, d.doubt = next, size, false
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
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	d.current, d.logSize = next, d.logSize+int64(len(batch))
	return nil
}

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
func (d *Dir) finish(c manifest.Change) error {
	touched, made := map[string]bool{}, map[string]bool{}
	if err := d.clearWay(c); err != nil {
		return err
	}
	for _, f := range c.Put {
		folder := path.Dir(f.Name)
		if err := d.mkdir(folder, made, touched); err != nil {
			return err
		}
		if err := d.unstage(f.Name); err != nil {
			return err
		}
		touched[folder] = true
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
	if c.Sequence > d.current.Sequence() {
		if err := d.record(c); err != nil {
			return fmt.Errorf("writing the manifest: %w", err)
		}
	}
	return d.root.Remove(journalFile)
}

// unstage gives a staged file its name, if it has not got it already.
func (d *Dir) unstage(name string) error {
	staged := stageName(name)
	err := d.root.Rename(staged, name)
	if errors.Is(err, fs.ErrNotExist) {
		if _, gone := d.root.Lstat(staged); errors.Is(gone, fs.ErrNotExist) {
			return nil
		}
	}
	return err
}

// clearWay removes first what stands where a folder has to be, or the other way
// round: "a" goes before "a/index.html" comes. All else goes last.
func (d *Dir) clearWay(c manifest.Change) error {
	if len(c.Remove) == 0 {
		return nil
	}
	files, folders := map[string]bool{}, map[string]bool{}
	for _, f := range c.Put {
		files[f.Name] = true
		for folder := path.Dir(f.Name); folder != "."; folder = path.Dir(folder) {
			folders[folder] = true
		}
	}
	for _, name := range c.Remove {
		blocks := folders[name]
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
			if info, err := d.root.Stat(folder); err == nil && !info.IsDir() && !ours[folder] {
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

// record appends a change to the manifest, or writes it anew when most of it is past.
func (d *Dir) record(c manifest.Change) error {
	next := d.current.Apply(c)
	if d.logSize == 0 || next.Wasteful() {
		data := next.Encode()
		if err := d.replace(manifestFile, data); err != nil {
			return err
		}
		next, size, err := manifest.Read(strings.NewReader(string(data)))
		if err != nil {
			return err
		}
		d.current, d.logSize = next, size
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

package store

import (
	"errors"
	"fmt"
	"io/fs"
	"path"

	"fil/feed/disk"
	"fil/feed/manifest"
)

// maxName is the largest number of bytes in a name that file systems accept.
const maxName = 255

// checkFinishable returns an error for a change that could never be finished, so that it is not
// committed: a foreign folder is where a file has to be, or the reverse, a name is too long, or a
// folder is read-only.
func (d *Dir) checkFinishable(c manifest.Change) error {
	ours := map[string]bool{}
	for _, name := range c.Remove {
		ours[name] = true
	}
	files := map[string]bool{}
	for _, f := range c.Put {
		files[f.Name] = true
	}
	checked := foldersChecked{".": true}
	for _, f := range c.Put {
		if len(path.Base(f.Name)) > maxName {
			return fmt.Errorf("the name %.60s… is too long for a file", path.Base(f.Name))
		}
		if err := d.checkParents(path.Dir(f.Name), checked, files, ours); err != nil {
			return err
		}
		if !checked[path.Dir(f.Name)] {
			continue // the folder does not exist yet
		}
		if info, err := d.root.Lstat(f.Name); err == nil && info.IsDir() && !d.holdsOnly(f.Name, func(name string) bool { return ours[name] }) {
			return fmt.Errorf("a folder stands where the file %s has to be; move it away", f.Name)
		}
	}
	for _, name := range c.Remove {
		if err := d.checkParents(path.Dir(name), checked, nil, ours); err != nil && errors.Is(err, fs.ErrPermission) {
			return err
		}
	}
	return d.checkWritable(".")
}

// foldersChecked says of each folder that was checked whether it exists.
type foldersChecked map[string]bool

// checkParents checks a folder and its parents: none may be a file of the change, or a file that
// stays, and those that exist must be writable. files are the names of the change's files, ours of
// removed ones.
func (d *Dir) checkParents(folder string, checked foldersChecked, files, ours map[string]bool) error {
	if _, done := checked[folder]; done {
		return nil
	}
	if files[folder] || len(path.Base(folder)) > maxName {
		return fmt.Errorf("%s cannot be a file and a folder", folder)
	}
	if err := d.checkParents(path.Dir(folder), checked, files, ours); err != nil {
		return err
	}
	checked[folder] = false
	if !checked[path.Dir(folder)] {
		return nil
	}
	info, err := d.root.Lstat(folder)
	if err == nil && !info.IsDir() && !ours[folder] {
		return fmt.Errorf("a file stands where the folder %s has to be; move it away", folder)
	}
	checked[folder] = err == nil && info.IsDir()
	if checked[folder] {
		return d.checkWritable(folder)
	}
	return nil
}

// checkWritable returns an error unless names in a folder can be changed. One read-only folder would
// otherwise prevent a committed change, and every later one, from being finished.
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

// holdsOnly reports whether ours returns true for every file below a folder.
func (d *Dir) holdsOnly(folder string, ours func(name string) bool) bool {
	err := fs.WalkDir(d.root.FS(), folder, func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && !ours(name) {
			err = ErrForeign
		}
		return err
	})
	return err == nil
}

package source

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// PinFile writes an ID into the front matter of a file, as [Pin] does. It writes a new file and renames
// it, so that a crash leaves the old text or the new one.
func PinFile(root *os.Root, name, id string) error {
	data, err := root.ReadFile(name)
	if err != nil {
		return err
	}
	out, err := Pin(data, id)
	if err != nil {
		return err
	}
	info, err := root.Stat(name)
	if err != nil {
		return err
	}
	beside := name + ".fil-new~"
	f, err := root.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, info.Mode().Perm())
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is in the way", beside)
	} else if err != nil {
		return err
	}
	_, err = f.Write(out)
	if err == nil {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = root.Rename(beside, name)
	}
	if err != nil {
		return errors.Join(err, root.Remove(beside))
	}
	return nil
}

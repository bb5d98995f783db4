package store

import (
	"errors"
	"io/fs"

	"fil/feed/manifest"
)

// errEmptied means that files were deleted while they were published.
var errEmptied = errors.New("files of it were removed while it was published; the next run makes them again")

// verifyPublished returns errEmptied if files that were just published are missing, or the lock
// file is. The manifest is then deleted, so that the next run checks all files. Of more than 2,000
// files it checks a sample.
func (d *Dir) verifyPublished(c manifest.Change) error {
	const maxChecked = 2000
	step := 1 + len(c.Put)/maxChecked
	intact := d.HoldsLock()
	for i := 0; intact && i < len(c.Put); i += step {
		intact = d.Intact(c.Put[i])
	}
	if intact {
		return nil
	}
	err := d.root.Remove(manifestFile)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	d.manifestLost = true
	return errors.Join(errEmptied, err)
}

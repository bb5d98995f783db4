package store

import (
	"errors"
	"io/fs"

	"fil/feed/manifest"
)

// ErrEmptied says that files were thrown away while they were published.
var ErrEmptied = errors.New("files of it were removed while it was published; the next run makes them again")

// whole returns ErrEmptied if files that were just published are not there, and has the next run
// then look at all. Of very many it looks at some.
func (d *Dir) verifyPublished(c manifest.Change) error {
	const some = 2000
	step := 1 + len(c.Put)/some
	there := d.HoldsLock()
	for i := 0; there && i < len(c.Put); i += step {
		there = d.intact(c.Put[i])
	}
	if there {
		return nil
	}
	err := d.root.Remove(manifestFile)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	d.manifestLost = true
	return errors.Join(ErrEmptied, err)
}

// Abandon removes what was staged for a publication that failed. What a journal speaks of stays.
func (d *Dir) Abandon() error {
	if _, err := d.root.Lstat(journalFile); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return d.clearStage()
}

package memory

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"fil/feed"
	"fil/feed/disk"
)

// Spool stores whole articles in a temporary file, for a command that reads content and remembers
// nothing. It is safe for several goroutines.
type Spool struct {
	dir   string
	db    *database
	texts texts
}

// NewSpool makes an empty spool in a temporary folder.
func NewSpool() (s *Spool, err error) {
	dir, err := disk.TempDir("fil-spool-")
	if err != nil {
		return nil, err
	}
	db, err := openDatabase(filepath.Join(dir, fileName))
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	db.NoSync = true // it need not outlive the process
	return &Spool{dir: dir, db: db, texts: texts{view: db.view, update: db.update}}, nil
}

// StoreText stores an article, and sets its Print.
func (s *Spool) StoreText(a *feed.Article) error { return s.texts.store(a) }

// Text returns a stored article, with its times in the given zone. It must not be changed.
func (s *Spool) Text(path string, print [16]byte, zone *time.Location) (*feed.Article, error) {
	return s.texts.load(path, print, zone)
}

// Close removes the spool.
func (s *Spool) Close() error {
	s.texts.forget()
	return errors.Join(s.db.Close(), os.RemoveAll(s.dir))
}

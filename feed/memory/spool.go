package memory

import (
	"errors"
	"os"
	"time"

	"fil/feed"
	"fil/feed/disk"
)

// Spool stores whole articles in a temporary file, for a command that reads content and remembers
// nothing. It is safe for several goroutines.
type Spool struct {
	dir    string
	root   *os.Root
	bodies *bodies
}

// NewSpool makes an empty spool in a temporary folder.
func NewSpool() (s *Spool, err error) {
	dir, err := disk.TempDir("fil-spool-")
	if err != nil {
		return nil, err
	}
	s = &Spool{dir: dir}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	s.root, err = os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	s.bodies, err = openBodies(disk.New(s.root, nil), 0, 0)
	return s, err
}

// AddBody stores an article, and returns where.
func (s *Spool) AddBody(a *feed.Article) (at feed.Body, err error) {
	err = pack(a, func(frame []byte) error {
		at, err = s.bodies.add(frame)
		return err
	})
	return at, err
}

// Body returns a stored article, with its times in the given zone.
func (s *Spool) Body(at feed.Body, zone *time.Location) (*feed.Article, error) {
	return s.bodies.article(at, zone)
}

// Close removes the spool.
func (s *Spool) Close() error {
	var err error
	if s.bodies != nil {
		err = s.bodies.close()
	}
	if s.root != nil {
		err = errors.Join(err, s.root.Close())
	}
	return errors.Join(err, os.RemoveAll(s.dir))
}

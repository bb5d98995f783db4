// Package memory keeps what outlives a run and is nobody else's business: the last
// good form of every published article. Losing it loses nothing that is in content
// or in dist.
//
// It is one bbolt file in the state folder. Later residents have buckets of their
// own beside bucketArticles.
package memory

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"fil/feed"
)

var bucketArticles = []byte("articles")

const fileName = "memory.db"

// ErrHeld says that another process has the state folder.
var ErrHeld = errors.New("another fil uses it")

// Memory is open for one process at a time.
type Memory struct{ db *bbolt.DB }

// Open opens the memory in a folder, which it makes where there is none. A file that
// cannot be read is set aside under another name, which SetAside tells, and begun
// anew; one that another process has is ErrHeld.
func Open(dir string) (m *Memory, setAside string, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, "", err
	}
	name := filepath.Join(dir, fileName)
	db, err := open(name)
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, "", ErrHeld
	}
	if unreadable(err) {
		setAside = name + ".unread"
		if err := os.Rename(name, setAside); err != nil {
			return nil, "", err
		}
		db, err = open(name)
	}
	if err != nil {
		return nil, "", fmt.Errorf("opening the memory: %w", err)
	}
	return &Memory{db}, setAside, nil
}

var errDamaged = errors.New("damaged")

func unreadable(err error) bool {
	for _, damage := range []error{errDamaged, bolterrors.ErrInvalid, bolterrors.ErrChecksum, bolterrors.ErrVersionMismatch} {
		if errors.Is(err, damage) {
			return true
		}
	}
	return false
}

// open opens the file and reads through it: bbolt panics on what it finds damaged.
func open(name string) (db *bbolt.DB, err error) {
	defer func() {
		if p := recover(); p != nil {
			db, err = nil, fmt.Errorf("%w: %v", errDamaged, p)
		}
	}()
	db, err = bbolt.Open(name, 0o600, &bbolt.Options{Timeout: time.Second})
	if err != nil {
		return nil, err
	}
	err = db.View(func(tx *bbolt.Tx) error {
		if tx.Bucket(bucketArticles) == nil {
			return bolterrors.ErrBucketNotFound
		}
		return nil
	})
	if errors.Is(err, bolterrors.ErrBucketNotFound) {
		err = db.Update(func(tx *bbolt.Tx) error {
			_, err := tx.CreateBucketIfNotExists(bucketArticles)
			return err
		})
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// Close lets the folder go.
func (m *Memory) Close() error { return m.db.Close() }

// record is an article and the site's address when it was published: its content
// has absolute URLs.
type record struct {
	*feed.Article
	BaseURL string
}

// Article returns the last published form of the article in a file of content, with
// its times in the site's zone, and moved along where the site's address has changed.
func (m *Memory) Article(path string, site *feed.Site) (*feed.Article, bool) {
	var data []byte
	err := m.db.View(func(tx *bbolt.Tx) error {
		data = bytes.Clone(tx.Bucket(bucketArticles).Get([]byte(path)))
		return nil
	})
	if err != nil || data == nil {
		return nil, false
	}
	r := record{Article: &feed.Article{}}
	if err := json.Unmarshal(data, &r); err != nil {
		return nil, false
	}
	a := r.Article
	for _, t := range []*time.Time{&a.Published, &a.Updated, &a.Expires} {
		if !t.IsZero() {
			*t = t.In(site.TimeZone)
		}
	}
	if r.BaseURL != site.BaseURL {
		move(a, r.BaseURL, site.BaseURL)
	}
	return a, true
}

// move takes an article's addresses from one base URL to another.
func move(a *feed.Article, from, to string) {
	for _, u := range []*string{&a.Permalink, &a.Image, &a.Link, &a.ID} {
		if rest, ok := strings.CutPrefix(*u, from); ok {
			*u = to + rest
		}
	}
	for i := range a.Enclosures {
		a.Enclosures[i].URL = strings.Replace(a.Enclosures[i].URL, from, to, 1)
	}
	a.Content = strings.ReplaceAll(a.Content, `="`+from, `="`+to)
}

// Below returns the files of a folder of content whose articles are remembered.
func (m *Memory) Below(folder string) (paths []string) {
	prefix := []byte(folder + "/")
	_ = m.db.View(func(tx *bbolt.Tx) error { // only f's errors, and it has none
		c := tx.Bucket(bucketArticles).Cursor()
		for path, _ := c.Seek(prefix); path != nil && bytes.HasPrefix(path, prefix); path, _ = c.Next() {
			paths = append(paths, string(path))
		}
		return nil
	})
	return paths
}

// KeepArticles remembers the articles that were published, and forgets all others.
// What has not changed is not written.
func (m *Memory) KeepArticles(site *feed.Site, published []*feed.Article) error {
	keep := make(map[string][]byte, len(published))
	for _, a := range published {
		data, err := json.Marshal(record{a, site.BaseURL})
		if err != nil {
			return fmt.Errorf("remembering %s: %w", a.Path, err)
		}
		keep[a.Path] = data
	}
	var gone [][]byte
	err := m.db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket(bucketArticles).ForEach(func(path, data []byte) error {
			switch now, ok := keep[string(path)]; {
			case !ok:
				gone = append(gone, bytes.Clone(path))
			case bytes.Equal(now, data):
				delete(keep, string(path))
			}
			return nil
		})
	})
	if err != nil || len(keep)+len(gone) == 0 {
		return err
	}
	return m.db.Update(func(tx *bbolt.Tx) error {
		b := tx.Bucket(bucketArticles)
		for _, path := range gone {
			if err := b.Delete(path); err != nil {
				return err
			}
		}
		for path, data := range keep {
			if err := b.Put([]byte(path), data); err != nil {
				return err
			}
		}
		return nil
	})
}

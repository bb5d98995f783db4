// Package memory keeps what outlives a run and is nobody else's business: the last
// good form of every published article, with its ID; when articles came into a feed;
// where they lived before; and which feeds there have been. Losing it loses nothing
// that is in content or in dist.
//
// It is one bbolt file in the state folder, a bucket for each of these.
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

// The buckets: whole articles by file and what they are known by, times by feed and ID, IDs by old file in dist, and
// definitions by folder.
var (
	bucketArticles = []byte("articles")
	bucketKnown    = []byte("known")
	bucketEntered  = []byte("entered")
	bucketMoved    = []byte("moved")
	bucketFeeds    = []byte("feeds")
	buckets        = [][]byte{bucketArticles, bucketKnown, bucketEntered, bucketMoved, bucketFeeds}
)

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

// Peek opens the memory in a folder only if there is one: otherwise m is nil, and
// nothing is made.
func Peek(dir string) (m *Memory, err error) {
	if _, err := os.Stat(filepath.Join(dir, fileName)); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	m, _, err = Open(dir)
	return m, err
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
	defer guard(&err)
	db, err = bbolt.Open(name, 0o600, &bbolt.Options{Timeout: time.Second})
	if err != nil {
		return nil, err
	}
	err = db.View(func(tx *bbolt.Tx) error {
		for _, name := range buckets {
			if tx.Bucket(name) == nil {
				return bolterrors.ErrBucketNotFound
			}
		}
		return nil
	})
	if errors.Is(err, bolterrors.ErrBucketNotFound) {
		err = db.Update(func(tx *bbolt.Tx) error {
			for _, name := range buckets {
				if _, err := tx.CreateBucketIfNotExists(name); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// Close lets the folder go.
func (m *Memory) Close() error { return m.db.Close() }

// view and update run a transaction. bbolt panics on a page that it finds damaged:
// that is an error here.
func (m *Memory) view(f func(tx *bbolt.Tx) error) (err error) {
	defer guard(&err)
	return m.db.View(f)
}

func (m *Memory) update(f func(tx *bbolt.Tx) error) (err error) {
	defer guard(&err)
	return m.db.Update(f)
}

func guard(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%w: %v", errDamaged, p)
	}
}

// renew sets a damaged file aside and begins anew.
func (m *Memory) renew() error {
	name := m.db.Path()
	if err := m.db.Close(); err != nil {
		return err
	}
	if err := os.Rename(name, name+".unread"); err != nil {
		return err
	}
	db, err := open(name)
	if err != nil {
		return err
	}
	m.db = db
	return nil
}

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
	err := m.view(func(tx *bbolt.Tx) error {
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
	if feed.LocalURL(from) { // nobody has ever seen that ID
		if rest, ok := strings.CutPrefix(a.ID, from); ok {
			a.ID = to + rest
		}
	}
	for _, u := range []*string{&a.Permalink, &a.Image.URL, &a.Link, &a.Comments, &a.Replies} {
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
	_ = m.view(func(tx *bbolt.Tx) error { // only f's errors, and it has none
		c := tx.Bucket(bucketArticles).Cursor()
		for path, _ := c.Seek(prefix); path != nil && bytes.HasPrefix(path, prefix); path, _ = c.Next() {
			paths = append(paths, string(path))
		}
		return nil
	})
	return paths
}

// trace is what an article is known by.
type trace struct {
	ID, Hash, Title, Permalink, Page string
	Published                        time.Time
	NoFeed, Gone                     bool `json:",omitempty"`
}

// Known returns the articles of the last publication, and those of earlier ones that
// have gone, as far as they are known by: Path, ID, Hash, Title, Permalink, Page,
// Published and NoFeed.
func (m *Memory) Known() (known, gone []*feed.Article) {
	_ = m.view(func(tx *bbolt.Tx) error { // its only errors are ours
		return tx.Bucket(bucketKnown).ForEach(func(path, data []byte) error {
			var t trace
			if json.Unmarshal(data, &t) != nil {
				return nil
			}
			a := &feed.Article{Path: string(path), ID: t.ID, Hash: t.Hash, Title: t.Title,
				Permalink: t.Permalink, Page: t.Page, Published: t.Published, NoFeed: t.NoFeed}
			if t.Gone {
				gone = append(gone, a)
			} else {
				known = append(known, a)
			}
			return nil
		})
	})
	return known, gone
}

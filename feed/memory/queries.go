package memory

import (
	"bytes"
	"encoding/json"
	"time"

	"go.etcd.io/bbolt"

	"fil/feed"
)

// Below returns the files in a folder of content whose articles are in the last publication.
func (m *Memory) Below(folder string) (paths []string) {
	prefix := []byte(folder + "/")
	_ = m.viewPublished(func(tx *bbolt.Tx) error {
		c := tx.Bucket(bucketPublished).Cursor()
		for path, _ := c.Seek(prefix); path != nil && bytes.HasPrefix(path, prefix); path, _ = c.Next() {
			paths = append(paths, string(path))
		}
		return nil
	})
	return paths
}

// Published returns the articles of the last publication, with these fields: Path, ID, Hash, Title,
// Permalink, Page, Published, Came, NoFeed, Print and Private.
func (m *Memory) Published() (all []*feed.Article) {
	m.forEachRow(bucketPublished, func(row *articleRow) { all = append(all, &row.Article) })
	return all
}

// Withdrawn returns the articles of earlier publications that are not in the last one, with the
// fields that Published sets.
func (m *Memory) Withdrawn() (all []*feed.Withdrawn) {
	m.forEachRow(bucketWithdrawn, func(row *articleRow) {
		all = append(all, &feed.Withdrawn{Article: row.Article, Left: row.withdrawnAt, Hidden: row.hidden})
	})
	return all
}

// forEachRow calls f for each row of bucketPublished or bucketWithdrawn.
func (m *Memory) forEachRow(bucket []byte, f func(row *articleRow)) {
	_ = m.viewPublished(func(tx *bbolt.Tx) error {
		return tx.Bucket(bucket).ForEach(func(path, data []byte) error {
			if row, ok := readArticleRow(path, data); ok && feed.Stem(row.Path) != "" {
				f(row)
			}
			return nil
		})
	})
}

// PublishedIn returns those of [Memory.Published] whose files are given.
func (m *Memory) PublishedIn(paths []string) (some []*feed.Article) {
	_ = m.viewPublished(func(tx *bbolt.Tx) error {
		for _, path := range paths {
			data := tx.Bucket(bucketPublished).Get([]byte(path))
			if data == nil || feed.Stem(path) == "" {
				continue
			}
			if row, ok := readArticleRow([]byte(path), data); ok {
				some = append(some, &row.Article)
			}
		}
		return nil
	})
	return some
}

// Entered returns when articles entered the feed of a folder. For the site's own feed, that is Came
// of each article that [Memory.Published] returns.
func (m *Memory) Entered(folder string) feed.Arrivals {
	entered := feed.Arrivals{}
	prefix := []byte(folder + "\x00")
	_ = m.viewPublished(func(tx *bbolt.Tx) error {
		c := tx.Bucket(bucketEntered).Cursor()
		for key, value := c.Seek(prefix); key != nil && bytes.HasPrefix(key, prefix); key, value = c.Next() {
			var t time.Time
			if decode(string(value), time.UTC, func(c *coder) { c.time(&t) }) == nil {
				entered[string(key[len(prefix):])] = t
			}
		}
		return nil
	})
	return entered
}

// These buckets are created when they are first written: earlier versions do not have them.
var (
	bucketRetained = []byte("stay")
	bucketWithheld = []byte("withheld")
)

// Withheld returns the field Withheld of the last publication.
func (m *Memory) Withheld() (folders []string) {
	_ = m.viewPublished(func(tx *bbolt.Tx) error {
		return forEach(tx, bucketWithheld, func(folder, _ []byte) error {
			folders = append(folders, string(folder))
			return nil
		})
	})
	return folders
}

// Retained returns the field Retained of the last publication.
func (m *Memory) Retained() map[string]string {
	retained := map[string]string{}
	_ = m.viewPublished(func(tx *bbolt.Tx) error {
		return forEach(tx, bucketRetained, func(path, page []byte) error {
			retained[string(path)] = string(page)
			return nil
		})
	})
	return retained
}

// Moved returns the old files of articles in dist, with the articles' IDs.
func (m *Memory) Moved() map[string]string {
	moved := map[string]string{}
	_ = m.viewPublished(func(tx *bbolt.Tx) error {
		return tx.Bucket(bucketMoved).ForEach(func(from, id []byte) error {
			moved[string(from)] = string(id)
			return nil
		})
	})
	return moved
}

// Feeds returns the definitions of all feeds that were ever published.
func (m *Memory) Feeds() (all []feed.Definition) {
	_ = m.viewPublished(func(tx *bbolt.Tx) error {
		return tx.Bucket(bucketFeeds).ForEach(func(_, data []byte) error {
			var d feed.Definition
			if json.Unmarshal(data, &d) == nil {
				all = append(all, d)
			}
			return nil
		})
	})
	return all
}

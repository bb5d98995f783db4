package memory

import (
	"bytes"
	"time"

	"go.etcd.io/bbolt"

	"fil/feed"
)

// Below returns the files of a folder of content whose articles are remembered.
func (m *Memory) Below(folder string) (paths []string) {
	prefix := []byte(folder + "/")
	_ = m.recall(func(tx *bbolt.Tx) error { // only f's errors, and it has none
		c := tx.Bucket(bucketKnown).Cursor()
		for path, _ := c.Seek(prefix); path != nil && bytes.HasPrefix(path, prefix); path, _ = c.Next() {
			paths = append(paths, string(path))
		}
		return nil
	})
	return paths
}

// Known returns the articles of the last publication, as far as they are known by:
// Path, ID, Hash, Title, Permalink, Page, Published, NoFeed and Print.
func (m *Memory) Known() (all []*feed.Article) {
	m.traces(bucketKnown, func(t *trace) { all = append(all, &t.Article) })
	return all
}

// Gone returns, likewise, the articles of earlier publications that are not in the
// last one.
func (m *Memory) Gone() (all []*feed.Withdrawn) {
	m.traces(bucketGone, func(t *trace) { all = append(all, &feed.Withdrawn{Article: t.Article, Left: t.left, Hidden: t.hidden}) })
	return all
}

func (m *Memory) traces(bucket []byte, each func(t *trace)) {
	_ = m.recall(func(tx *bbolt.Tx) error { // its only errors are ours
		return tx.Bucket(bucket).ForEach(func(path, data []byte) error {
			if t, ok := readTrace(path, data); ok && feed.Stem(t.Path) != "" {
				each(t)
			}
			return nil
		})
	})
}

// Traces returns what Known has of the articles in some files of content.
func (m *Memory) Traces(paths []string) (some []*feed.Article) {
	_ = m.recall(func(tx *bbolt.Tx) error { // its only errors are ours
		for _, path := range paths {
			data := tx.Bucket(bucketKnown).Get([]byte(path))
			if data == nil || feed.Stem(path) == "" {
				continue
			}
			if t, ok := readTrace([]byte(path), data); ok {
				some = append(some, &t.Article)
			}
		}
		return nil
	})
	return some
}

// Entered tells when the articles that are in the feed of a folder came into it. Of the
// site's feed, Known tells.
func (m *Memory) Entered(folder string) feed.Arrivals {
	entered := feed.Arrivals{}
	prefix := []byte(folder + "\x00")
	_ = m.recall(func(tx *bbolt.Tx) error { // its only errors are ours
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

// These came later than other buckets, and are made when they are needed.
var (
	bucketStay     = []byte("stay")
	bucketWithheld = []byte("withheld")
)

// Withheld returns the Withheld of the last publication.
func (m *Memory) Withheld() (folders []string) {
	_ = m.recall(func(tx *bbolt.Tx) error { // its only errors are ours
		return forEach(tx, bucketWithheld, func(folder, _ []byte) error {
			folders = append(folders, string(folder))
			return nil
		})
	})
	return folders
}

// Stay returns the Stay of the last publication.
func (m *Memory) Stay() map[string]string {
	stay := map[string]string{}
	_ = m.recall(func(tx *bbolt.Tx) error { // its only errors are ours
		return forEach(tx, bucketStay, func(path, page []byte) error {
			stay[string(path)] = string(page)
			return nil
		})
	})
	return stay
}

// Moved returns the old files in dist of articles, with their IDs.
func (m *Memory) Moved() map[string]string {
	moved := map[string]string{}
	_ = m.recall(func(tx *bbolt.Tx) error { // its only errors are ours
		return tx.Bucket(bucketMoved).ForEach(func(from, id []byte) error {
			moved[string(from)] = string(id)
			return nil
		})
	})
	return moved
}

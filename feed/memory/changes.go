package memory

import (
	"bytes"

	"go.etcd.io/bbolt"

	"fil/feed"
)

// knownChanges puts the traces of what is published, and makes those of what is no
// longer published traces of what has gone: an ID that was given out once is its
// article's for ever.
func knownChanges(tx *bbolt.Tx, p Publication) (changes []change) {
	b := tx.Bucket(bucketKnown)
	here, ids := make(map[string]bool, len(p.Articles)), make(map[string]bool, len(p.Articles))
	c, public := &coder{}, publicIDs(tx, p)
	for _, a := range p.Articles {
		here[a.Path], ids[a.ID] = true, true
		t := newTrace(a, p)
		t.Private = t.Private && !public[a.ID]
		key := []byte(a.Path)
		was := b.Get(key)
		if t.body == (feed.Body{}) && was != nil {
			if before, ok := readTrace(key, was); ok {
				t.body, t.baseURL = before.body, before.baseURL
			}
		}
		c.out = c.out[:0]
		if c.trace(&t); !bytes.Equal(c.out, was) {
			changes = append(changes, change{bucketKnown, key, bytes.Clone(c.out)})
		}
	}
	left := p.Gone
	if !p.Partly {
		left = nil
		for at, path := b.Cursor(), []byte(nil); ; {
			if path == nil {
				path, _ = at.First()
			} else {
				path, _ = at.Next()
			}
			if path == nil {
				break
			}
			if !here[string(path)] {
				left = append(left, string(path))
			}
		}
	}
	return append(changes, goneChanges(tx, left, here, ids)...)
}

// publicIDs are those that were published for the world before, where a site is published for
// this machine alone.
func publicIDs(tx *bbolt.Tx, p Publication) map[string]bool {
	if !feed.LocalURL(p.Site.BaseURL) || !anyPublic(tx) {
		return nil
	}
	public := map[string]bool{}
	for _, bucket := range [][]byte{bucketKnown, bucketGone} {
		_ = tx.Bucket(bucket).ForEach(func(path, data []byte) error { // its only errors are ours
			if t, ok := readTrace(path, data); ok && !t.Private {
				public[t.ID] = true
			}
			return nil
		})
	}
	return public
}

// goneChanges moves the traces of articles that are no longer published to those that
// have gone, and takes from these whoever is published again.
func goneChanges(tx *bbolt.Tx, left []string, here, ids map[string]bool) (changes []change) {
	b := tx.Bucket(bucketKnown)
	for _, path := range left {
		data := b.Get([]byte(path))
		if data == nil || here[path] {
			continue
		}
		changes = append(changes, change{bucketKnown, []byte(path), nil})
		if t, ok := readTrace([]byte(path), data); ok && !ids[t.ID] && feed.Stem(path) != "" {
			changes = append(changes, change{bucketGone, []byte(path), bytes.Clone(data)})
		}
	}
	_ = tx.Bucket(bucketGone).ForEach(func(path, data []byte) error { // its only errors are ours
		if t, ok := readTrace(path, data); !ok || here[string(path)] || ids[t.ID] {
			changes = append(changes, change{bucketGone, bytes.Clone(path), nil})
		}
		return nil
	})
	return changes
}

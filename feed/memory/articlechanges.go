package memory

import (
	"bytes"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"fil/feed"
)

// knownChanges puts the traces of what is published, and makes those of what is no
// longer published traces of what has gone: an ID that was given out once is its
// article's for ever.
func publishedChanges(tx *bbolt.Tx, p Publication) (changes []change) {
	b := tx.Bucket(bucketPublished)
	here, ids := make(map[string]bool, len(p.Articles)), make(map[string]bool, len(p.Articles))
	var left []*published
	c, public := &coder{}, publicIDs(tx, p)
	for _, a := range p.Articles {
		here[a.Path], ids[a.ID] = true, true
		t := newPublished(a, p)
		t.Private = t.Private && !public[a.ID]
		key := []byte(a.Path)
		was := b.Get(key)
		if before, ok := readPublished(key, was); was != nil && ok {
			if before.ID != a.ID && !feed.LocalURL(before.ID) {
				left = append(left, before)
			}
			if before.ID == a.ID && t.Came.IsZero() { // it is in no feed for now
				t.Came = before.Came
			}
			if t.body == (feed.Body{}) {
				t.body, t.baseURL = before.body, before.baseURL
			}
		}
		c.out = c.out[:0]
		if c.published(&t); !bytes.Equal(c.out, was) {
			changes = append(changes, change{bucketPublished, key, bytes.Clone(c.out)})
		}
	}
	for _, path := range p.withdrawnPaths(b, here) {
		data := b.Get([]byte(path))
		if data == nil || here[path] {
			continue
		}
		changes = append(changes, change{bucketPublished, []byte(path), nil})
		if t, ok := readPublished([]byte(path), data); ok && feed.Stem(path) != "" && !feed.LocalURL(t.ID) {
			left = append(left, t)
		}
	}
	return append(changes, withdrawnChanges(tx, p, left, ids)...)
}

// leaving are the files of the last publication whose articles are to be seen no longer.
func (p Publication) withdrawnPaths(known *bbolt.Bucket, here map[string]bool) (paths []string) {
	if p.Partial {
		return p.Withdrawn
	}
	_ = known.ForEach(func(path, _ []byte) error { // its only errors are ours
		if !here[string(path)] {
			paths = append(paths, string(path))
		}
		return nil
	})
	return paths
}

// publicIDs are those that were published for the world before, where a site is published for
// this machine alone.
func publicIDs(tx *bbolt.Tx, p Publication) map[string]bool {
	if !feed.LocalURL(p.Site.BaseURL) || !wasPublic(tx) {
		return nil
	}
	public := map[string]bool{}
	for _, bucket := range [][]byte{bucketPublished, bucketWithdrawn} {
		_ = tx.Bucket(bucket).ForEach(func(path, data []byte) error { // its only errors are ours
			if t, ok := readPublished(path, data); ok && !t.Private {
				public[t.ID] = true
			}
			return nil
		})
	}
	return public
}

// goneChanges lists the changes of the traces of withdrawn articles: it adds those that have just
// left, updates those of hidden articles, and removes those of articles that are published again.
func withdrawnChanges(tx *bbolt.Tx, p Publication, left []*published, ids map[string]bool) (changes []change) {
	hidden := make(map[string]*feed.Article, len(p.Hidden))
	for _, a := range p.Hidden {
		hidden[a.ID] = a
	}
	put := func(t *published, oldKey, was []byte) {
		t.update(hidden[t.ID], p)
		key, now := withdrawnKey(t), encode(func(c *coder) { c.published(t) })
		if !bytes.Equal(key, oldKey) && oldKey != nil {
			changes = append(changes, change{bucketWithdrawn, bytes.Clone(oldKey), nil})
		}
		if !bytes.Equal(key, oldKey) || !bytes.Equal(now, was) {
			changes = append(changes, change{bucketWithdrawn, key, now})
		}
		ids[t.ID] = true
	}
	_ = tx.Bucket(bucketWithdrawn).ForEach(func(key, data []byte) error { // its only errors are ours
		if t, ok := readPublished(key, data); ok && !ids[t.ID] {
			put(t, key, data)
		} else {
			changes = append(changes, change{bucketWithdrawn, bytes.Clone(key), nil})
		}
		return nil
	})
	for _, t := range left {
		if !ids[t.ID] {
			t.left = p.Ran
			put(t, nil, nil)
		}
	}
	return changes
}

// goneKey is the key of an article that has gone: several may have had one file. Earlier
// versions had the path alone.
func withdrawnKey(t *published) []byte { return []byte(t.Path + "\x00" + t.ID) }

// follow brings the trace of an article that has gone up to date. a is the article in content,
// nil if it is not there, or cannot be read.
func (t *published) update(a *feed.Article, p Publication) {
	if p.Accepted || a != nil && a.Expired(p.Ran) {
		t.left = time.Time{}
	}
	if a == nil {
		t.hidden = t.hidden && slices.Contains(p.Unreadable, t.Path)
		return
	}
	t.hidden = true
	t.Path, t.Hash, t.Title, t.Permalink, t.Page, t.Published = a.Path, a.Hash, a.Title, a.Permalink, a.Page, a.Published
}

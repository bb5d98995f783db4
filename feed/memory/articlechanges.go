package memory

import (
	"bytes"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"fil/feed"
)

// publishedChanges lists the rows to write for the articles of a publication. Articles that are no
// longer published move to the bucket of withdrawn ones: an ID that was assigned once belongs to its
// article for ever.
func publishedChanges(tx *bbolt.Tx, p Publication) (changes []change) {
	b := tx.Bucket(bucketPublished)
	paths, ids := make(map[string]bool, len(p.Articles)), make(map[string]bool, len(p.Articles))
	var withdrawn []*published
	c, public := &coder{}, publicIDs(tx, p)
	for _, a := range p.Articles {
		paths[a.Path], ids[a.ID] = true, true
		t := newPublished(a, p)
		t.Private = t.Private && !public[a.ID]
		key := []byte(a.Path)
		stored := b.Get(key)
		if before, ok := readPublished(key, stored); stored != nil && ok {
			if before.ID != a.ID && !feed.LocalURL(before.ID) {
				withdrawn = append(withdrawn, before)
			}
			if before.ID == a.ID && t.Came.IsZero() { // the article is in no feed now
				t.Came = before.Came
			}
			if t.body == (feed.Body{}) {
				t.body, t.baseURL = before.body, before.baseURL
			}
		}
		c.out = c.out[:0]
		c.published(&t)
		if !bytes.Equal(c.out, stored) {
			changes = append(changes, change{bucketPublished, key, bytes.Clone(c.out)})
		}
	}
	for _, path := range p.withdrawnPaths(b, paths) {
		data := b.Get([]byte(path))
		if data == nil || paths[path] {
			continue
		}
		changes = append(changes, change{bucketPublished, []byte(path), nil})
		if t, ok := readPublished([]byte(path), data); ok && feed.Stem(path) != "" && !feed.LocalURL(t.ID) {
			withdrawn = append(withdrawn, t)
		}
	}
	return append(changes, withdrawnChanges(tx, p, withdrawn, ids)...)
}

// withdrawnPaths returns the files of the last publication whose articles are no longer published.
// paths are the files of published articles, stored is bucketPublished.
func (p Publication) withdrawnPaths(stored *bbolt.Bucket, paths map[string]bool) (withdrawn []string) {
	if p.Partial {
		return p.Withdrawn
	}
	_ = stored.ForEach(func(path, _ []byte) error { // f returns no error
		if !paths[string(path)] {
			withdrawn = append(withdrawn, string(path))
		}
		return nil
	})
	return withdrawn
}

// publicIDs returns the IDs that were published at a public address before. It returns nil if the
// site's address is public now, or never was.
func publicIDs(tx *bbolt.Tx, p Publication) map[string]bool {
	if !feed.LocalURL(p.Site.BaseURL) || !wasPublic(tx) {
		return nil
	}
	public := map[string]bool{}
	for _, bucket := range [][]byte{bucketPublished, bucketWithdrawn} {
		_ = tx.Bucket(bucket).ForEach(func(path, data []byte) error { // f returns no error
			if t, ok := readPublished(path, data); ok && !t.Private {
				public[t.ID] = true
			}
			return nil
		})
	}
	return public
}

// withdrawnChanges lists the rows to write for withdrawn articles: it adds those that were withdrawn
// now, updates hidden ones, and deletes those that are published again. ids are the IDs of published
// articles; IDs of withdrawn ones are added to it.
func withdrawnChanges(tx *bbolt.Tx, p Publication, withdrawn []*published, ids map[string]bool) (changes []change) {
	hidden := make(map[string]*feed.Article, len(p.Hidden))
	for _, a := range p.Hidden {
		hidden[a.ID] = a
	}
	put := func(t *published, oldKey, stored []byte) {
		t.update(hidden[t.ID], p)
		key, value := withdrawnKey(t), encode(func(c *coder) { c.published(t) })
		if !bytes.Equal(key, oldKey) && oldKey != nil {
			changes = append(changes, change{bucketWithdrawn, bytes.Clone(oldKey), nil})
		}
		if !bytes.Equal(key, oldKey) || !bytes.Equal(value, stored) {
			changes = append(changes, change{bucketWithdrawn, key, value})
		}
		ids[t.ID] = true
	}
	_ = tx.Bucket(bucketWithdrawn).ForEach(func(key, data []byte) error { // f returns no error
		if t, ok := readPublished(key, data); ok && !ids[t.ID] {
			put(t, key, data)
		} else {
			changes = append(changes, change{bucketWithdrawn, bytes.Clone(key), nil})
		}
		return nil
	})
	for _, t := range withdrawn {
		if !ids[t.ID] {
			t.withdrawnAt = p.Ran
			put(t, nil, nil)
		}
	}
	return changes
}

// withdrawnKey returns the key of a withdrawn article. It has the ID too, because several withdrawn
// articles may have had the same file. Earlier versions used the path alone.
func withdrawnKey(t *published) []byte { return []byte(t.Path + "\x00" + t.ID) }

// update updates a withdrawn article. a is its hidden article in content, nil if its file is missing
// or cannot be read.
func (t *published) update(a *feed.Article, p Publication) {
	if p.Accepted || a != nil && a.Expired(p.Ran) {
		t.withdrawnAt = time.Time{}
	}
	if a == nil {
		t.hidden = t.hidden && slices.Contains(p.Unreadable, t.Path)
		return
	}
	t.hidden = true
	t.Path, t.Hash, t.Title, t.Permalink, t.Page, t.Published = a.Path, a.Hash, a.Title, a.Permalink, a.Page, a.Published
}

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
// article for ever. IDs that begin with a local base URL are deleted: no subscriber has seen them.
func publishedChanges(tx *bbolt.Tx, p Publication) (changes []change) {
	b := tx.Bucket(bucketPublished)
	paths, ids := make(map[string]bool, len(p.Articles)), make(map[string]bool, len(p.Articles))
	var withdrawn []*articleRow
	c, public := &coder{}, publicIDs(tx, p)
	for _, a := range p.Articles {
		paths[a.Path], ids[a.ID] = true, true
		row := newArticleRow(a, p)
		row.Private = row.Private && !public[a.ID]
		key := []byte(a.Path)
		stored := b.Get(key)
		if before, ok := readArticleRow(key, stored); stored != nil && ok {
			if before.ID != a.ID && !feed.LocalURL(before.ID) {
				withdrawn = append(withdrawn, before)
			}
			if before.ID == a.ID && row.Came.IsZero() { // the article is in no feed now
				row.Came = before.Came
			}
			if row.body == (feed.Body{}) {
				row.body, row.baseURL = before.body, before.baseURL
			}
		}
		c.out = c.out[:0]
		c.articleRow(&row)
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
		if row, ok := readArticleRow([]byte(path), data); ok && feed.Stem(path) != "" && !feed.LocalURL(row.ID) {
			withdrawn = append(withdrawn, row)
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
			if row, ok := readArticleRow(path, data); ok && !row.Private {
				public[row.ID] = true
			}
			return nil
		})
	}
	return public
}

// withdrawnChanges lists the rows to write for withdrawn articles: it adds those that were withdrawn
// now, updates hidden ones, and deletes those that are published again. ids are the IDs of published
// articles; IDs of withdrawn ones are added to it.
func withdrawnChanges(tx *bbolt.Tx, p Publication, withdrawn []*articleRow, ids map[string]bool) (changes []change) {
	hidden := make(map[string]*feed.Article, len(p.Hidden))
	for _, a := range p.Hidden {
		hidden[a.ID] = a
	}
	put := func(row *articleRow, oldKey, stored []byte) {
		row.update(hidden[row.ID], p)
		key, value := withdrawnKey(row), encode(func(c *coder) { c.articleRow(row) })
		if !bytes.Equal(key, oldKey) && oldKey != nil {
			changes = append(changes, change{bucketWithdrawn, bytes.Clone(oldKey), nil})
		}
		if !bytes.Equal(key, oldKey) || !bytes.Equal(value, stored) {
			changes = append(changes, change{bucketWithdrawn, key, value})
		}
		ids[row.ID] = true
	}
	_ = tx.Bucket(bucketWithdrawn).ForEach(func(key, data []byte) error { // f returns no error
		if row, ok := readArticleRow(key, data); ok && !ids[row.ID] {
			put(row, key, data)
		} else {
			changes = append(changes, change{bucketWithdrawn, bytes.Clone(key), nil})
		}
		return nil
	})
	for _, row := range withdrawn {
		if !ids[row.ID] {
			row.withdrawnAt = p.Ran
			put(row, nil, nil)
		}
	}
	return changes
}

// withdrawnKey returns the key of a withdrawn article. It has the ID too, because several withdrawn
// articles may have had the same file. Earlier versions used the path alone.
func withdrawnKey(row *articleRow) []byte { return []byte(row.Path + "\x00" + row.ID) }

// update updates a withdrawn article. a is its hidden article in content, nil if its file is missing
// or cannot be read.
func (row *articleRow) update(a *feed.Article, p Publication) {
	if p.Accepted || a != nil && a.Expired(p.Ran) {
		row.withdrawnAt = time.Time{}
	}
	if a == nil {
		row.hidden = row.hidden && slices.Contains(p.Unreadable, row.Path)
		return
	}
	row.hidden = true
	row.Path, row.Hash, row.Title, row.Permalink, row.Page, row.Published = a.Path, a.Hash, a.Title, a.Permalink, a.Page, a.Published
}

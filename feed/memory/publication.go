package memory

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"fil/feed"
)

// Publication is what a run has published, as far as later runs must know it.
type Publication struct {
	Site *feed.Site
	// Ran is the time of the run.
	Ran time.Time
	// Articles are the published articles that may differ from the last publication that was stored.
	// Withdrawn are the files of content whose articles are no longer published.
	Articles  []*feed.Meta
	Withdrawn []string
	// Read are the files of content that were read since the last publication, and the withdrawn ones.
	// Each has the Print of the article in its record, zero if it has none. The text with that Print
	// and the published one stay stored; other texts of the file are deleted.
	Read map[string][16]byte
	// Hidden are articles that were published before, whose files are still in content, but as
	// drafts, not yet due, or expired. Unreadable are the files that cannot be read.
	Hidden     []*feed.Meta
	Unreadable []string
	// Withheld are the folders of content whose index file is withheld, unreadable or missing.
	Withheld []string
	// Copies are the articles that are left out because they are copies, by file of content.
	Copies map[string]feed.Copy
	// Retained are pages that stay in dist although their article cannot be read and its last
	// published form is not stored: the page's name in dist, by file of content.
	Retained map[string]string
	// Accepted means that the user has agreed to what subscribers lose.
	Accepted bool
	// Entered says when articles entered each feed, by feed folder. For the site's own feed, that is
	// Came of each article. Moved are the IDs of articles by the files in dist at which they were
	// before. Both are added to what is stored already.
	Entered map[string]feed.Arrivals
	Moved   map[string]string
	Feeds   []feed.Definition
	// Sizes are the numbers of articles that feeds select, by feed folder. nil keeps the stored
	// numbers: the site has no public address.
	Sizes map[string]int
	// Events are those for webhooks and posts; nil if nothing has changed, or if the site has neither.
	Events []feed.Event
	// DocumentSizes are the numbers of articles in the subscription documents, by feed folder.
	DocumentSizes map[string]int
}

// Keep stores a publication, and writes only what has changed. Articles that are no longer published
// become withdrawn ones: their ID, and when they entered the site's feed, stay, and their text is
// deleted. Old addresses and definitions of feeds stay.
//
// If the database turns out to be damaged, Keep sets it aside, creates a new one and returns an error.
// The next run, which finds nothing in it, stores everything.
func (m *Memory) Keep(p Publication) error {
	err := m.keep(p)
	if errors.Is(err, errDamaged) {
		err = errors.Join(err, m.replaceDamaged())
	}
	return err
}

// keep is Keep without the handling of damage.
func (m *Memory) keep(p Publication) error {
	frames, err := m.texts.take()
	if err != nil {
		return err
	}
	var changes []write
	var needed bool
	err = m.view(func(tx *bbolt.Tx) error {
		changes = append(publishedChanges(tx, p), siteChanges(tx, p)...)
		needed = len(changes) > 0 || len(p.Events) > 0 || len(frames) > 0 || get(tx, bucketMeta, metaCommits) == nil || len(unusedTexts(tx, p)) > 0
		return nil
	})
	if err != nil || !needed {
		return err
	}
	slices.SortFunc(changes, func(a, b write) int { // bbolt inserts sorted keys fastest
		if c := bytes.Compare(a.bucket, b.bucket); c != 0 {
			return c
		}
		return bytes.Compare(a.key, b.key)
	})
	token, arrived := "", m.arrived
	for _, a := range p.Articles {
		if a.Came.After(arrived) {
			arrived = a.Came
		}
	}
	err = m.update(func(tx *bbolt.Tx) (err error) {
		err = errors.Join(putAll(tx, changes), putTexts(tx, frames), putPublic(tx, p.Site.BaseURL))
		err = errors.Join(err, putAll(tx, unusedTexts(tx, p)))
		for _, e := range p.Events {
			err = errors.Join(err, putEvent(tx, e))
		}
		if err == nil {
			token, err = countCommit(tx, p.Ran, arrived)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("keeping articles: %w", err)
	}
	m.token, m.ran, m.arrived = token, p.Ran, arrived
	m.texts.forget()
	return nil
}

// publishedChanges lists the rows to write for the articles of a publication. Articles that are no
// longer published move to the bucket of withdrawn ones: an ID that was assigned once belongs to its
// article for ever. IDs that begin with a local base URL are deleted: no subscriber has seen them.
func publishedChanges(tx *bbolt.Tx, p Publication) (changes []write) {
	ids := make(map[string]bool, len(p.Articles))
	var withdrawn []*articleRow
	local, public := feed.LocalURL(p.Site.BaseURL), publicIDs(tx, p)
	for _, a := range p.Articles {
		ids[a.ID] = true
		row := &articleRow{Meta: *a, baseURL: p.Site.BaseURL}
		row.Private = local && !public[a.ID]
		stored := get(tx, bucketPublished, a.Path)
		if before := readRow([]byte(a.Path), stored, time.UTC); before != nil {
			if before.ID != a.ID && !feed.LocalURL(before.ID) {
				withdrawn = append(withdrawn, before)
			}
			if before.ID == a.ID && row.Came.IsZero() { // the article is in no feed now
				row.Came = before.Came
			}
		}
		if data := encode(func(c *coder) { c.row(row) }); !bytes.Equal(data, stored) {
			changes = append(changes, write{bucketPublished, []byte(a.Path), data})
		}
	}
	for _, path := range p.Withdrawn {
		data := get(tx, bucketPublished, path)
		if data == nil {
			continue
		}
		changes = append(changes, write{bucketPublished, []byte(path), nil})
		if row := readRow([]byte(path), data, time.UTC); row != nil && feed.Stem(path) != "" && !feed.LocalURL(row.ID) {
			withdrawn = append(withdrawn, row)
		}
	}
	return append(changes, withdrawnChanges(tx, p, withdrawn, ids)...)
}

// publicIDs returns the IDs that were published at a public address before. It returns nil if the
// site's address is public now, or never was.
func publicIDs(tx *bbolt.Tx, p Publication) map[string]bool {
	if !feed.LocalURL(p.Site.BaseURL) || !wasPublic(tx) {
		return nil
	}
	public := map[string]bool{}
	for _, bucket := range [][]byte{bucketPublished, bucketWithdrawn} {
		_ = forEach(tx, bucket, func(path, data []byte) error { // f returns no error
			if row := readRow(path, data, time.UTC); row != nil && !row.Private {
				public[row.ID] = true
			}
			return nil
		})
	}
	return public
}

// putPublic stores whether the site was ever published at a public address, including its present one.
func putPublic(tx *bbolt.Tx, baseURL string) error {
	value := "0"
	if !feed.LocalURL(baseURL) || wasPublic(tx) {
		value = "1"
	}
	return putMeta(tx, metaPublic, value)
}

// withdrawnChanges lists the rows to write for withdrawn articles: it adds those that were withdrawn
// now, updates hidden ones, and deletes those that are published again. ids are the IDs of published
// articles; IDs of withdrawn ones are added to it.
func withdrawnChanges(tx *bbolt.Tx, p Publication, withdrawn []*articleRow, ids map[string]bool) (changes []write) {
	hidden := make(map[string]*feed.Meta, len(p.Hidden))
	for _, a := range p.Hidden {
		hidden[a.ID] = a
	}
	put := func(row *articleRow, oldKey, stored []byte) {
		row.update(hidden[row.ID], p)
		key, value := withdrawnKey(row), encode(func(c *coder) { c.row(row) })
		if !bytes.Equal(key, oldKey) && oldKey != nil {
			changes = append(changes, write{bucketWithdrawn, bytes.Clone(oldKey), nil})
		}
		if !bytes.Equal(key, oldKey) || !bytes.Equal(value, stored) {
			changes = append(changes, write{bucketWithdrawn, key, value})
		}
		ids[row.ID] = true
	}
	_ = forEach(tx, bucketWithdrawn, func(key, data []byte) error { // f returns no error
		if row := readRow(key, data, time.UTC); row != nil && !ids[row.ID] {
			put(row, key, data)
		} else {
			changes = append(changes, write{bucketWithdrawn, bytes.Clone(key), nil})
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
// articles may have had the same file.
func withdrawnKey(row *articleRow) []byte { return []byte(row.Path + "\x00" + row.ID) }

// update updates a withdrawn article. a is its hidden article in content, nil if its file is missing
// or cannot be read.
func (row *articleRow) update(a *feed.Meta, p Publication) {
	if p.Accepted || a != nil && a.Expired(p.Ran) {
		row.withdrawnAt = time.Time{}
	}
	if a == nil {
		row.hidden = row.hidden && slices.Contains(p.Unreadable, row.Path)
		return
	}
	row.hidden = true
	row.Path, row.Stem, row.Hash, row.Title, row.Permalink, row.Page, row.Published = a.Path, a.Stem, a.Hash, a.Title, a.Permalink, a.Page, a.Published
}

// siteChanges lists the rows to write to store a publication, except those of its articles.
func siteChanges(tx *bbolt.Tx, p Publication) []write {
	definitions := make(map[string][]byte, len(p.Feeds))
	for _, d := range p.Feeds {
		if feed.LocalURL(d.ID) { // no subscriber has seen it
			d.ID = ""
		}
		if data, err := json.Marshal(d); err == nil { // plain values: Marshal does not fail
			definitions["/"+d.Path] = data
		}
	}
	entered := map[string][]byte{}
	for folder, times := range p.Entered {
		for id, t := range times {
			entered[folder+"\x00"+id] = encode(func(c *coder) { c.time(1, &t) })
		}
	}
	withheld := map[string][]byte{}
	for _, folder := range p.Withheld {
		withheld[folder] = []byte{1}
	}
	copies := map[string][]byte{}
	for path, row := range p.Copies {
		copies[path] = encode(func(c *coder) { c.copyRow(&row) })
	}
	changes := slices.Concat(
		missing(tx, bucketEntered, entered),
		missing(tx, bucketMoved, asBytes(p.Moved)),
		missing(tx, bucketFeeds, definitions),
		diff(tx, bucketRetained, asBytes(p.Retained)),
		diff(tx, bucketWithheld, withheld),
		diff(tx, bucketCopies, copies),
		diff(tx, bucketDocumentSizes, sizeRows(p.DocumentSizes)))
	if p.Sizes != nil {
		changes = append(changes, sizeChanges(tx, p)...)
	}
	return changes
}

// diff lists the changes after which a bucket has the wanted rows and no others.
func diff(tx *bbolt.Tx, bucket []byte, want map[string][]byte) []write {
	changes := missing(tx, bucket, want)
	_ = forEach(tx, bucket, func(key, _ []byte) error { // f returns no error
		if want[string(key)] == nil {
			changes = append(changes, write{bucket, bytes.Clone(key), nil})
		}
		return nil
	})
	return changes
}

// missing lists the changes after which a bucket has the wanted rows, beside those that it has.
func missing(tx *bbolt.Tx, bucket []byte, want map[string][]byte) (changes []write) {
	for key, value := range want {
		if !bytes.Equal(get(tx, bucket, key), value) {
			changes = append(changes, write{bucket, []byte(key), value})
		}
	}
	return changes
}

// asBytes returns a map of texts as rows.
func asBytes(texts map[string]string) map[string][]byte {
	rows := make(map[string][]byte, len(texts))
	for key, text := range texts {
		rows[key] = []byte(text)
	}
	return rows
}

// sortedKeys returns the keys of m in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

package memory

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"fil/feed"
)

// articleRow is what is stored of a published or withdrawn article: all but its text, which is in
// bucketTexts under the path and the Print.
type articleRow struct {
	feed.Meta
	baseURL string // the site's when it was published: the URLs in its content begin with it
	// withdrawnAt and hidden are the fields Left and Hidden of [feed.Withdrawn]; zero for published
	// articles.
	withdrawnAt time.Time
	hidden      bool
}

// readRow decodes a row of bucketPublished or bucketWithdrawn, with its times in the given zone. It
// returns nil if there is none.
func readRow(key, data []byte, zone *time.Location) *articleRow {
	row := &articleRow{}
	row.Path, _, _ = strings.Cut(string(key), "\x00") // see withdrawnKey
	if decode(data, zone, func(c *coder) { c.row(row) }) != nil || row.ID == "" {
		return nil
	}
	return row
}

// row returns the row of the article that was published from a file of content, nil if there is none.
func (m *Memory) row(path string, zone *time.Location) (row *articleRow) {
	_ = m.view(func(tx *bbolt.Tx) error {
		row = readRow([]byte(path), get(tx, bucketPublished, path), zone)
		return nil
	})
	return row
}

// PublishedFrom returns the article that was published from a file of content in the last
// publication; nil if there was none. If the site's base URL has changed, its address has the new one.
func (m *Memory) PublishedFrom(path string, site *feed.Site) *feed.Meta {
	return m.row(path, site.TimeZone).metaAt(site)
}

// ExpiredFrom returns the article of an earlier publication from a file of content that has expired by a time; of several,
// the one that expired last; nil for none. Its address is as with PublishedFrom.
func (m *Memory) ExpiredFrom(path string, site *feed.Site, now time.Time) *feed.Meta {
	var last *articleRow
	_ = m.view(func(tx *bbolt.Tx) error {
		return forEachBelow(tx, bucketWithdrawn, []byte(path+"\x00"), func(key, data []byte) {
			row := readRow(key, data, site.TimeZone)
			if row != nil && row.Expired(now) && (last == nil || row.Expires.After(last.Expires)) {
				last = row
			}
		})
	})
	return last.metaAt(site)
}

// metaAt returns the article of a row, with its address at the site's base URL; nil for a nil row.
func (row *articleRow) metaAt(site *feed.Site) *feed.Meta {
	if row == nil {
		return nil
	}
	if row.baseURL != site.BaseURL {
		rebaseMeta(&row.Meta, row.baseURL, site.BaseURL)
	}
	return &row.Meta
}

// LastForm returns the last published form of the article in a file of content; nil if it was not
// published. If the site's base URL has changed, its addresses have the new one. The error is
// ErrUnreadableText.
func (m *Memory) LastForm(path string, site *feed.Site) (*feed.Article, error) {
	row := m.row(path, site.TimeZone)
	if row == nil {
		return nil, nil
	}
	stored, err := m.Text(path, row.Print, site.TimeZone)
	if err != nil {
		return nil, err
	}
	a := stored.Clone()
	a.Meta = row.Meta
	if row.baseURL != site.BaseURL {
		rebase(a, row.baseURL, site.BaseURL)
	}
	return a, nil
}

// rebase replaces one base URL by another in an article's addresses and content.
func rebase(a *feed.Article, from, to string) {
	rebaseMeta(&a.Meta, from, to)
	for _, u := range []*string{&a.Image.URL, &a.Link, &a.Comments, &a.Replies} {
		if rest, ok := strings.CutPrefix(*u, from); ok {
			*u = to + rest
		}
	}
	a.Enclosures = slices.Clone(a.Enclosures)
	for i := range a.Enclosures {
		a.Enclosures[i].URL = strings.Replace(a.Enclosures[i].URL, from, to, 1)
	}
	a.Content = strings.ReplaceAll(a.Content, `="`+from, `="`+to)
}

// rebaseMeta replaces one base URL by another in the ID and address of an article.
func rebaseMeta(a *feed.Meta, from, to string) {
	if feed.LocalURL(from) { // an ID that no subscriber has seen may change
		if rest, ok := strings.CutPrefix(a.ID, from); ok {
			a.ID = to + rest
		}
	}
	if rest, ok := strings.CutPrefix(a.Permalink, from); ok {
		a.Permalink = to + rest
	}
}

// StoreText stores an article and sets its Print. It becomes durable with the next [Memory.Keep].
func (m *Memory) StoreText(a *feed.Article) error { return m.texts.store(a) }

// Text returns an article that was stored for a file of content with a Print, with its times in the
// given zone. It is shared with other callers and must not be changed. The error is ErrUnreadableText, or
// that of an earlier write.
func (m *Memory) Text(path string, print [16]byte, zone *time.Location) (*feed.Article, error) {
	return m.texts.load(path, print, zone)
}

// Rollback drops the texts that were stored since the last Keep, after a failed run. Texts that are in
// the database already stay there until a Keep after their file was read again deletes them.
func (m *Memory) Rollback() { m.texts.forget() }

// Paths returns the files of content with an article in the last publication.
func (m *Memory) Paths() (paths []string) {
	_ = m.view(func(tx *bbolt.Tx) error {
		return forEach(tx, bucketPublished, func(path, _ []byte) error {
			paths = append(paths, string(path))
			return nil
		})
	})
	return paths
}

// Below returns the files in a folder of content whose articles are in the last publication.
func (m *Memory) Below(folder string) (paths []string) {
	prefix := []byte(folder + "/")
	_ = m.view(func(tx *bbolt.Tx) error {
		return forEachBelow(tx, bucketPublished, prefix, func(path, _ []byte) { paths = append(paths, string(path)) })
	})
	return paths
}

// forEachBelow calls f for each row of a bucket whose key has a prefix.
func forEachBelow(tx *bbolt.Tx, bucket, prefix []byte, f func(key, value []byte)) error {
	if b := tx.Bucket(bucket); b != nil {
		c := b.Cursor()
		for key, value := c.Seek(prefix); key != nil && bytes.HasPrefix(key, prefix); key, value = c.Next() {
			f(key, value)
		}
	}
	return nil
}

// Published returns the articles of the last publication.
func (m *Memory) Published() (all []*feed.Meta) {
	m.forEachRow(bucketPublished, func(row *articleRow) { all = append(all, &row.Meta) })
	return all
}

// Withdrawn returns the articles of earlier publications that are not in the last one.
func (m *Memory) Withdrawn() (all []*feed.Withdrawn) {
	m.forEachRow(bucketWithdrawn, func(row *articleRow) {
		all = append(all, &feed.Withdrawn{Meta: row.Meta, Left: row.withdrawnAt, Hidden: row.hidden})
	})
	return all
}

// forEachRow calls f for each row of bucketPublished or bucketWithdrawn, except that of the text on the
// home page.
func (m *Memory) forEachRow(bucket []byte, f func(row *articleRow)) {
	_ = m.view(func(tx *bbolt.Tx) error {
		return forEach(tx, bucket, func(key, data []byte) error {
			if row := readRow(key, data, time.UTC); row != nil && feed.Stem(row.Path) != "" {
				f(row)
			}
			return nil
		})
	})
}

// PublishedIn returns those of [Memory.Published] whose files are given, and the given files of whose articles there
// are rows that cannot be read: such an article counts as one that was not published.
func (m *Memory) PublishedIn(paths []string) (some []*feed.Meta, damaged []string) {
	_ = m.view(func(tx *bbolt.Tx) error {
		for _, path := range paths {
			data := get(tx, bucketPublished, path)
			switch row := readRow([]byte(path), data, time.UTC); {
			case row == nil && data != nil:
				damaged = append(damaged, path)
			case row != nil && feed.Stem(path) != "":
				some = append(some, &row.Meta)
			}
		}
		return nil
	})
	return some, damaged
}

// Entered returns when articles entered the feed of a folder. For the site's own feed, that is Came
// of each article that [Memory.Published] returns.
func (m *Memory) Entered(folder string) feed.Arrivals {
	entered := feed.Arrivals{}
	prefix := []byte(folder + "\x00")
	_ = m.view(func(tx *bbolt.Tx) error {
		return forEachBelow(tx, bucketEntered, prefix, func(key, value []byte) {
			var t time.Time
			if decode(value, time.UTC, func(c *coder) { c.time(1, &t) }) == nil {
				entered[string(key[len(prefix):])] = t
			}
		})
	})
	return entered
}

// rows returns the rows of a bucket whose values are texts.
func (m *Memory) rows(bucket []byte) map[string]string {
	rows := map[string]string{}
	_ = m.view(func(tx *bbolt.Tx) error {
		return forEach(tx, bucket, func(key, value []byte) error {
			rows[string(key)] = string(value)
			return nil
		})
	})
	return rows
}

// Withheld returns the field Withheld of the last publication.
func (m *Memory) Withheld() (folders []string) { return sortedKeys(m.rows(bucketWithheld)) }

// Retained returns the field Retained of the last publication.
func (m *Memory) Retained() map[string]string { return m.rows(bucketRetained) }

// Copies returns the field Copies of the last publication.
func (m *Memory) Copies() map[string]feed.Copy {
	copies := map[string]feed.Copy{}
	_ = m.view(func(tx *bbolt.Tx) error {
		return forEach(tx, bucketCopies, func(path, data []byte) error {
			var row feed.Copy
			if decode(data, time.UTC, func(c *coder) { c.copyRow(&row) }) == nil {
				copies[string(path)] = row
			}
			return nil
		})
	})
	return copies
}

// copyRow codes a row of bucketCopies.
func (c *coder) copyRow(row *feed.Copy) {
	c.sum(1, row.Hash[:])
	c.string(2, &row.Of)
}

// Moved returns the old files of articles in dist, with the articles' IDs.
func (m *Memory) Moved() map[string]string { return m.rows(bucketMoved) }

// Feeds returns the definitions of all feeds that were ever published.
func (m *Memory) Feeds() (all []feed.Definition) {
	rows := m.rows(bucketFeeds)
	for _, key := range sortedKeys(rows) {
		var d feed.Definition
		if json.Unmarshal([]byte(rows[key]), &d) == nil {
			all = append(all, d)
		}
	}
	return all
}

// Public reports whether the site was ever published at a public address.
func (m *Memory) Public() (public bool) {
	_ = m.view(func(tx *bbolt.Tx) error {
		public = wasPublic(tx)
		return nil
	})
	return public
}

// wasPublic is Public within a transaction.
func wasPublic(tx *bbolt.Tx) bool { return string(get(tx, bucketMeta, metaPublic)) == "1" }

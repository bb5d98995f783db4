package memory

import (
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"fil/feed"
)

// articleRow is what the memory stores of a published or withdrawn article in its database: what
// identifies it, and where its body is.
type articleRow struct {
	feed.Article
	baseURL string // the site's when it was published: the URLs in its content begin with it
	body    feed.Body
	// withdrawnAt and hidden are the fields Left and Hidden of [feed.Withdrawn]; zero for published
	// articles.
	withdrawnAt time.Time
	hidden      bool
}

func newArticleRow(a *feed.Article, p Publication) articleRow {
	row := articleRow{Article: *a, baseURL: p.Site.BaseURL, body: p.Body(a)}
	row.Private = feed.LocalURL(row.baseURL)
	return row
}

// articleRow codes all fields but the path, which is in the key.
func (c *coder) articleRow(row *articleRow) {
	c.string(&row.ID)
	c.hex(&row.Hash)
	for _, s := range []*string{&row.Title, &row.Permalink, &row.Page, &row.baseURL} {
		c.string(s)
	}
	c.time(&row.Published)
	c.time(&row.Came)
	c.bool(&row.NoFeed)
	c.sum(&row.Print)
	c.body(&row.body)
	c.private(row)
}

// private codes Private, withdrawnAt and hidden. Private means that the article was only ever
// published at a local address. Values that follow from the base URL, or are zero, are not written:
// earlier versions wrote none of the three.
func (c *coder) private(row *articleRow) {
	local := feed.LocalURL(row.baseURL)
	if c.reading {
		row.Private = local
	}
	withdrawn := !row.withdrawnAt.IsZero() || row.hidden
	if c.reading && c.in != "" || !c.reading && (withdrawn || row.Private != local) {
		c.bool(&row.Private)
	}
	if c.reading && c.in != "" || !c.reading && withdrawn {
		c.time(&row.withdrawnAt)
		c.bool(&row.hidden)
	}
}

func (c *coder) body(b *feed.Body) {
	c.int32(&b.File)
	c.number(&b.At)
	c.int32(&b.Length)
}

// readArticleRow decodes a row of bucketPublished or bucketWithdrawn.
func readArticleRow(path, data []byte) (*articleRow, bool) {
	row := &articleRow{}
	err := decode(string(data), time.UTC, func(c *coder) { c.articleRow(row) })
	row.Path, _, _ = strings.Cut(string(path), "\x00") // see withdrawnKey
	return row, err == nil
}

// PublishedFrom returns the article that was published from a file of content in the last
// publication, with the fields that [Memory.Published] sets; nil if there was none. If the site's
// base URL has changed, its addresses have the new one.
func (m *Memory) PublishedFrom(path string, site *feed.Site) *feed.Article {
	row := m.row(path)
	if row == nil {
		return nil
	}
	row.Matter = &feed.Matter{}
	row.rebase(&row.Article, site)
	return &row.Article
}

// row returns the row of the article that was published from a file of content, nil if there
// is none.
func (m *Memory) row(path string) (row *articleRow) {
	_ = m.viewPublished(func(tx *bbolt.Tx) error {
		if data := tx.Bucket(bucketPublished).Get([]byte(path)); data != nil {
			if read, ok := readArticleRow([]byte(path), data); ok {
				row = read
			}
		}
		return nil
	})
	return row
}

// Article returns the last published form of the article in a file of content, with its content, and
// its times in the site's zone. If the site's base URL has changed, its addresses have the new one.
func (m *Memory) Article(path string, site *feed.Site) (*feed.Article, bool) {
	row := m.row(path)
	if row == nil {
		return nil, false
	}
	a, err := m.bodies.article(row.body, site.TimeZone)
	if err != nil {
		return nil, false
	}
	a.Path, a.ID, a.Hash, a.Came, a.Private = path, row.ID, row.Hash, row.Came.In(site.TimeZone), row.Private
	row.rebase(a, site)
	return a, true
}

// rebase changes an article's addresses to the site's base URL.
func (row *articleRow) rebase(a *feed.Article, site *feed.Site) {
	if row.baseURL != site.BaseURL {
		rebase(a, row.baseURL, site.BaseURL)
	}
}

// rebase replaces one base URL by another in an article's addresses and content.
func rebase(a *feed.Article, from, to string) {
	if feed.LocalURL(from) { // an ID that no subscriber has seen may change
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
	_ = pack(a, func([]byte) error { return nil }) // for the new Print
}

package memory

import (
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"fil/feed"
)

// published is what the memory stores of a published or withdrawn article in its database: what
// identifies it, and where its body is.
type published struct {
	feed.Article
	baseURL string // the site's when it was published: the URLs in its content begin with it
	body    feed.Body
	// withdrawnAt and hidden are the fields Left and Hidden of [feed.Withdrawn]; zero for published
	// articles.
	withdrawnAt time.Time
	hidden      bool
}

func newPublished(a *feed.Article, p Publication) published {
	t := published{Article: *a, baseURL: p.Site.BaseURL, body: p.Body(a)}
	t.Private = feed.LocalURL(t.baseURL)
	return t
}

// published codes all fields but the path, which is in the key.
func (c *coder) published(t *published) {
	c.string(&t.ID)
	c.hex(&t.Hash)
	for _, s := range []*string{&t.Title, &t.Permalink, &t.Page, &t.baseURL} {
		c.string(s)
	}
	c.time(&t.Published)
	c.time(&t.Came)
	c.bool(&t.NoFeed)
	c.sum(&t.Print)
	c.body(&t.body)
	c.private(t)
}

// private codes Private, withdrawnAt and hidden. Private means that the article was only ever
// published at a local address. Values that follow from the base URL, or are zero, are not written:
// earlier versions wrote none of the three.
func (c *coder) private(t *published) {
	local := feed.LocalURL(t.baseURL)
	if c.reading {
		t.Private = local
	}
	withdrawn := !t.withdrawnAt.IsZero() || t.hidden
	if c.reading && c.in != "" || !c.reading && (withdrawn || t.Private != local) {
		c.bool(&t.Private)
	}
	if c.reading && c.in != "" || !c.reading && withdrawn {
		c.time(&t.withdrawnAt)
		c.bool(&t.hidden)
	}
}

func (c *coder) body(b *feed.Body) {
	c.int32(&b.File)
	c.number(&b.At)
	c.int32(&b.Length)
}

// readPublished decodes a row of bucketPublished or bucketWithdrawn.
func readPublished(path, data []byte) (*published, bool) {
	t := &published{}
	err := decode(string(data), time.UTC, func(c *coder) { c.published(t) })
	t.Path, _, _ = strings.Cut(string(path), "\x00") // see withdrawnKey
	return t, err == nil
}

// PublishedFrom returns the article that was published from a file of content in the last
// publication, with the fields that [Memory.Published] sets; nil if there was none. If the site's
// base URL has changed, its addresses have the new one.
func (m *Memory) PublishedFrom(path string, site *feed.Site) *feed.Article {
	t := m.published(path)
	if t == nil {
		return nil
	}
	t.Matter = &feed.Matter{}
	t.rebase(&t.Article, site)
	return &t.Article
}

// published returns the row of the article that was published from a file of content, nil if there
// is none.
func (m *Memory) published(path string) (t *published) {
	_ = m.viewPublished(func(tx *bbolt.Tx) error {
		if data := tx.Bucket(bucketPublished).Get([]byte(path)); data != nil {
			if read, ok := readPublished([]byte(path), data); ok {
				t = read
			}
		}
		return nil
	})
	return t
}

// Article returns the last published form of the article in a file of content, with its content, and
// its times in the site's zone. If the site's base URL has changed, its addresses have the new one.
func (m *Memory) Article(path string, site *feed.Site) (*feed.Article, bool) {
	t := m.published(path)
	if t == nil {
		return nil, false
	}
	a, err := m.body(t.body, site.TimeZone)
	if err != nil {
		return nil, false
	}
	a.Path, a.ID, a.Hash, a.Came, a.Private = path, t.ID, t.Hash, t.Came.In(site.TimeZone), t.Private
	t.rebase(a, site)
	return a, true
}

// rebase changes an article's addresses to the site's base URL.
func (t *published) rebase(a *feed.Article, site *feed.Site) {
	if t.baseURL != site.BaseURL {
		rebase(a, t.baseURL, site.BaseURL)
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

package memory

import (
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"fil/feed"
)

// trace is what a published article is known by, and where it is kept.
type published struct {
	feed.Article
	baseURL string // of the site when it was published: its content has absolute URLs
	body    feed.Body
	// left and hidden are those of [feed.Withdrawn].
	left   time.Time
	hidden bool
}

func newPublished(a *feed.Article, p Publication) published {
	t := published{Article: *a, baseURL: p.Site.BaseURL, body: p.Body(a)}
	t.Private = feed.LocalURL(t.baseURL)
	return t
}

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

// private keeps whether anybody but this machine has seen an article. Where that is what its
// base URL says, and nothing follows, nothing is written: earlier versions know no more.
func (c *coder) private(t *published) {
	local := feed.LocalURL(t.baseURL)
	if c.reading {
		t.Private = local
	}
	withdrawn := !t.left.IsZero() || t.hidden
	if said := c.reading && c.in != "" || !c.reading && (withdrawn || t.Private != local); said {
		c.bool(&t.Private)
	}
	if said := c.reading && c.in != "" || !c.reading && withdrawn; said {
		c.time(&t.left)
		c.bool(&t.hidden)
	}
}

func (c *coder) body(b *feed.Body) {
	c.int32(&b.File)
	c.number(&b.At)
	c.int32(&b.Length)
}

func readPublished(path, data []byte) (*published, bool) {
	t := &published{}
	err := decode(string(data), time.UTC, func(c *coder) { c.published(t) })
	name, _, _ := strings.Cut(string(path), "\x00") // see goneKey
	t.Path = name
	return t, err == nil
}

// Trace returns what the article in a file of content was known by in the last publication, as
// Known does, moved along where the site's address has changed; nil if there was none.
func (m *Memory) PublishedFrom(path string, site *feed.Site) *feed.Article {
	t := m.record(path)
	if t == nil {
		return nil
	}
	t.Matter = &feed.Matter{}
	t.rebase(&t.Article, site)
	return &t.Article
}

func (m *Memory) record(path string) (t *published) {
	_ = m.viewPublished(func(tx *bbolt.Tx) error { // its only errors are ours
		if data := tx.Bucket(bucketPublished).Get([]byte(path)); data != nil {
			if read, ok := readPublished([]byte(path), data); ok {
				t = read
			}
		}
		return nil
	})
	return t
}

// Article returns the last published form of the article in a file of content, with
// its times in the site's zone, and moved along where the site's address has changed.
func (m *Memory) Article(path string, site *feed.Site) (*feed.Article, bool) {
	t := m.record(path)
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

// move takes an article's addresses along to where its site is now.
func (t *published) rebase(a *feed.Article, site *feed.Site) {
	if t.baseURL != site.BaseURL {
		rebase(a, t.baseURL, site.BaseURL)
	}
}

// move takes an article's addresses from one base URL to another.
func rebase(a *feed.Article, from, to string) {
	if feed.LocalURL(from) { // nobody has ever seen that ID
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
	_ = pack(a, func([]byte) error { return nil }) // it is no longer what it was
}

package memory

import (
	"time"

	"fil/feed"
)

func (c *coder) person(p *feed.Person) {
	c.string(&p.Name)
	c.string(&p.URL)
	c.string(&p.Email)
}

func (c *coder) enclosure(e *feed.Enclosure) {
	c.string(&e.URL)
	c.string(&e.Type)
	c.string(&e.Title)
	c.number(&e.Length)
}

// article codes an article without its content and its print. Bodies have this form, and are stored
// for good: it has to stay as earlier versions wrote it.
func (c *coder) article(a *feed.Article) {
	c.string(&a.Path)
	c.string(&a.Stem)
	c.string(&a.ID)
	c.hex(&a.Hash)
	c.planned(a)
	if c.reading {
		a.Matter = &feed.Matter{}
	}
	list(c, &a.Enclosures, c.enclosure)
	c.weights(a)
	for _, s := range []*string{&a.Slug, &a.Summary, &a.Link, &a.Rights, &a.Image.URL, &a.Image.Type, &a.Source.Title, &a.Source.URL, &a.Comments, &a.Replies} {
		c.string(s)
	}
	c.int(&a.Image.Width)
	c.int(&a.Image.Height)
	c.number(&a.Image.Length)
	c.episode(&a.Episode)
	a.HasMedia = a.Media() != nil
}

// slim codes the fields of an article that planning needs, without its path. Only the cache has this
// form.
func (c *coder) slim(a *feed.Article) {
	usual := a.Stem == feed.Stem(a.Path) // then it is not written
	c.bool(&usual)
	if !usual {
		c.string(&a.Stem)
	} else if c.reading {
		a.Stem = feed.Stem(a.Path)
	}
	c.string(&a.ID)
	c.sum(&a.Hash)
	c.sum(&a.Print)
	c.planned(a)
	c.time(&a.Settles)
	c.bool(&a.Previewed)
	c.traits(&a.Traits)
	c.bool(&a.HasMedia)
	c.weights(a)
}

// planned codes the fields that both article and slim have.
func (c *coder) planned(a *feed.Article) {
	for _, s := range []*string{&a.Permalink, &a.Page, &a.Title, &a.Section, &a.Language} {
		c.string(s)
	}
	for _, t := range []*time.Time{&a.Published, &a.Updated, &a.Expires, &a.Came} {
		c.time(t)
	}
	for _, b := range []*bool{&a.Pinned, &a.Draft} {
		c.bool(b)
	}
	c.listing(a)
	list(c, &a.Aliases, c.string)
	list(c, &a.Tags, c.string)
	list(c, &a.Authors, c.person)
}

// listing codes NoFeed and Unlisted as one number: 1 means in no feed, 2 means in no feed and no
// list. Earlier versions wrote a bool here, and read any number but 0 as true.
func (c *coder) listing(a *feed.Article) {
	var n int64
	switch {
	case a.Unlisted:
		n = 2
	case a.NoFeed:
		n = 1
	}
	c.number(&n)
	if c.reading {
		a.NoFeed, a.Unlisted = n > 0, n > 1
	}
}

func (c *coder) traits(t *feed.Traits) {
	n := int64(*t)
	c.number(&n)
	if c.reading {
		*t = feed.Traits(n)
	}
}

func (c *coder) weights(a *feed.Article) {
	c.int32(&a.ContentSize)
	c.int32(&a.FrameSize)
}

// episode codes the fields of podcasts, which most articles do not have: then it writes one bool.
func (c *coder) episode(e *feed.Episode) {
	set := e.Duration != 0 || e.Season != 0 || e.Number != 0 || e.Type != "" || e.Explicit != nil || e.Chapters != "" || len(e.Transcripts)+len(e.Persons) > 0
	c.bool(&set)
	if !set {
		return
	}
	c.number((*int64)(&e.Duration))
	c.int(&e.Season)
	c.int(&e.Number)
	c.string(&e.Type)
	c.string(&e.Chapters)
	hasExplicit, explicit := e.Explicit != nil, e.Explicit != nil && *e.Explicit
	c.bool(&hasExplicit)
	c.bool(&explicit)
	if c.reading && hasExplicit {
		e.Explicit = &explicit
	}
	list(c, &e.Transcripts, func(t *feed.Transcript) {
		c.string(&t.URL)
		c.string(&t.Type)
		c.string(&t.Language)
	})
	list(c, &e.Persons, func(p *feed.Cast) {
		c.string(&p.Name)
		c.string(&p.Role)
		c.string(&p.Group)
		c.string(&p.URL)
		c.string(&p.Image)
	})
}

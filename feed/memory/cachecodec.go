package memory

import (
	"fil/feed"
)

// last codes the summary of a run, and the token of the memory.
func (c *coder) last(token *string, l *LastRun) {
	c.string(token)
	c.time(&l.Ran)
	c.bool(&l.Clean)
	for _, sum := range []*[32]byte{&l.Digest, &l.Theme} {
		s := string(sum[:])
		c.bytes(&s, len(sum))
		if c.reading {
			copy(sum[:], s)
		}
	}
	c.time(&l.Next)
	for _, n := range []*int{&l.Waiting.Later, &l.Waiting.Drafts, &l.Waiting.NoFeed} {
		c.int(n)
	}
	c.time(&l.Waiting.First)
	c.string(&l.Waiting.Path)
	list(c, &l.Refused, c.string)
	list(c, &l.Problems, c.problem)
	for _, n := range []*int{&l.Articles, &l.Feeds, &l.Outputs} {
		c.int(n)
	}
	c.string(&l.Dist)
	list(c, &l.Watched, func(w *Watched) {
		c.string(&w.Name)
		c.number(&w.Size)
		c.time(&w.Since)
	})
	list(c, &l.NonPages, c.string)
}

func (c *coder) problem(p **feed.Problem) {
	if *p == nil {
		*p = &feed.Problem{}
	}
	c.bool(&(*p).Warning)
	c.string(&(*p).Path)
	c.int(&(*p).Line)
	c.string(&(*p).Message)
	c.string(&(*p).Hint)
}

func (c *coder) made(m *feed.Made) {
	c.sum(&m.Key)
	c.sum(&m.Sum)
}

// record codes a record without the path of its article. When decoding, r.Article must be set; it
// is set to nil if the record has no article.
func (c *coder) record(r *feed.Record) {
	for _, n := range []*int64{&r.Stamp.Size, &r.Stamp.Modified, &r.Stamp.Changed} {
		c.number(n)
	}
	inode := int64(r.Stamp.Inode)
	c.number(&inode)
	if c.reading {
		r.Stamp.Inode = uint64(inode)
	}
	c.bool(&r.Sure)
	c.bool(&r.Refused)
	asset := r.Article == nil
	c.bool(&asset)
	if asset {
		if c.reading {
			r.Article = nil
		}
		return
	}
	c.body(&r.Body)
	c.slim(r.Article)
	list(c, &r.Refs, func(ref *uint64) {
		n := int64(*ref)
		c.number(&n)
		if c.reading {
			*ref = uint64(n)
		}
	})
	list(c, &r.Warnings, c.problem)
}

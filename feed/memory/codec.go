package memory

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"sync"
	"time"

	"fil/feed"
)

var errCode = errors.New("not as it was written")

// coder writes values one after the other, or reads them back in the same order: each
// thing that is kept is listed once, for both. What is read are parts of one string. What is
// written is not touched: others may be looking at it.
type coder struct {
	reading bool
	out     []byte
	in      string
	zone    *time.Location // of times that are read
	bad     bool
}

func (c *coder) number(n *int64) {
	if !c.reading {
		c.out = binary.AppendVarint(c.out, *n)
		return
	}
	var value uint64
	for i := 0; i < len(c.in) && i < binary.MaxVarintLen64; i++ {
		value |= uint64(c.in[i]&0x7f) << (7 * i)
		if c.in[i] < 0x80 {
			*n = int64(value>>1) ^ -int64(value&1)
			c.in = c.in[i+1:]
			return
		}
	}
	c.bad, c.in, *n = true, "", 0
}

func (c *coder) int(n *int) {
	wide := int64(*n)
	if c.number(&wide); c.reading {
		*n = int(wide)
	}
}

func (c *coder) int32(n *int32) {
	wide := int64(*n)
	if c.number(&wide); c.reading {
		*n = int32(wide)
	}
}

func (c *coder) bool(b *bool) {
	var n int64
	if *b {
		n = 1
	}
	if c.number(&n); c.reading {
		*b = n != 0
	}
}

func (c *coder) bytes(s *string, n int) {
	if !c.reading {
		c.out = append(c.out, *s...)
		return
	}
	if n < 0 || n > len(c.in) {
		c.bad, c.in, *s = true, "", ""
		return
	}
	*s, c.in = c.in[:n], c.in[n:]
}

func (c *coder) string(s *string) {
	n := len(*s)
	c.int(&n)
	c.bytes(s, n)
}

// time keeps an instant: the zone is the site's. A zero time stays one.
func (c *coder) time(t *time.Time) {
	set := !t.IsZero()
	if c.bool(&set); !set {
		if c.reading {
			*t = time.Time{}
		}
		return
	}
	sec, nano := t.Unix(), int64(t.Nanosecond())
	c.number(&sec)
	c.number(&nano)
	if c.reading {
		*t = time.Unix(sec, nano).In(c.zone)
	}
}

func (c *coder) sum(sum *[16]byte) {
	s := string(sum[:])
	if c.bytes(&s, len(sum)); c.reading {
		copy(sum[:], s)
	}
}

// hex keeps a hash as text, "" where nobody knows it.
func (c *coder) hex(sum *[16]byte) {
	if !c.reading {
		n := 0
		if *sum != [16]byte{} {
			n = hex.EncodedLen(len(sum))
		}
		if c.int(&n); n > 0 {
			c.out = hex.AppendEncode(c.out, sum[:])
		}
		return
	}
	text := ""
	c.string(&text)
	*sum = [16]byte{}
	if len(text) == hex.EncodedLen(len(sum)) {
		_, err := hex.Decode(sum[:], []byte(text))
		c.bad = c.bad || err != nil
	}
}

// maxList is more than any list of an article's has.
const maxList = 1 << 20

func list[T any](c *coder, values *[]T, each func(v *T)) {
	n := len(*values)
	c.int(&n)
	if c.reading {
		if n < 0 || n > maxList || n > len(c.in) {
			c.bad, c.in, n = true, "", 0
		}
		*values = nil
		if n > 0 {
			*values = make([]T, n)
		}
	}
	for i := range *values {
		each(&(*values)[i])
	}
}

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

// article is all of an article but its content and its print. It is kept for good: earlier
// versions have written it so.
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

// slim is an article that is only planned of, of which the path is known.
func (c *coder) slim(a *feed.Article) {
	usual := a.Stem == feed.Stem(a.Path)
	if c.bool(&usual); !usual {
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

// planned is what a publication is planned of besides what an article is known by.
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

// listing is 1 for what is in no feed and 2 for what is in no list either. Earlier versions
// wrote a bool here, and read any other number as true.
func (c *coder) listing(a *feed.Article) {
	var n int64
	switch {
	case a.Unlisted:
		n = 2
	case a.NoFeed:
		n = 1
	}
	if c.number(&n); c.reading {
		a.NoFeed, a.Unlisted = n > 0, n > 1
	}
}

func (c *coder) traits(t *feed.Traits) {
	n := int64(*t)
	if c.number(&n); c.reading {
		*t = feed.Traits(n)
	}
}

func (c *coder) weights(a *feed.Article) {
	c.int32(&a.ContentSize)
	c.int32(&a.FrameSize)
}

func (c *coder) last(token *string, l *Last) {
	c.string(token)
	c.time(&l.Ran)
	c.bool(&l.Settled)
	for _, sum := range []*[32]byte{&l.Digest, &l.Theme} {
		s := string(sum[:])
		if c.bytes(&s, len(sum)); c.reading {
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
	list(c, &l.Besides, c.string)
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

// record is a record of which the path is known, where it has an article.
func (c *coder) record(r *feed.Record) {
	for _, n := range []*int64{&r.Stamp.Size, &r.Stamp.Modified, &r.Stamp.Changed} {
		c.number(n)
	}
	inode := int64(r.Stamp.Inode)
	if c.number(&inode); c.reading {
		r.Stamp.Inode = uint64(inode)
	}
	c.bool(&r.Sure)
	c.bool(&r.Refused)
	asset := r.Article == nil
	if c.bool(&asset); asset {
		if c.reading {
			r.Article = nil
		}
		return
	}
	c.body(&r.Body)
	c.slim(r.Article)
	list(c, &r.Refs, func(ref *uint64) {
		n := int64(*ref)
		if c.number(&n); c.reading {
			*ref = uint64(n)
		}
	})
	list(c, &r.Warnings, c.problem)
}

// episode is what most articles have nothing of.
func (c *coder) episode(e *feed.Episode) {
	set := e.Duration != 0 || e.Season != 0 || e.Number != 0 || e.Type != "" || e.Explicit != nil || e.Chapters != "" || len(e.Transcripts)+len(e.Persons) > 0
	if c.bool(&set); !set {
		return
	}
	c.number((*int64)(&e.Duration))
	c.int(&e.Season)
	c.int(&e.Number)
	c.string(&e.Type)
	c.string(&e.Chapters)
	said, explicit := e.Explicit != nil, e.Explicit != nil && *e.Explicit
	c.bool(&said)
	c.bool(&explicit)
	if c.reading && said {
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

// decode reads what was written with the same list of values.
func decode(data string, zone *time.Location, list func(c *coder)) error {
	c := &coder{reading: true, in: data, zone: zone}
	if list(c); c.bad || c.in != "" {
		return errCode
	}
	return nil
}

// coders are used again: what they make is copied, so that it takes no more than it has.
var coders = sync.Pool{New: func() any { return &coder{} }}

func encode(list func(c *coder)) []byte {
	c, _ := coders.Get().(*coder)
	c.out = c.out[:0]
	list(c)
	out := bytes.Clone(c.out)
	if cap(c.out) <= maxFrame { // else it is a rare one
		coders.Put(c)
	}
	return out
}

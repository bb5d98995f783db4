package memory

import (
	"encoding/binary"
	"time"

	"google.golang.org/protobuf/encoding/protowire"

	"fil/feed"
)

// meta codes a Meta. Its path is not among the fields: it is part of the key under which the Meta is
// stored. The Stem is stored only if it is not the usual one of the path.
func (c *coder) meta(a *feed.Meta) {
	stem := a.Stem
	if usual := feed.Stem(a.Path); !c.reading && stem == usual {
		stem = ""
	} else if c.reading {
		stem = usual
	}
	c.string(1, &a.ID)
	c.string(2, &stem)
	if c.reading {
		a.Stem = stem
	}
	for i, s := range []*string{&a.Permalink, &a.Page, &a.Title, &a.Section, &a.Language} {
		c.string(protowire.Number(3+i), s)
	}
	c.sum(8, a.Hash[:])
	c.sum(9, a.Print[:])
	for i, t := range []*time.Time{&a.Published, &a.Updated, &a.Expires, &a.Settles, &a.Came} {
		c.time(protowire.Number(10+i), t)
	}
	integer(c, 15, &a.Traits)
	c.texts(16, &a.Aliases)
	list(c, 17, &a.Authors, (*coder).person)
	c.texts(18, &a.Tags)
	integer(c, 19, &a.ContentSize)
	integer(c, 20, &a.FrameSize)
	for i, b := range []*bool{&a.Pinned, &a.Draft, &a.Previewed, &a.NoFeed, &a.Unlisted, &a.Private, &a.HasMedia} {
		c.bool(protowire.Number(21+i), b)
	}
	c.string(28, &a.Translation)
}

// article codes a whole article. Its Meta has the numbers up to 39.
func (c *coder) article(a *feed.Article) {
	c.meta(&a.Meta)
	for i, s := range []*string{&a.Slug, &a.Summary, &a.Content, &a.Link, &a.Rights} {
		c.string(protowire.Number(40+i), s)
	}
	c.message(45, a.Image != feed.Image{}, func(c *coder) { c.image(&a.Image) })
	list(c, 46, &a.Enclosures, (*coder).enclosure)
	c.message(47, hasEpisode(&a.Episode), func(c *coder) { c.episode(&a.Episode) })
	c.message(48, a.Source != feed.Source{}, func(c *coder) {
		c.string(1, &a.Source.Title)
		c.string(2, &a.Source.URL)
		c.string(3, &a.Source.ID)
		c.time(4, &a.Source.Updated)
	})
	c.string(49, &a.Comments)
	c.string(50, &a.Replies)
	c.message(51, a.InReplyTo != feed.Reference{}, func(c *coder) {
		c.string(1, &a.InReplyTo.ID)
		c.string(2, &a.InReplyTo.URL)
	})
	c.count(52, &a.CommentCount)
}

// count codes a number that may be unknown: as one more than it is, because 0 is not stored.
func (c *coder) count(n protowire.Number, count **int) {
	more := 0
	if *count != nil {
		more = **count + 1
	}
	integer(c, n, &more)
	if c.reading && more > 0 {
		known := more - 1
		*count = &known
	}
}

func (c *coder) person(p *feed.Person) {
	c.string(1, &p.Name)
	c.string(2, &p.URL)
	c.string(3, &p.Email)
	c.string(4, &p.Avatar)
	c.string(5, &p.Fediverse)
}

func (c *coder) image(i *feed.Image) {
	c.string(1, &i.URL)
	c.string(2, &i.Type)
	integer(c, 3, &i.Width)
	integer(c, 4, &i.Height)
	c.number(5, &i.Length)
}

func (c *coder) enclosure(e *feed.Enclosure) {
	c.string(1, &e.URL)
	c.string(2, &e.Type)
	c.number(3, &e.Length)
	c.string(4, &e.Title)
}

// hasEpisode reports whether an episode has anything to store.
func hasEpisode(e *feed.Episode) bool {
	return e.Duration != 0 || e.Season != 0 || e.Number != 0 || e.Type != "" || e.Explicit != nil || e.Chapters != "" || len(e.Transcripts)+len(e.Persons) > 0 || hasParts(e)
}

// hasParts reports whether an episode has elements that are stored by parts.
func hasParts(e *feed.Episode) bool {
	return e.Title != "" || e.Block || e.SeasonName != "" || e.Display != "" || e.Location != feed.Location{} || e.License != feed.License{} ||
		len(e.Keywords)+len(e.Marks)+len(e.Txt)+len(e.Soundbites)+len(e.Alternates)+len(e.Social) > 0
}

// parts codes the fields of an episode from 9 on.
func (c *coder) parts(e *feed.Episode) {
	c.string(9, &e.Title)
	c.bool(10, &e.Block)
	c.texts(11, &e.Keywords)
	c.string(12, &e.SeasonName)
	c.string(13, &e.Display)
	c.message(14, e.Location != feed.Location{}, func(c *coder) {
		for i, s := range []*string{&e.Location.Name, &e.Location.Geo, &e.Location.OSM} {
			c.string(protowire.Number(1+i), s)
		}
	})
	c.message(15, e.License != feed.License{}, func(c *coder) {
		c.string(1, &e.License.Name)
		c.string(2, &e.License.URL)
	})
	list(c, 16, &e.Txt, func(c *coder, t *feed.Txt) {
		c.string(1, &t.Purpose)
		c.string(2, &t.Text)
	})
	list(c, 17, &e.Soundbites, func(c *coder, s *feed.Soundbite) {
		c.string(1, &s.Title)
		integer(c, 2, &s.Start)
		integer(c, 3, &s.Duration)
	})
	list(c, 18, &e.Alternates, func(c *coder, a *feed.AlternateEnclosure) {
		c.enclosure(&a.Enclosure)
		c.number(5, &a.Bitrate)
		integer(c, 6, &a.Height)
		c.string(7, &a.Language)
		c.bool(8, &a.Default)
	})
	list(c, 19, &e.Social, func(c *coder, s *feed.SocialInteract) {
		for i, text := range []*string{&s.URL, &s.Protocol, &s.AccountID, &s.AccountURL} {
			c.string(protowire.Number(1+i), text)
		}
	})
	list(c, 20, &e.Marks, func(c *coder, m *feed.Chapter) {
		integer(c, 1, &m.Start)
		c.string(2, &m.Title)
	})
}

func (c *coder) episode(e *feed.Episode) {
	integer(c, 1, &e.Duration)
	integer(c, 2, &e.Season)
	integer(c, 3, &e.Number)
	c.string(4, &e.Type)
	explicit := 0 // not said
	if e.Explicit != nil && *e.Explicit {
		explicit = 1
	} else if e.Explicit != nil {
		explicit = -1
	}
	integer(c, 5, &explicit)
	if c.reading && explicit != 0 {
		said := explicit > 0
		e.Explicit = &said
	}
	c.string(6, &e.Chapters)
	list(c, 7, &e.Transcripts, func(c *coder, t *feed.Transcript) {
		c.string(1, &t.URL)
		c.string(2, &t.Type)
		c.string(3, &t.Language)
	})
	list(c, 8, &e.Persons, func(c *coder, p *feed.Cast) {
		for i, s := range []*string{&p.Name, &p.Role, &p.Group, &p.URL, &p.Image} {
			c.string(protowire.Number(1+i), s)
		}
	})
	c.parts(e)
}

// row codes a row of the published or withdrawn articles: a Meta and the numbers from 60.
func (c *coder) row(row *articleRow) {
	c.meta(&row.Meta)
	c.string(60, &row.baseURL)
	c.time(61, &row.withdrawnAt)
	c.bool(62, &row.hidden)
}

// record codes the record of a file: a Meta, unless it is an asset, and the numbers from 70.
func (c *coder) record(path string, r *feed.Record) {
	isAsset := r.Meta == nil && !c.reading
	if c.reading {
		r.Meta = &feed.Meta{Path: path}
	}
	if r.Meta != nil {
		c.meta(r.Meta)
	}
	c.message(70, true, func(c *coder) {
		c.number(1, &r.Stamp.Size)
		c.number(2, &r.Stamp.Modified)
		c.number(3, &r.Stamp.Changed)
		integer(c, 4, &r.Stamp.Inode)
	})
	c.bool(71, &r.Sure)
	c.bool(72, &r.Refused)
	c.bool(73, &isAsset)
	if c.reading && isAsset {
		r.Meta = nil
	}
	c.refs(74, &r.Refs)
	list(c, 75, &r.Warnings, (*coder).problem)
}

// refs codes hashes as one field.
func (c *coder) refs(n protowire.Number, refs *[]uint64) {
	const size = 8
	if !c.reading {
		packed := make([]byte, 0, size*len(*refs))
		for _, ref := range *refs {
			packed = binary.LittleEndian.AppendUint64(packed, ref)
		}
		if len(packed) > 0 {
			c.out = protowire.AppendBytes(protowire.AppendTag(c.out, n, protowire.BytesType), packed)
		}
		return
	}
	from, to, found := c.value(n)
	if !found {
		return
	}
	*refs = make([]uint64, 0, (to-from)/size)
	for ; to-from >= size; from += size {
		*refs = append(*refs, binary.LittleEndian.Uint64(c.data[from:]))
	}
}

func (c *coder) problem(p **feed.Problem) {
	if *p == nil {
		*p = &feed.Problem{}
	}
	c.bool(1, &(*p).Warning)
	c.string(2, &(*p).Path)
	integer(c, 3, &(*p).Line)
	c.string(4, &(*p).Message)
	c.string(5, &(*p).Hint)
}

package memory

import (
	"encoding/binary"
	"encoding/hex"
	"time"

	"fil/feed"
)

// version2Reader decodes the rows of version 2: values one after the other, without numbers.
type version2Reader struct {
	in  string
	bad bool // in is malformed; values decoded since are zero
}

func (r *version2Reader) fail() { r.bad, r.in = true, "" }

// number decodes a zigzag varint.
func (r *version2Reader) number() int64 {
	n, size := binary.Varint([]byte(r.in[:min(len(r.in), binary.MaxVarintLen64)]))
	if size <= 0 {
		r.fail()
		return 0
	}
	r.in = r.in[size:]
	return n
}

func (r *version2Reader) bool() bool { return r.number() != 0 }

func (r *version2Reader) bytes(n int) (s string) {
	if n < 0 || n > len(r.in) {
		r.fail()
		return ""
	}
	s, r.in = r.in[:n], r.in[n:]
	return s
}

func (r *version2Reader) string() string { return r.bytes(int(r.number())) }

func (r *version2Reader) time() time.Time {
	if !r.bool() {
		return time.Time{}
	}
	return time.Unix(r.number(), r.number()).UTC()
}

// hex decodes a hash that is written as hexadecimal text; "" is the zero hash.
func (r *version2Reader) hex() (sum [16]byte) {
	text := r.string()
	if len(text) == hex.EncodedLen(len(sum)) {
		if _, err := hex.Decode(sum[:], []byte(text)); err != nil {
			r.fail()
		}
	}
	return sum
}

// count decodes the length of a list.
func (r *version2Reader) count() int {
	n := int(r.number())
	if n < 0 || n > len(r.in) {
		r.fail()
		return 0
	}
	return n
}

func (r *version2Reader) strings() (all []string) {
	for range r.count() {
		all = append(all, r.string())
	}
	return all
}

// article decodes a whole article. What comes after its content may be missing.
func (r *version2Reader) article() *feed.Article {
	a := &feed.Article{}
	a.Path, a.Stem, a.ID, a.Hash = r.string(), r.string(), r.string(), r.hex()
	a.Permalink, a.Page, a.Title, a.Section, a.Language = r.string(), r.string(), r.string(), r.string(), r.string()
	a.Published, a.Updated, a.Expires, a.Came = r.time(), r.time(), r.time(), r.time()
	a.Pinned, a.Draft = r.bool(), r.bool()
	listing := r.number() // 1: in no feed, 2: in no list either
	a.NoFeed, a.Unlisted = listing > 0, listing > 1
	a.Aliases, a.Tags = r.strings(), r.strings()
	for range r.count() {
		a.Authors = append(a.Authors, feed.Person{Name: r.string(), URL: r.string(), Email: r.string()})
	}
	for range r.count() {
		a.Enclosures = append(a.Enclosures, feed.Enclosure{URL: r.string(), Type: r.string(), Title: r.string(), Length: r.number()})
	}
	r.number() // sizes, which are computed again
	r.number()
	for _, s := range []*string{&a.Slug, &a.Summary, &a.Link, &a.Rights, &a.Image.URL, &a.Image.Type, &a.Source.Title, &a.Source.URL, &a.Comments, &a.Replies} {
		*s = r.string()
	}
	a.Image.Width, a.Image.Height, a.Image.Length = int(r.number()), int(r.number()), r.number()
	if r.bool() {
		a.Episode = r.episode()
	}
	a.HasMedia = a.Media() != nil
	r.bytes(16) // the Print, which is computed again
	a.Content = r.string()
	if r.in != "" {
		a.Traits = feed.Traits(r.number())
	}
	return a
}

func (r *version2Reader) episode() feed.Episode {
	e := feed.Episode{Duration: time.Duration(r.number()), Season: int(r.number()), Number: int(r.number()), Type: r.string(), Chapters: r.string()}
	if said, explicit := r.bool(), r.bool(); said {
		e.Explicit = &explicit
	}
	for range r.count() {
		e.Transcripts = append(e.Transcripts, feed.Transcript{URL: r.string(), Type: r.string(), Language: r.string()})
	}
	for range r.count() {
		e.Persons = append(e.Persons, feed.Cast{Name: r.string(), Role: r.string(), Group: r.string(), URL: r.string(), Image: r.string()})
	}
	return e
}

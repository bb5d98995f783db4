package memory

import (
	"strings"
	"sync"
	"time"
	"unsafe"

	"fil/feed"
)

// PackRecord writes a record, all but its article's path, as one block without pointers: a
// hundred thousand of them are nothing to a garbage collector.
func PackRecord(r *feed.Record) []byte { return encode(func(c *coder) { c.record(r) }) }

// Unpacker reads back what PackRecord has written, in as little memory as it takes: a
// million articles are there at once. It is safe for several goroutines.
type Unpacker struct {
	zone *time.Location

	mu       sync.Mutex
	slab     []recordAndArticle
	lastSlab int // how many the last slab had
	// page is what is left for texts of the last one, which had lastPage bytes.
	page     []byte
	lastPage int
	// What many articles have they have together.
	texts   map[string]string
	tags    map[string][]string
	authors map[string][]feed.Person
}

// both are a record and its article.
type recordAndArticle struct {
	record  feed.Record
	article feed.Article
}

// perSlab of both are a little less than 32 KiB, which is the most that the runtime hands
// out without rounding it up to whole pages.
const perSlab = 32 << 10 / int(unsafe.Sizeof(recordAndArticle{}))

// perPage is about how many bytes of texts lie together.
const perPage = 32 << 10

// NewUnpacker returns one that gives times the given zone.
func NewUnpacker(zone *time.Location) *Unpacker {
	return &Unpacker{zone: zone, texts: map[string]string{}, tags: map[string][]string{}, authors: map[string][]feed.Person{}}
}

// Record reads the record of a file of content back.
func (u *Unpacker) Record(path string, block []byte) (*feed.Record, error) {
	r := u.allocate()
	r.Article.Path = path
	if err := decode(unsafe.String(unsafe.SliceData(block), len(block)), u.zone, func(c *coder) { c.record(r) }); err != nil {
		return nil, err
	}
	if r.Article != nil {
		u.shareValues(r.Article)
		u.joinTexts(r.Article)
	}
	return r, nil
}

// room is an empty record: many at once take less than each alone.
func (u *Unpacker) allocate() *feed.Record {
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(u.slab) == 0 {
		u.lastSlab = min(max(1, 2*u.lastSlab), perSlab) // one record keeps all its slab
		u.slab = make([]recordAndArticle, u.lastSlab)
	}
	next := &u.slab[0]
	u.slab = u.slab[1:]
	next.record.Article = &next.article
	return &next.record
}

// share gives an article what others have as well.
func (u *Unpacker) shareValues(a *feed.Article) {
	u.mu.Lock()
	defer u.mu.Unlock()
	a.Section, a.Language = intern(u.texts, a.Section, strings.Clone), intern(u.texts, a.Language, strings.Clone)
	a.Tags = internList(u.tags, a.Tags, func(tag *string) []*string { return []*string{tag} })
	a.Authors = internList(u.authors, a.Authors, func(p *feed.Person) []*string { return []*string{&p.Name, &p.URL, &p.Email} })
}

// maxShared is up to how many different ones are worth keeping in mind: a site on which each
// article has tags of its own gains nothing.
const maxInterned = 1 << 17

// shared returns what is known by a key, or makes it of that.
func intern[T any](known map[string]T, key string, made func(key string) T) T {
	v, ok := known[key]
	if !ok {
		if v = made(key); len(known) < maxInterned {
			known[strings.Clone(key)] = v
		}
	}
	return v
}

// sharedList is a list like the given one, whose values consist of some texts. NUL parts
// these, which no clean text has.
func internList[T any](known map[string][]T, list []T, texts func(v *T) []*string) []T {
	if len(list) == 0 {
		return list
	}
	var key strings.Builder
	for i := range list {
		for _, text := range texts(&list[i]) {
			key.WriteString(*text)
			key.WriteByte(0)
		}
	}
	return intern(known, key.String(), func(string) []T {
		for i := range list {
			for _, text := range texts(&list[i]) {
				*text = strings.Clone(*text)
			}
		}
		return list
	})
}

// together puts the texts that an article has for itself one behind the other, so that the
// block can go of which they are parts; what most articles have nothing of stays in it. Much of them is
// the same: an ID ends with what a path begins with, and an address with what a page's name
// does.
func (u *Unpacker) joinTexts(a *feed.Article) {
	var room [512]byte
	text, texts := room[:0], [...]*string{&a.ID, &a.Path, &a.Permalink, &a.Page, &a.Title}
	var places [len(texts)]int
	for i, s := range texts {
		if places[i] = strings.Index(unsafe.String(unsafe.SliceData(text), len(text)), *s); places[i] >= 0 {
			continue
		}
		common := overlap(text, *s)
		places[i] = len(text) - common
		text = append(text, (*s)[common:]...)
	}
	stem, whole := a.Stem, u.store(text)
	for i, s := range texts {
		*s = whole[places[i] : places[i]+len(*s)]
	}
	if a.Stem = feed.Stem(a.Path); a.Stem != stem {
		a.Stem = strings.Clone(stem)
	}
}

// keep copies a text to others: a collector has a million less to look at.
func (u *Unpacker) store(text []byte) string {
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(text) > len(u.page) {
		u.lastPage = max(len(text), min(2*u.lastPage, perPage)) // one text keeps all its page
		u.page = make([]byte, u.lastPage)
	}
	kept := u.page[:copy(u.page, text)]
	u.page = u.page[len(kept):]
	return unsafe.String(unsafe.SliceData(kept), len(kept)) // nobody writes there again
}

// overlap is how many bytes at the end of a text are those at the beginning of another.
func overlap(text []byte, next string) int {
	n := min(len(text), len(next))
	for n > 0 && string(text[len(text)-n:]) != next[:n] {
		n--
	}
	return n
}

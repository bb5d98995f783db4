package memory

import (
	"strings"
	"sync"
	"time"
	"unsafe"

	"fil/feed"
)

// PackRecord encodes a record, without its article's path, as one block without pointers. The
// garbage collector does not scan such blocks, even if there are a hundred thousand.
func PackRecord(r *feed.Record) []byte { return encode(func(c *coder) { c.record(r) }) }

// Unpacker decodes records that PackRecord has encoded. All articles of a site, up to a million,
// are in memory at once, so it allocates records in slabs and texts in pages, and articles share
// equal sections, languages, tags and authors. Several goroutines may use it.
type Unpacker struct {
	zone *time.Location

	mu       sync.Mutex
	slab     []recordAndArticle // the unused rest of the last slab
	lastSlab int                // the length of the last slab
	// page is the unused rest of the last page of texts, which had lastPage bytes.
	page     []byte
	lastPage int
	// Values that articles share.
	texts   map[string]string
	tags    map[string][]string
	authors map[string][]feed.Person
}

// recordAndArticle are a record and its article, in one allocation.
type recordAndArticle struct {
	record  feed.Record
	article feed.Article
}

// perSlab is the length of a slab of a little less than 32 KiB. That is the largest size that the
// runtime allocates without rounding it up to whole pages.
const perSlab = 32 << 10 / int(unsafe.Sizeof(recordAndArticle{}))

// perPage is the size of a page of texts, in bytes.
const perPage = 32 << 10

// NewUnpacker returns an Unpacker that decodes times in the given zone.
func NewUnpacker(zone *time.Location) *Unpacker {
	return &Unpacker{zone: zone, texts: map[string]string{}, tags: map[string][]string{}, authors: map[string][]feed.Person{}}
}

// Record decodes the record of a file of content. The caller must not change block afterwards: rare
// texts, such as aliases, point into it.
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

// allocate returns an empty record with an empty article. Slabs take less memory than single
// records.
func (u *Unpacker) allocate() *feed.Record {
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(u.slab) == 0 {
		u.lastSlab = min(max(1, 2*u.lastSlab), perSlab) // small at first, because one record keeps its whole slab alive
		u.slab = make([]recordAndArticle, u.lastSlab)
	}
	next := &u.slab[0]
	u.slab = u.slab[1:]
	next.record.Article = &next.article
	return &next.record
}

// shareValues replaces values of an article by equal values that other articles have.
func (u *Unpacker) shareValues(a *feed.Article) {
	u.mu.Lock()
	defer u.mu.Unlock()
	a.Section, a.Language = intern(u.texts, a.Section, strings.Clone), intern(u.texts, a.Language, strings.Clone)
	a.Tags = internList(u.tags, a.Tags, func(tag *string) []*string { return []*string{tag} })
	a.Authors = internList(u.authors, a.Authors, func(p *feed.Person) []*string { return []*string{&p.Name, &p.URL, &p.Email} })
}

// maxInterned is the number of different values to intern: if each article has tags of its own, more
// would gain nothing.
const maxInterned = 1 << 17

// intern returns the value of a key, or stores and returns newValue(key).
func intern[T any](values map[string]T, key string, newValue func(key string) T) T {
	v, ok := values[key]
	if !ok {
		v = newValue(key)
		if len(values) < maxInterned {
			values[strings.Clone(key)] = v
		}
	}
	return v
}

// internList returns a list that equals the given one. texts returns the texts of which a value
// consists; joined by NUL, which no clean text contains, they are the key.
func internList[T any](values map[string][]T, list []T, texts func(v *T) []*string) []T {
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
	return intern(values, key.String(), func(string) []T {
		for i := range list {
			for _, text := range texts(&list[i]) {
				*text = strings.Clone(*text)
			}
		}
		return list
	})
}

// joinTexts copies the texts that each article has of its own into one text, so that the block into
// which they point can be freed. Rare texts still point into the block. A text that occurs in the
// copy already is not copied, and a beginning that equals the end of the copy is not repeated: the
// ID ends with the beginning of the path, and the permalink with the beginning of the page's name.
func (u *Unpacker) joinTexts(a *feed.Article) {
	var buffer [512]byte
	text, texts := buffer[:0], [...]*string{&a.ID, &a.Path, &a.Permalink, &a.Page, &a.Title}
	var offsets [len(texts)]int
	for i, s := range texts {
		offsets[i] = strings.Index(unsafe.String(unsafe.SliceData(text), len(text)), *s)
		if offsets[i] >= 0 {
			continue
		}
		common := overlap(text, *s)
		offsets[i] = len(text) - common
		text = append(text, (*s)[common:]...)
	}
	stem, whole := a.Stem, u.store(text)
	for i, s := range texts {
		*s = whole[offsets[i] : offsets[i]+len(*s)]
	}
	a.Stem = feed.Stem(a.Path)
	if a.Stem != stem {
		a.Stem = strings.Clone(stem)
	}
}

// store copies a text into the page, so that the garbage collector scans pages instead of a million
// texts.
func (u *Unpacker) store(text []byte) string {
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(text) > len(u.page) {
		u.lastPage = max(len(text), min(2*u.lastPage, perPage)) // small at first, because one text keeps its whole page alive
		u.page = make([]byte, u.lastPage)
	}
	stored := u.page[:copy(u.page, text)]
	u.page = u.page[len(stored):]
	return unsafe.String(unsafe.SliceData(stored), len(stored)) // these bytes do not change any more
}

// overlap returns the length of the longest end of text with which next begins.
func overlap(text []byte, next string) int {
	n := min(len(text), len(next))
	for n > 0 && string(text[len(text)-n:]) != next[:n] {
		n--
	}
	return n
}

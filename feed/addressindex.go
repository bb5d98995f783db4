package feed

import (
	"hash/maphash"
	"strings"
)

// Counts counts strings by their hashSet, so that it can be told of one more whether there is
// another like it: for sure where there is none, and as far as a hash of 64 bits can tell
// where there is one.
type Counts map[uint64]int32

// Add adds a string n times, or takes it away, and returns how many there are then.
func (c Counts) Add(s string, n int32) int32 {
	h := maphash.String(seed, s)
	if n += c[h]; n == 0 {
		delete(c, h)
	} else {
		c[h] = n
	}
	return n
}

// Of is how many there are of a string.
func (c Counts) Count(s string) int32 { return c[maphash.String(seed, s)] }

// PathIndex counts paths, so that it can be told of one more whether it has room beside them: see
// [Claims] for what has.
type PathIndex struct{ files, folders Counts }

// NewPathIndex returns PathIndex for about that many paths.
func NewPathIndex(n int) *PathIndex { return &PathIndex{make(Counts, n), make(Counts, n)} }

// Add adds a path n times, or takes it away.
func (p *PathIndex) Add(name string, n int32) {
	name = strings.ToLower(name)
	p.files.Add(name, n)
	for i := strings.LastIndexByte(name, '/'); i > 0; i = strings.LastIndexByte(name[:i], '/') {
		p.folders.Add(name[:i], n)
	}
}

// Free reports whether a path has room beside all others. It may say no where it has.
func (p *PathIndex) Free(name string) bool {
	name = strings.ToLower(name)
	if p.files.Count(name) > 0 || p.folders.Count(name) > 0 {
		return false
	}
	for i := strings.LastIndexByte(name, '/'); i > 0; i = strings.LastIndexByte(name[:i], '/') {
		if p.files.Count(name[:i]) > 0 {
			return false
		}
	}
	return true
}

// AddressIndex knows which addresses and pages a lot of articles have, and is kept up to date at
// the cost of what changes. It is for whoever has to know whether one more has room: see
// [Settle] for what has.
type AddressIndex struct {
	addresses Counts
	pages     *PathIndex
}

// NewAddressIndex registers articles, which have room beside one another.
func NewAddressIndex(articles []*Article) *AddressIndex {
	r := &AddressIndex{make(Counts, len(articles)), NewPathIndex(len(articles))}
	for _, a := range articles {
		r.change(a, 1)
	}
	return r
}

// Add registers one more article, and reports whether it has room. It may say no where it
// has.
func (r *AddressIndex) Add(a *Article) bool {
	free := r.addresses.Count(strings.ToLower(a.Permalink)) == 0 && (a.Page == "" || r.Free(a.Page))
	r.change(a, 1)
	return free
}

// Drop takes an article off the register.
func (r *AddressIndex) Drop(a *Article) { r.change(a, -1) }

// Free reports whether a path has room beside all pages. It may say no where it has.
func (r *AddressIndex) Free(name string) bool { return r.pages.Free(name) }

func (r *AddressIndex) change(a *Article, n int32) {
	r.addresses.Add(strings.ToLower(a.Permalink), n)
	if a.Page != "" {
		r.pages.Add(a.Page, n)
	}
}

package feed

import (
	"hash/maphash"
	"strings"
)

// Counts counts strings by their hashes, so that it can be told of one more whether there is
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
func (c Counts) Of(s string) int32 { return c[maphash.String(seed, s)] }

// Register knows which addresses and pages a lot of articles have, and is kept up to date at
// the cost of what changes. It is for whoever has to know whether one more has room: see
// [Settle] for what has.
type Register struct{ addresses, pages, folders Counts }

// NewRegister registers articles, which have room beside one another.
func NewRegister(articles []*Article) *Register {
	r := &Register{make(Counts, len(articles)), make(Counts, len(articles)), make(Counts, len(articles))}
	for _, a := range articles {
		r.count(a, 1)
	}
	return r
}

// Add registers one more article, and reports whether it has room. It may say no where it
// has.
func (r *Register) Add(a *Article) bool {
	free := r.addresses.Of(strings.ToLower(a.Permalink)) == 0 && (a.Page == "" || r.Free(a.Page))
	r.count(a, 1)
	return free
}

// Drop takes an article off the register.
func (r *Register) Drop(a *Article) { r.count(a, -1) }

// Free reports whether a path has room beside all pages. It may say no where it has.
func (r *Register) Free(name string) bool {
	name = strings.ToLower(name)
	if r.pages.Of(name) > 0 || r.folders.Of(name) > 0 {
		return false
	}
	for i := strings.LastIndexByte(name, '/'); i > 0; i = strings.LastIndexByte(name[:i], '/') {
		if r.pages.Of(name[:i]) > 0 {
			return false
		}
	}
	return true
}

func (r *Register) count(a *Article, n int32) {
	r.addresses.Add(strings.ToLower(a.Permalink), n)
	if a.Page == "" {
		return
	}
	name := strings.ToLower(a.Page)
	r.pages.Add(name, n)
	for i := strings.LastIndexByte(name, '/'); i > 0; i = strings.LastIndexByte(name[:i], '/') {
		r.folders.Add(name[:i], n)
	}
}

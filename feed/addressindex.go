package feed

import (
	"hash/maphash"
	"strings"
)

// Counts counts strings by 64-bit hashes. A count of zero is exact; another count may be too high if
// hashes collide.
type Counts map[uint64]int32

// Add adds n, which may be negative, to the count of a string, and returns the new count.
func (c Counts) Add(s string, n int32) int32 {
	h := maphash.String(seed, s)
	n += c[h]
	if n == 0 {
		delete(c, h)
	} else {
		c[h] = n
	}
	return n
}

// Count returns the count of a string.
func (c Counts) Count(s string) int32 { return c[maphash.String(seed, s)] }

// PathIndex counts paths, to check whether one more path conflicts with them: see [Claims] for what
// conflicts. Unlike a [PathSet], paths can be removed from it.
type PathIndex struct{ files, folders Counts }

// NewPathIndex returns an empty PathIndex with room for about n paths.
func NewPathIndex(n int) *PathIndex { return &PathIndex{make(Counts, n), make(Counts, n)} }

// Add adds a path n times; a negative n removes it.
func (p *PathIndex) Add(name string, n int32) {
	name = strings.ToLower(name)
	p.files.Add(name, n)
	for i := strings.LastIndexByte(name, '/'); i > 0; i = strings.LastIndexByte(name[:i], '/') {
		p.folders.Add(name[:i], n)
	}
}

// Free reports whether a path conflicts with no path of the index. Because paths
// are compared by hashes, it may return false for a path without a conflict.
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

// AddressIndex indexes the addresses and pages of articles, to check whether those of one more article
// are free: see [ResolveConflicts] for what conflicts. An update costs as much as the change, not as
// the number of articles.
type AddressIndex struct {
	addresses Counts
	pages     *PathIndex
}

// NewAddressIndex returns an index of articles, which must have no conflicts.
func NewAddressIndex(articles []*Meta) *AddressIndex {
	r := &AddressIndex{make(Counts, len(articles)), NewPathIndex(len(articles))}
	for _, a := range articles {
		r.change(a, 1)
	}
	return r
}

// Add adds an article, and reports whether it conflicts with none in the index. It may return false
// if it does not.
func (r *AddressIndex) Add(a *Meta) bool {
	free := r.addresses.Count(strings.ToLower(a.Permalink)) == 0 && (a.Page == "" || r.Free(a.Page))
	r.change(a, 1)
	return free
}

// Drop removes an article.
func (r *AddressIndex) Drop(a *Meta) { r.change(a, -1) }

// Free reports whether a path conflicts with no page of the index. Because paths
// are compared by hashes, it may return false for a path without a conflict.
func (r *AddressIndex) Free(name string) bool { return r.pages.Free(name) }

// change adds an article n times; a negative n removes it.
func (r *AddressIndex) change(a *Meta, n int32) {
	r.addresses.Add(strings.ToLower(a.Permalink), n)
	if a.Page != "" {
		r.pages.Add(a.Page, n)
	}
}

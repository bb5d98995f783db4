package feed

import (
	"encoding/binary"
	"hash/maphash"
	"strings"
	"sync"
)

// PathSet checks quickly whether files with the added paths can exist in one folder: no two paths may
// be equal, and no path may be a folder of another one. Case is ignored, as some file systems do.
// Because it compares hashes, it may report a conflict that does not exist, but never misses one.
// [Claims] is exact and says which paths conflict.
type PathSet struct {
	files   []uint64  // hashes of the paths
	folders *hashSet  // the folders above them
	fill    sync.Once // fills set when it is first needed
	set     *hashSet  // the same as files
	list    nameList  // the paths themselves, if they are few
}

// NewPathSet returns an empty PathSet with room for about n paths.
func NewPathSet(n int) *PathSet {
	return &PathSet{files: make([]uint64, 0, n), folders: newHashSet(2 * n)}
}

// Add adds a path.
func (p *PathSet) Add(name string) {
	p.list.add(name)
	name = strings.ToLower(name)
	p.files = append(p.files, maphash.String(seed, name)|1)
	for i := strings.LastIndexByte(name, '/'); i > 0; i = strings.LastIndexByte(name[:i], '/') {
		if !p.folders.add(name[:i]) {
			return
		}
	}
}

// Fits reports whether a path conflicts with none of those that were added. It may return false if it
// does not. After the last Add it is safe for concurrent use.
func (p *PathSet) Fits(name string) bool {
	if p.list.differs(name) {
		return true
	}
	p.fill.Do(func() {
		p.set = newHashSet(len(p.files))
		for _, h := range p.files {
			p.set.addHash(h)
		}
	})
	name = strings.ToLower(name)
	if p.set.has(name) || p.folders.has(name) {
		return false
	}
	for i := strings.LastIndexByte(name, '/'); i > 0; i = strings.LastIndexByte(name[:i], '/') {
		if p.set.has(name[:i]) {
			return false
		}
	}
	return true
}

// Consistent reports whether no two of the paths that were added conflict. It may return false if none
// do.
func (p *PathSet) Consistent() bool {
	files := newHashSet(len(p.files))
	for _, h := range p.files {
		if !files.addHash(h) || p.folders.slots[p.folders.slot(h)] == h {
			return false
		}
	}
	return true
}

// nameList is a list of a few paths or addresses. A long list of others can be compared with it faster
// than by hashing each of them.
type nameList struct {
	names []string
	many  bool // there are too many, or one is not ASCII; then names is not complete
}

// add adds a name to the list.
func (f *nameList) add(name string) {
	const limit = 32
	f.many = f.many || len(f.names) == limit || !isASCII(name)
	if !f.many {
		f.names = append(f.names, name)
	}
}

// differs reports whether a name is no prefix of a listed name, and no listed name is a prefix of it,
// without regard to case. It may return false for such a name too, because it only compares the last eight
// letters that both would have in common, before the "/index.html" at the end of most paths.
func (f *nameList) differs(name string) bool {
	const suffix, probe = len("/index.html"), 8
	if f.many {
		return false
	}
	for _, other := range f.names {
		n := min(len(name), len(other)) - suffix
		if n < probe || lower8(name[n-probe:n]) == lower8(other[n-probe:n]) {
			return false
		}
	}
	return isASCII(name) // lower case may have another length in other scripts
}

// lower8 returns the first eight letters of s in a form that does not depend on their case. Some other
// characters become equal too.
func lower8(s string) uint64 {
	return binary.LittleEndian.Uint64([]byte(s)) | 0x2020202020202020
}

// isASCII reports whether a string has ASCII characters only. It checks eight bytes at a time.
func isASCII(s string) bool {
	for ; len(s) >= 8; s = s[8:] {
		if binary.LittleEndian.Uint64([]byte(s[:8]))&0x8080808080808080 != 0 {
			return false
		}
	}
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

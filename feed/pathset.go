package feed

import (
	"encoding/binary"
	"hash/maphash"
	"strings"
	"sync"
)

// PathSet finds out at a glance whether paths can all be in one folder: none is another
// but for case, and none would have to be a folder on the way to another. Where they
// cannot, [Claims] tells which.
type PathSet struct {
	files   []uint64
	folders *hashSet
	fill    sync.Once
	set     *hashSet // of files, once it is needed
	list    nameList
}

// NewPathSet returns PathSet for about that many paths.
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

// Beside reports whether a path has room beside all that were added. It may say no where
// it has. It is safe for several goroutines, once all have been added.
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

// Apart reports whether all paths have room beside one another. It may say no where
// they have.
func (p *PathSet) Consistent() bool {
	files := newHashSet(len(p.files))
	for _, h := range p.files {
		if !files.addHash(h) || p.folders.slots[p.folders.slot(h)] == h {
			return false
		}
	}
	return true
}

// few are some paths or addresses, to be told at a glance from a hundred thousand others.
type nameList struct {
	names []string
	many  bool // more than that, or not in ASCII
}

func (f *nameList) add(name string) {
	const some = 32
	if f.many = f.many || len(f.names) == some || !isASCII(name); !f.many {
		f.names = append(f.names, name)
	}
}

// unlike reports whether a name is none of them, and neither begins with the other, but for
// case. It may say no where that is so. Only the last letters that would have to be the
// same are looked at, before the index.html at the end of most.
func (f *nameList) differs(name string) bool {
	const end, probe = len("/index.html"), 8
	if f.many {
		return false
	}
	for _, other := range f.names {
		n := min(len(name), len(other)) - end
		if n < probe || lower8(name[n-probe:n]) == lower8(other[n-probe:n]) {
			return false
		}
	}
	return isASCII(name) // whose case changes no letter's place
}

// lower8 is eight letters without their case; others may become the same too.
func lower8(s string) uint64 {
	return binary.LittleEndian.Uint64([]byte(s)) | 0x2020202020202020
}

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

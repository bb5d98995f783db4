package feed

import (
	"encoding/binary"
	"hash/maphash"
	"strings"
	"sync"
)

// Places finds out at a glance whether paths can all be in one folder: none is another
// but for case, and none would have to be a folder on the way to another. Where they
// cannot, [Claims] tells which.
type Places struct {
	files   []uint64
	folders *hashes
	fill    sync.Once
	set     *hashes // of files, once it is needed
	few     few
}

// NewPlaces returns Places for about that many paths.
func NewPlaces(n int) *Places {
	return &Places{files: make([]uint64, 0, n), folders: newHashes(2 * n)}
}

// Add adds a path.
func (p *Places) Add(name string) {
	p.few.add(name)
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
func (p *Places) Beside(name string) bool {
	if p.few.unlike(name) {
		return true
	}
	p.fill.Do(func() {
		p.set = newHashes(len(p.files))
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
func (p *Places) Apart() bool {
	files := newHashes(len(p.files))
	for _, h := range p.files {
		if !files.addHash(h) || p.folders.slots[p.folders.slot(h)] == h {
			return false
		}
	}
	return true
}

// few are some paths or addresses, to be told at a glance from a hundred thousand others.
type few struct {
	names []string
	many  bool // more than that, or not in ASCII
}

func (f *few) add(name string) {
	const some = 32
	if f.many = f.many || len(f.names) == some || !ascii(name); !f.many {
		f.names = append(f.names, name)
	}
}

// unlike reports whether a name is none of them, and neither begins with the other, but for
// case. It may say no where that is so. Only the last letters that would have to be the
// same are looked at, before the index.html at the end of most.
func (f *few) unlike(name string) bool {
	const end, probe = len("/index.html"), 8
	if f.many {
		return false
	}
	for _, other := range f.names {
		n := min(len(name), len(other)) - end
		if n < probe || fold8(name[n-probe:n]) == fold8(other[n-probe:n]) {
			return false
		}
	}
	return ascii(name) // whose case changes no letter's place
}

// fold8 is eight letters without their case; others may become the same too.
func fold8(s string) uint64 {
	return binary.LittleEndian.Uint64([]byte(s)) | 0x2020202020202020
}

func ascii(s string) bool {
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

package feed

import (
	"encoding/binary"
	"hash/maphash"
	"strings"
	"sync"
)

// seed makes hashes that mean something within this process alone.
var seed = maphash.MakeSeed()

// hashes is a set of hashes of strings: what is not in it was never added, and what is
// in it was, as far as a hash of 64 bits can tell. It grows as it has to.
type hashes struct {
	slots []uint64
	shift int
	n     int
}

func newHashes(n int) *hashes {
	size, bits := 16, 4
	for size < 2*n {
		size, bits = 2*size, bits+1
	}
	return &hashes{slots: make([]uint64, size), shift: 64 - bits}
}

// slot finds where a hash is, or would be.
func (s *hashes) slot(h uint64) int {
	i := int(h >> s.shift)
	for s.slots[i] != 0 && s.slots[i] != h {
		i = (i + 1) & (len(s.slots) - 1)
	}
	return i
}

// add adds a string, and reports whether it is new.
func (s *hashes) add(name string) bool { return s.addHash(maphash.String(seed, name) | 1) }

func (s *hashes) has(name string) bool { return s.slots[s.slot(maphash.String(seed, name)|1)] != 0 }

func (s *hashes) addHash(h uint64) bool {
	i := s.slot(h)
	if s.slots[i] == h {
		return false
	}
	s.slots[i] = h
	if s.n++; 2*s.n > len(s.slots) {
		wider := newHashes(len(s.slots))
		for _, h := range s.slots {
			if h != 0 {
				wider.slots[wider.slot(h)] = h
			}
		}
		s.slots, s.shift = wider.slots, wider.shift
	}
	return true
}

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

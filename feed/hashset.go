package feed

import "hash/maphash"

// seed makes hashSet that mean something within this process alone.
var seed = maphash.MakeSeed()

// hashSet is a set of hashes of strings: what is not in it was never added, and what is
// in it was, as far as a hash of 64 bits can tell. It grows as it has to.
type hashSet struct {
	slots []uint64
	shift int
	n     int
}

func newHashSet(n int) *hashSet {
	size, bits := 16, 4
	for size < 2*n {
		size, bits = 2*size, bits+1
	}
	return &hashSet{slots: make([]uint64, size), shift: 64 - bits}
}

// slot finds where a hash is, or would be.
func (s *hashSet) slot(h uint64) int {
	i := int(h >> s.shift)
	for s.slots[i] != 0 && s.slots[i] != h {
		i = (i + 1) & (len(s.slots) - 1)
	}
	return i
}

// add adds a string, and reports whether it is new.
func (s *hashSet) add(name string) bool { return s.addHash(maphash.String(seed, name) | 1) }

func (s *hashSet) has(name string) bool { return s.slots[s.slot(maphash.String(seed, name)|1)] != 0 }

func (s *hashSet) addHash(h uint64) bool {
	i := s.slot(h)
	if s.slots[i] == h {
		return false
	}
	s.slots[i] = h
	if s.n++; 2*s.n > len(s.slots) {
		wider := newHashSet(len(s.slots))
		for _, h := range s.slots {
			if h != 0 {
				wider.slots[wider.slot(h)] = h
			}
		}
		s.slots, s.shift = wider.slots, wider.shift
	}
	return true
}

package feed

import "hash/maphash"

// seed is the seed of all hashes of this file and of [Counts]. It differs between processes: the hashes
// must not be stored.
var seed = maphash.MakeSeed()

// hashSet is a set of 64-bit hashes of strings, an open-addressing table that grows when it is half
// full. A string that was never added may be reported as present if its hash collides, which is
// improbable; one that was added is always reported.
type hashSet struct {
	slots []uint64 // 0 is an empty slot
	shift int      // the first slot for a hash h is h >> shift, its upper bits
	n     int      // hashes in the set
}

// newHashSet returns an empty set with room for n strings.
func newHashSet(n int) *hashSet {
	size, bits := 16, 4
	for size < 2*n {
		size, bits = 2*size, bits+1
	}
	return &hashSet{slots: make([]uint64, size), shift: 64 - bits}
}

// slot returns the index of the slot that has a hash, or of the empty slot for it.
func (s *hashSet) slot(h uint64) int {
	i := int(h >> s.shift)
	for s.slots[i] != 0 && s.slots[i] != h {
		i = (i + 1) & (len(s.slots) - 1)
	}
	return i
}

// add adds a string, and reports whether it was absent. The lowest bit of each hash is set, so that
// none is zero.
func (s *hashSet) add(name string) bool { return s.addHash(maphash.String(seed, name) | 1) }

// has reports whether a string is in the set.
func (s *hashSet) has(name string) bool { return s.slots[s.slot(maphash.String(seed, name)|1)] != 0 }

// addHash adds a hash, and reports whether it was absent.
func (s *hashSet) addHash(h uint64) bool {
	i := s.slot(h)
	if s.slots[i] == h {
		return false
	}
	s.slots[i] = h
	s.n++
	if 2*s.n > len(s.slots) {
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

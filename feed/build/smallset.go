package build

import "slices"

// smallSet is a set. Up to 8 elements are in a slice, in which a search is faster than in a map: most
// sets are that small, and each is searched once per article. The zero value is empty.
type smallSet[K comparable] struct {
	few  []K
	many map[K]bool // nil while all elements are in few
}

func (s *smallSet[K]) add(element K) {
	const maxFew = 8
	switch {
	case s.has(element):
	case s.many != nil:
		s.many[element] = true
	case len(s.few) < maxFew:
		s.few = append(s.few, element)
	default:
		s.many = map[K]bool{element: true}
		for _, e := range s.few {
			s.many[e] = true
		}
	}
}

func (s *smallSet[K]) has(element K) bool {
	if s.many != nil {
		return s.many[element]
	}
	return slices.Contains(s.few, element)
}

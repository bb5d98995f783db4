package build

import (
	"slices"
)

// among is a set. Of a few, as most are, no hash is made to ask it.
type smallSet[K comparable] struct {
	few  []K
	many map[K]bool
}

func (s *smallSet[K]) add(name K) {
	const few = 8
	switch {
	case s.has(name):
	case s.many != nil:
		s.many[name] = true
	case len(s.few) < few:
		s.few = append(s.few, name)
	default:
		s.many = map[K]bool{name: true}
		for _, name := range s.few {
			s.many[name] = true
		}
	}
}

func (s *smallSet[K]) has(name K) bool {
	if s.many != nil {
		return s.many[name]
	}
	return slices.Contains(s.few, name)
}

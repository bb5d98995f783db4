package feed

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// Shelves are articles by the values of the kinds that a site makes feeds of: by tag, by
// author, by section, by language. One pass finds them all, however many there are.
type Shelves struct {
	site *Site
	all  map[shelfKey]*Shelf
}

type shelfKey struct {
	kind  Kind
	value string // in lower case
}

// Shelf is what is known of one value.
type Shelf struct {
	// Spelled is how articles spell the value, the first in the order of the alphabet.
	Spelled string
	// Articles are places in the list of all, in its order, but for those that are in no
	// feed.
	Articles []int32
}

// Shelve sorts articles into shelves.
func Shelve(s *Site, articles []*Article) *Shelves {
	const least = 10_000 // articles that are worth a part of their own
	var mu sync.Mutex
	parts := map[int]*Shelves{} // by where they begin
	Parts(len(articles), least, func(from, to int) {
		part := shelve(s, articles, from, to)
		mu.Lock()
		defer mu.Unlock()
		parts[from] = part
	})
	whole := parts[0]
	for _, from := range slices.Sorted(maps.Keys(parts))[1:] {
		for key, shelf := range parts[from].all {
			of := whole.at(key, shelf.Spelled)
			of.Articles = append(of.Articles, shelf.Articles...)
		}
	}
	return whole
}

// shelve sorts a part of the articles.
func shelve(s *Site, articles []*Article, from, to int) *Shelves {
	shelves := &Shelves{site: s, all: map[shelfKey]*Shelf{}}
	met := make([]map[string]*Shelf, len(s.Each)) // by value as it is written
	for i := range met {
		met[i] = map[string]*Shelf{}
	}
	for i := from; i < to; i++ {
		a := articles[i]
		for k, kind := range s.Each {
			for value := range kind.Values(s, a) {
				shelf := met[k][value]
				if shelf == nil {
					shelf = shelves.at(shelfKey{kind, strings.ToLower(value)}, value)
					met[k][value] = shelf
				}
				if n := len(shelf.Articles); !a.NoFeed && (n == 0 || shelf.Articles[n-1] != int32(i)) { // not twice, in two spellings
					shelf.Articles = append(shelf.Articles, int32(i))
				}
			}
		}
	}
	return shelves
}

// at finds the shelf of a value that has a spelling more, or puts one up.
func (s *Shelves) at(key shelfKey, spelled string) *Shelf {
	shelf := s.all[key]
	if shelf == nil {
		shelf = &Shelf{Spelled: spelled}
		s.all[key] = shelf
	}
	shelf.Spelled = min(shelf.Spelled, spelled)
	return shelf
}

// Of is the shelf of a value, in any spelling: an empty one where there is none.
func (s *Shelves) Of(kind Kind, value string) Shelf {
	if shelf := s.all[shelfKey{kind, strings.ToLower(value)}]; shelf != nil {
		return *shelf
	}
	return Shelf{}
}

// values are those of a kind, by their folded form.
func (s *Shelves) values(kind Kind) map[string]string {
	values := map[string]string{}
	for key, shelf := range s.all {
		if key.kind == kind {
			values[key.value] = shelf.Spelled
		}
	}
	return values
}

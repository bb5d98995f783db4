package feed

import (
	"cmp"
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
	// Articles are ranks in the list of all, in its order, but for those that are in no feed.
	// A rank is how many articles come after it there: what comes to the front, as the
	// youngest does, leaves the others theirs.
	Articles []int32
	// spellings are how many articles spell it so, those in no feed among them.
	spellings map[string]int
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
			for spelled, n := range shelf.spellings {
				whole.at(key).spell(spelled, n)
			}
			of := whole.at(key)
			of.Articles = append(of.Articles, shelf.Articles...)
		}
	}
	return whole
}

// shelve sorts a part of the articles.
func shelve(s *Site, articles []*Article, from, to int) *Shelves {
	shelves := &Shelves{site: s, all: map[shelfKey]*Shelf{}}
	type spelling struct {
		shelf *Shelf
		n     int
	}
	met := make([]map[string]*spelling, len(s.Each)) // by value as it is written
	for i := range met {
		met[i] = map[string]*spelling{}
	}
	for i := from; i < to; i++ {
		a, rank := articles[i], int32(len(articles)-1-i)
		for k, kind := range s.Each {
			for value := range kind.Values(s, a) {
				as := met[k][value]
				if as == nil {
					as = &spelling{shelf: shelves.at(shelfKey{kind, strings.ToLower(value)})}
					met[k][value] = as
				}
				as.n++
				shelf := as.shelf
				if n := len(shelf.Articles); !a.NoFeed && (n == 0 || shelf.Articles[n-1] != rank) { // not twice, in two spellings
					shelf.Articles = append(shelf.Articles, rank)
				}
			}
		}
	}
	for _, values := range met {
		for value, as := range values {
			as.shelf.spell(value, as.n)
		}
	}
	return shelves
}

// Insert puts an article on its shelves that has a rank in the list of all by now.
func (s *Shelves) Insert(rank int, a *Article) {
	for _, shelf := range s.all {
		for i := 0; i < len(shelf.Articles) && shelf.Articles[i] >= int32(rank); i++ {
			shelf.Articles[i]++
		}
	}
	for _, kind := range s.site.Each {
		for value := range kind.Values(s.site, a) {
			shelf := s.at(shelfKey{kind, strings.ToLower(value)})
			shelf.spell(value, 1)
			if i, there := shelf.find(rank); !there && !a.NoFeed {
				shelf.Articles = slices.Insert(shelf.Articles, i, int32(rank))
			}
		}
	}
}

// Remove takes an article from its shelves that had a rank in the list of all.
func (s *Shelves) Remove(rank int, a *Article) {
	for _, shelf := range s.all {
		i := 0
		for ; i < len(shelf.Articles) && shelf.Articles[i] > int32(rank); i++ {
			shelf.Articles[i]--
		}
		if i < len(shelf.Articles) && shelf.Articles[i] == int32(rank) {
			shelf.Articles = slices.Delete(shelf.Articles, i, i+1)
		}
	}
	for _, kind := range s.site.Each {
		for value := range kind.Values(s.site, a) {
			key := shelfKey{kind, strings.ToLower(value)}
			if shelf := s.at(key); shelf.spell(value, -1) == 0 {
				delete(s.all, key)
			}
		}
	}
}

// find looks up where on the shelf a rank is, or would be.
func (s *Shelf) find(rank int) (i int, there bool) {
	return slices.BinarySearchFunc(s.Articles, int32(rank), func(a, b int32) int { return cmp.Compare(b, a) })
}

// at finds the shelf of a value, or puts one up.
func (s *Shelves) at(key shelfKey) *Shelf {
	shelf := s.all[key]
	if shelf == nil {
		shelf = &Shelf{spellings: map[string]int{}}
		s.all[key] = shelf
	}
	return shelf
}

// spell counts articles that spell the value in a way, more or fewer, and returns in how
// many ways it is spelled then.
func (s *Shelf) spell(value string, n int) (ways int) {
	if s.spellings[value] += n; s.spellings[value] == 0 {
		delete(s.spellings, value)
	}
	s.Spelled = ""
	for spelled := range s.spellings {
		if s.Spelled == "" || spelled < s.Spelled {
			s.Spelled = spelled
		}
	}
	return len(s.spellings)
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

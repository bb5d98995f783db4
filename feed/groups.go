package feed

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
)

// Groups are articles by the values of the kinds that a site makes feeds of: by tag, by
// author, by section, by language. One pass finds them all, however many there are.
type Groups struct {
	site *Site
	all  map[groupKey]*Group
}

type groupKey struct {
	kind  Kind
	value string // in lower case
}

// Group is what is known of one value.
type Group struct {
	// Spelled is how articles spell the value, the first in the order of the alphabet.
	Spelled string
	// Articles are ranks in the list of all, in its order, but for those that are in no feed.
	// A rank is how many articles come after it there: what comes to the front, as the
	// youngest does, leaves the others theirs.
	Articles []int32
	// spellings are how many articles spell it so, those in no feed among them.
	spellings map[string]int
}

// Shelve sorts articles into groups.
func NewGroups(s *Site, articles []*Article) *Groups {
	const least = 10_000 // articles that are worth a part of their own
	var mu sync.Mutex
	parts := map[int]*Groups{} // by where they begin
	Parallel(len(articles), least, func(from, to int) {
		part := groupRange(s, articles, from, to)
		mu.Lock()
		defer mu.Unlock()
		parts[from] = part
	})
	whole := parts[0]
	for _, from := range slices.Sorted(maps.Keys(parts))[1:] {
		for key, group := range parts[from].all {
			for spelled, n := range group.spellings {
				whole.at(key).spell(spelled, n)
			}
			of := whole.at(key)
			of.Articles = append(of.Articles, group.Articles...)
		}
	}
	return whole
}

// shelve sorts a part of the articles.
func groupRange(s *Site, articles []*Article, from, to int) *Groups {
	groups := &Groups{site: s, all: map[groupKey]*Group{}}
	type spelling struct {
		group *Group
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
					as = &spelling{group: groups.at(groupKey{kind, strings.ToLower(value)})}
					met[k][value] = as
				}
				as.n++
				group := as.group
				if n := len(group.Articles); !a.NoFeed && (n == 0 || group.Articles[n-1] != rank) { // not twice, in two spellings
					group.Articles = append(group.Articles, rank)
				}
			}
		}
	}
	for _, values := range met {
		for value, as := range values {
			as.group.spell(value, as.n)
		}
	}
	return groups
}

// Insert puts an article on its groups that has a rank in the list of all by now.
func (s *Groups) Insert(rank int, a *Article) {
	for _, group := range s.all {
		for i := 0; i < len(group.Articles) && group.Articles[i] >= int32(rank); i++ {
			group.Articles[i]++
		}
	}
	for _, kind := range s.site.Each {
		for value := range kind.Values(s.site, a) {
			group := s.at(groupKey{kind, strings.ToLower(value)})
			group.spell(value, 1)
			if i, there := group.find(rank); !there && !a.NoFeed {
				group.Articles = slices.Insert(group.Articles, i, int32(rank))
			}
		}
	}
}

// Remove takes an article from its groups that had a rank in the list of all.
func (s *Groups) Remove(rank int, a *Article) {
	for _, group := range s.all {
		i := 0
		for ; i < len(group.Articles) && group.Articles[i] > int32(rank); i++ {
			group.Articles[i]--
		}
		if i < len(group.Articles) && group.Articles[i] == int32(rank) {
			group.Articles = slices.Delete(group.Articles, i, i+1)
		}
	}
	for _, kind := range s.site.Each {
		for value := range kind.Values(s.site, a) {
			key := groupKey{kind, strings.ToLower(value)}
			if group := s.at(key); group.spell(value, -1) == 0 {
				delete(s.all, key)
			}
		}
	}
}

// find looks up where on the group a rank is, or would be.
func (s *Group) find(rank int) (i int, there bool) {
	return slices.BinarySearchFunc(s.Articles, int32(rank), func(a, b int32) int { return cmp.Compare(b, a) })
}

// at finds the group of a value, or puts one up.
func (s *Groups) at(key groupKey) *Group {
	group := s.all[key]
	if group == nil {
		group = &Group{spellings: map[string]int{}}
		s.all[key] = group
	}
	return group
}

// spell counts articles that spell the value in a way, more or fewer, and returns in how
// many ways it is spelled then.
func (s *Group) spell(value string, n int) (ways int) {
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

// Of is the group of a value, in any spelling: an empty one where there is none.
func (s *Groups) Get(kind Kind, value string) Group {
	if group := s.all[groupKey{kind, strings.ToLower(value)}]; group != nil {
		return *group
	}
	return Group{}
}

// values are those of a kind, by their folded form.
func (s *Groups) values(kind Kind) map[string]string {
	values := map[string]string{}
	for key, group := range s.all {
		if key.kind == kind {
			values[key.value] = group.Spelled
		}
	}
	return values
}

package feed

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
)

// Groups indexes articles by the values for which a site has feeds: by tag, author, section and
// language. One pass over the articles finds the groups of all values.
type Groups struct {
	site *Site
	all  map[groupKey]*Group
}

type groupKey struct {
	kind  Kind
	value string // in lower case, so that spellings that differ in case are one group
}

// Group is the set of articles with one value.
type Group struct {
	// Spelled is the spelling of the value that is first in byte order.
	Spelled string
	// Articles holds the articles that are in feeds, in the order of the whole list, as ranks in it.
	// A rank is the number of articles that come after the article: an insertion at the front,
	// where new articles go, leaves all other ranks as they are.
	Articles []int32
	// spellings counts the articles that have each spelling, including those that are in no feed.
	spellings map[string]int
}

// NewGroups indexes articles. A long list is split into ranges that are indexed in parallel.
func NewGroups(s *Site, articles []*Meta) *Groups {
	const least = 10_000 // articles for which a goroutine pays off
	var mu sync.Mutex
	ranges := map[int]*Groups{} // by their first index
	Parallel(len(articles), least, func(from, to int) {
		groups := groupRange(s, articles, from, to)
		mu.Lock()
		defer mu.Unlock()
		ranges[from] = groups
	})
	whole := ranges[0]
	for _, from := range slices.Sorted(maps.Keys(ranges))[1:] {
		for key, group := range ranges[from].all {
			merged := whole.getOrAdd(key)
			for spelled, n := range group.spellings {
				merged.addSpelling(spelled, n)
			}
			merged.Articles = append(merged.Articles, group.Articles...)
		}
	}
	return whole
}

// groupRange indexes the articles from an index to another. The values of these articles are looked up
// by their exact spelling first, which spares most conversions to lower case.
func groupRange(s *Site, articles []*Meta, from, to int) *Groups {
	groups := &Groups{site: s, all: map[groupKey]*Group{}}
	type spelling struct {
		group *Group
		n     int
	}
	seen := make([]map[string]*spelling, len(s.Each)) // by kind, then by exact spelling
	for i := range seen {
		seen[i] = map[string]*spelling{}
	}
	for i := from; i < to; i++ {
		a, rank := articles[i], int32(len(articles)-1-i)
		for k, kind := range s.Each {
			for value := range kind.Values(s, a) {
				as := seen[k][value]
				if as == nil {
					as = &spelling{group: groups.getOrAdd(groupKey{kind, strings.ToLower(value)})}
					seen[k][value] = as
				}
				as.n++
				group := as.group
				if n := len(group.Articles); !a.NoFeed && (n == 0 || group.Articles[n-1] != rank) { // not twice, if it has two spellings
					group.Articles = append(group.Articles, rank)
				}
			}
		}
	}
	for _, values := range seen {
		for value, as := range values {
			as.group.addSpelling(value, as.n)
		}
	}
	return groups
}

// Insert adds an article that has been inserted into the whole list, with its rank there.
func (s *Groups) Insert(rank int, a *Meta) {
	for _, group := range s.all {
		for i := 0; i < len(group.Articles) && group.Articles[i] >= int32(rank); i++ {
			group.Articles[i]++
		}
	}
	for _, kind := range s.site.Each {
		for value := range kind.Values(s.site, a) {
			group := s.getOrAdd(groupKey{kind, strings.ToLower(value)})
			group.addSpelling(value, 1)
			if i, found := group.find(rank); !found && !a.NoFeed {
				group.Articles = slices.Insert(group.Articles, i, int32(rank))
			}
		}
	}
}

// Remove removes an article that had the given rank in the whole list. A group without articles is
// removed too.
func (s *Groups) Remove(rank int, a *Meta) {
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
			if s.getOrAdd(key).addSpelling(value, -1) == 0 {
				delete(s.all, key)
			}
		}
	}
}

// find returns the index of a rank in Articles, or the index at which it would be inserted.
func (s *Group) find(rank int) (i int, found bool) {
	return slices.BinarySearchFunc(s.Articles, int32(rank), func(a, b int32) int { return cmp.Compare(b, a) })
}

// getOrAdd returns the group of a value, and adds an empty one if there is none.
func (s *Groups) getOrAdd(key groupKey) *Group {
	group := s.all[key]
	if group == nil {
		group = &Group{spellings: map[string]int{}}
		s.all[key] = group
	}
	return group
}

// addSpelling adds n, which may be negative, to the number of articles that have a spelling. It returns
// the number of different spellings.
func (s *Group) addSpelling(value string, n int) (spellings int) {
	s.spellings[value] += n
	if s.spellings[value] == 0 {
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

// Get returns the group of a value, in any spelling, or the zero value if there is none.
func (s *Groups) Get(kind Kind, value string) Group {
	if group := s.all[groupKey{kind, strings.ToLower(value)}]; group != nil {
		return *group
	}
	return Group{}
}

// values returns the values of a kind in their spelling, by lower case.
func (s *Groups) values(kind Kind) map[string]string {
	values := map[string]string{}
	for key, group := range s.all {
		if key.kind == kind {
			values[key.value] = group.Spelled
		}
	}
	return values
}

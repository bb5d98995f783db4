package publish

import (
	"cmp"
	"slices"
	"strings"

	"fil/feed"
)

// group is the articles that a definition chooses: as many as a feed may need, in
// order, and how many there are.
type group struct {
	articles []*feed.Article
	count    int
	episodes bool
	// shelf are all of them, the newest first; nil where nobody has asked yet.
	shelf []*feed.Article
	of    feed.Definition // that chooses them
	feed  *feed.Feed      // that is made of them
	// files are those of dist that are made of them, with their keys; twin says that the
	// page that the feed stands for is among them.
	files []file
	keys  map[string]Key
	twin  bool
}

type groupKey struct {
	kind  feed.Kind
	value string // in lower case
}

func keyOfGroup(d feed.Definition) groupKey { return groupKey{d.Kind, strings.ToLower(d.Value)} }

// newGroup is the group of so many articles, which are among all.
func newGroup(s *feed.Site, articles []*feed.Article, count int, all []*feed.Article) *group {
	episodes := s.Podcast != nil && slices.ContainsFunc(all, func(a *feed.Article) bool { return a.HasMedia })
	return &group{articles: articles, count: count, episodes: episodes}
}

// chosen is the group of a single definition, whole.
func chosen(s *feed.Site, d feed.Definition, ordered []*feed.Article) *group {
	f := feed.Compose(s, d, ordered)
	return &group{articles: f.Articles, count: len(f.Articles), episodes: f.Podcast != nil}
}

// group finds the articles of a tag, author, section or language that its feed may need:
// those that came last.
func (p *planner) group(d feed.Definition) *group {
	key := keyOfGroup(d)
	if p.untouched(d) {
		g := p.in.Memo.groups[key]
		g.files, g.twin = nil, false
		p.Memo.groups[key], p.Memo.periods[d.Path] = g, p.in.Memo.periods[d.Path]
		return g
	}
	ranks, s := p.shelves.Of(d.Kind, d.Value).Articles, p.in.Site
	episodes := s.Podcast != nil && slices.ContainsFunc(ranks, func(rank int32) bool { return p.order.at(rank).HasMedia })
	room := len(ranks)
	if s.Feed.Limit < room && !episodes {
		room = s.Feed.Limit + 1
	}
	g := &group{articles: p.onShelf(lastOf(ranks, p.came, room)), count: len(ranks), episodes: episodes, of: d, keys: map[string]Key{}}
	p.Memo.groups[key] = g
	return g
}

// lastOf is those ranks of a shelf that came last, as many as there is room for, the last
// first. Those that came at one time are in the order of the shelf, as they are in feeds.
func lastOf(shelf []int32, came []int64, room int) []int32 {
	const few = 100 // of which the others are told by a glance at the last
	if room > few {
		all := slices.Clone(shelf)
		slices.SortStableFunc(all, func(a, b int32) int { return cmp.Compare(came[b], came[a]) })
		return all[:room]
	}
	last := make([]int32, 0, room+1)
	for _, at := range shelf {
		if len(last) == room {
			if came[at] <= came[last[room-1]] {
				continue
			}
			last = last[:room-1]
		}
		i := len(last)
		for i > 0 && came[last[i-1]] < came[at] {
			i--
		}
		last = slices.Insert(last, i, at)
	}
	return last
}

// shelf is all the articles that a feed chooses, the newest first.
func (p *planner) shelf(d feed.Definition) []*feed.Article {
	if !slices.Contains(p.in.Site.Each, d.Kind) {
		return chosen(p.in.Site, d, p.live).articles
	}
	g := p.Memo.groups[keyOfGroup(d)]
	if g == nil {
		return nil
	}
	if g.shelf == nil {
		g.shelf = p.onShelf(p.shelves.Of(d.Kind, d.Value).Articles)
	}
	return g.shelf
}

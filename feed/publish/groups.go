package publish

import (
	"cmp"
	"slices"
	"strings"

	"fil/feed"
)

// group is the articles that one definition chooses. Memo has those of the definitions that
// feed.Site.Each makes (a tag, author, section or language); for others only articles, count and
// episodes are set.
type group struct {
	definition feed.Definition
	// articles are as many as the feed may need, the last to come into the site's feed first.
	articles []*feed.Meta
	// count is how many the definition chooses.
	count int
	// episodes says that the feed is a podcast: the site is one, and an article has media.
	episodes bool
	// all are the articles that the definition chooses, the newest first; nil until allArticles is
	// called.
	all []*feed.Meta
	// feed is made of them. files are the files of dist made of them, with their keys in keys, and
	// hasPage says that the page of the feed is among them.
	feed    document
	files   []file
	keys    map[string]Key
	hasPage bool
}

// groupKey identifies a tag, author, section or language.
type groupKey struct {
	kind  feed.Kind
	value string // in lower case
}

func keyOfGroup(d feed.Definition) groupKey { return groupKey{d.Kind, strings.ToLower(d.Value)} }

// wholeGroup returns the group of all articles in feeds, which are in order of their arrival.
func wholeGroup(s *feed.Site, articles []*feed.Meta) *group {
	episodes := s.Podcast != nil && slices.ContainsFunc(articles, func(a *feed.Meta) bool { return a.HasMedia })
	return &group{articles: articles, count: len(articles), episodes: episodes}
}

// chosen returns the group of a definition by testing all articles, which are in order. It is for
// definitions that have no list in order.byValue.
func chosen(s *feed.Site, d feed.Definition, ordered []*feed.Meta) *group {
	return wholeGroup(s, feed.Choose(s, d, ordered))
}

// group returns the group of a tag, author, section or language: the last plan's, if no article in it
// has changed.
func (p *planner) group(d feed.Definition) *group {
	key := keyOfGroup(d)
	if p.unchanged(d) {
		g := p.in.Memo.groups[key]
		g.files, g.hasPage = nil, false
		p.Memo.groups[key], p.Memo.periods[d.Path] = g, p.in.Memo.periods[d.Path]
		return g
	}
	ranks, s := p.byValue.Get(d.Kind, d.Value).Articles, p.in.Site
	episodes := s.Podcast != nil && slices.ContainsFunc(ranks, func(rank int32) bool { return p.order.articleAt(rank).HasMedia })
	n := len(ranks)
	if s.Feed.Limit < n && !episodes {
		n = s.Feed.Limit + 1
	}
	g := &group{definition: d, articles: p.articlesAt(newestRanks(ranks, p.arrivals, n)), count: len(ranks), episodes: episodes, keys: map[string]Key{}}
	p.Memo.groups[key] = g
	return g
}

// newestRanks returns the n ranks of articles that came last, by arrivals (indexed by rank), the last
// first. Ranks with equal arrivals are in the order that they have in ranks. There must be n ranks.
func newestRanks(ranks []int32, arrivals []int64, n int) []int32 {
	const few = 100 // up to which an insertion sort of the n newest is quicker than sorting all
	if n > few {
		all := slices.Clone(ranks)
		slices.SortStableFunc(all, func(a, b int32) int { return cmp.Compare(arrivals[b], arrivals[a]) })
		return all[:n]
	}
	newest := make([]int32, 0, n+1)
	for _, rank := range ranks {
		if len(newest) == n {
			if arrivals[rank] <= arrivals[newest[n-1]] { // most end here
				continue
			}
			newest = newest[:n-1]
		}
		i := len(newest)
		for i > 0 && arrivals[newest[i-1]] < arrivals[rank] {
			i--
		}
		newest = slices.Insert(newest, i, rank)
	}
	return newest
}

// allArticles returns all the articles that a feed chooses, the newest first.
func (p *planner) allArticles(d feed.Definition) []*feed.Meta {
	if !slices.Contains(p.in.Site.Each, d.Kind) {
		return chosen(p.in.Site, d, p.live).articles
	}
	g := p.Memo.groups[keyOfGroup(d)]
	if g == nil {
		return nil
	}
	if g.all == nil {
		g.all = p.articlesAt(p.byValue.Get(d.Kind, d.Value).Articles)
	}
	return g.all
}

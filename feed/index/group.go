package index

import (
	"maps"
	"slices"
	"time"

	"github.com/tidwall/btree"

	"fil/feed"
)

// Group is the live articles that one feed chooses, in the orders in which its pages and documents show
// them.
type Group struct {
	zone      *time.Location
	byDate    *btree.BTreeG[*feed.Meta] // the newest first
	byArrival *btree.BTreeG[arrival]    // the last to come first
	// months sums up articles by the month of their publication, and days by the day on which they
	// came; days is nil for a feed without archives.
	months, days *btree.Map[int, Tally]
	media        int // how many have audio or video
	// spellings counts the articles that have each spelling of the value, also those in no feed.
	spellings map[string]int
	// entered has the times at which articles came into a feed with archives of its own, by ID; nil for
	// other feeds, which go by [feed.Meta.Came].
	entered *btree.Map[string, time.Time]
}

// arrival is an article, and when it came into a feed.
type arrival struct {
	at time.Time
	*feed.Meta
}

func newGroup(s *feed.Site, archive bool, entered *btree.Map[string, time.Time]) *Group {
	g := &Group{zone: s.TimeZone, months: btree.NewMap[int, Tally](0), entered: entered,
		byDate: newTree(func(a, b *feed.Meta) bool { return feed.ByDate(a, b) < 0 }),
		byArrival: newTree(func(a, b arrival) bool {
			if c := b.at.Compare(a.at); c != 0 {
				return c < 0
			}
			return feed.ByDate(a.Meta, b.Meta) < 0
		})}
	if archive {
		g.days = btree.NewMap[int, Tally](0)
	}
	return g
}

// copy returns a copy, which shares with the group all that neither changes.
func (g *Group) copy() *Group {
	c := *g
	c.byDate, c.byArrival, c.months, c.spellings = g.byDate.Copy(), g.byArrival.Copy(), g.months.Copy(), maps.Clone(g.spellings)
	if g.days != nil {
		c.days = g.days.Copy()
	}
	if g.entered != nil {
		c.entered = g.entered.Copy()
	}
	return &c
}

// add adds articles that are sorted by date. arrivals says when they came, if the feed has times of its
// own.
func (g *Group) add(articles []*feed.Meta, arrivals feed.Arrivals) {
	all := make([]arrival, len(articles))
	for i, a := range articles {
		if g.entered != nil {
			g.entered.Set(a.ID, arrivals[a.ID])
		}
		all[i] = arrival{g.cameAt(a), a}
		g.byDate.Load(a)
		g.tally(a, 1)
	}
	slices.SortStableFunc(all, func(a, b arrival) int { return b.at.Compare(a.at) })
	for _, a := range all {
		g.byArrival.Load(a)
	}
}

// remove removes an article.
func (g *Group) remove(a *feed.Meta) {
	g.byDate.Delete(a)
	g.byArrival.Delete(arrival{g.cameAt(a), a})
	g.tally(a, -1)
}

// tally adds an article n times to the sums.
func (g *Group) tally(a *feed.Meta, n int) {
	if a.HasMedia {
		g.media += n
	}
	change := func(m *btree.Map[int, Tally], key int, t Tally) {
		sum, _ := m.Get(key)
		sum = sum.plus(t, n)
		if sum.N == 0 {
			m.Delete(key)
		} else {
			m.Set(key, sum)
		}
	}
	change(g.months, monthOf(a.Published, g.zone), tallyOf(a, time.Time{}))
	if g.days != nil {
		at := g.cameAt(a)
		change(g.days, dayOf(at, g.zone), tallyOf(a, at))
	}
}

// cameAt returns when an article came into the feed.
func (g *Group) cameAt(a *feed.Meta) time.Time {
	at := a.Came
	if g.entered != nil {
		at, _ = g.entered.Get(a.ID)
	}
	if at.IsZero() {
		return a.Published
	}
	return at
}

// spell counts n articles more that have a spelling of the value.
func (g *Group) spell(spelled string, n int) {
	if spelled == "" {
		return
	}
	if g.spellings == nil {
		g.spellings = map[string]int{}
	}
	g.spellings[spelled] += n
	if g.spellings[spelled] == 0 {
		delete(g.spellings, spelled)
	}
}

// isEmpty reports whether no article has the value.
func (g *Group) isEmpty() bool { return g.spellings != nil && len(g.spellings) == 0 }

// spelled returns the spelling of the value that is first in byte order.
func (g *Group) spelled() (first string) {
	for spelled := range g.spellings {
		if first == "" || spelled < first {
			first = spelled
		}
	}
	return first
}

// Len returns the number of articles.
func (g *Group) Len() int { return g.byDate.Len() }

// Media returns the number of articles that have audio or video.
func (g *Group) Media() int { return g.media }

// Newest returns the first n articles by date, or all if there are fewer.
func (g *Group) Newest(n int) []*feed.Meta {
	articles := make([]*feed.Meta, 0, min(n, g.Len()))
	g.byDate.Scan(func(a *feed.Meta) bool {
		if len(articles) == n {
			return false
		}
		articles = append(articles, a)
		return true
	})
	return articles
}

// All returns all articles, the newest first.
func (g *Group) All() []*feed.Meta { return g.Newest(g.Len()) }

// Latest returns the first n articles in the order in which they came into the feed, the last one first,
// or all if there are fewer.
//
// A subscription document has this order, not that of dates: an article that is added late with an old
// date then goes through the document like any other one. By date it would be beyond the document's
// limit at once, and no subscriber would see it.
func (g *Group) Latest(n int) []*feed.Meta {
	articles := make([]*feed.Meta, 0, min(n, g.Len()))
	g.byArrival.Scan(func(a arrival) bool {
		if len(articles) == n {
			return false
		}
		articles = append(articles, a.Meta)
		return true
	})
	return articles
}

// Neighbours returns the articles before and after one in the order of dates, nil where there is none:
// newer is the next one to be published after it. The article itself need not be in the group.
func (g *Group) Neighbours(a *feed.Meta) (newer, older *feed.Meta) {
	g.byDate.Descend(a, func(b *feed.Meta) bool {
		if feed.ByDate(b, a) == 0 {
			return true
		}
		newer = b
		return false
	})
	g.byDate.Ascend(a, func(b *feed.Meta) bool {
		if feed.ByDate(b, a) == 0 {
			return true
		}
		older = b
		return false
	})
	return newer, older
}

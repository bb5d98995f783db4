package publish

import (
	"maps"
	"slices"
	"strings"
	"time"

	"fil/feed"
)

// order is the articles of a publication in every order in which something shows them. A
// publication that changes little has that of the last one, patched.
type order struct {
	at   time.Time       // of the publication
	live []*feed.Article // the newest first
	came []int64         // when each of live came into the site's feed
	site []*feed.Article // those of live that are in feeds, by that, the last first
	// alone are pages of their own.
	alone []*feed.Article
	// shelves are the articles of each tag, author, section and language.
	shelves *feed.Shelves
	// aliased are those of live that have aliases, in order, byID those of all of which
	// somebody remembers where they lived before, and paged counts those that have a page.
	aliased []*feed.Article
	byID    map[string]*feed.Article
	paged   int
}

// newOrder finds the order of all articles.
func newOrder(in Input, now time.Time) *order {
	o := &order{at: now, byID: map[string]*feed.Article{}}
	o.live, o.alone = apart(feed.Live(in.Articles, now))
	feed.Entered(nil).Order(o.live) // nearly the same order: what comes next is quick
	o.site = make([]*feed.Article, 0, len(o.live))
	for _, a := range o.live {
		if !a.NoFeed {
			o.site = append(o.site, a)
		}
	}
	feed.Newest(o.live)
	o.came = make([]int64, len(o.live))
	for i, a := range o.live {
		o.came[i] = feed.Entered(nil).Nanos(a)
		if a.Page != "" {
			o.paged++
		}
		if len(a.Aliases) > 0 {
			o.aliased = append(o.aliased, a)
		}
	}
	if moved := movedIDs(in); len(moved) > 0 {
		for _, a := range slices.Concat(o.live, o.alone) {
			if moved[a.ID] {
				o.byID[a.ID] = a
			}
		}
	}
	o.shelves = feed.Shelve(in.Site, o.live)
	return o
}

// movedIDs are the IDs of articles of which somebody remembers where they lived before.
func movedIDs(in Input) map[string]bool {
	ids := make(map[string]bool, len(in.Moved))
	for _, id := range in.Moved {
		ids[id] = true
	}
	return ids
}

// patched is the order with the changes that a publication makes, nil where it has to be
// found anew. o is of no use afterwards; its lists of articles are left as they are, because
// what is known of periods has parts of them.
func (o *order) patched(in Input, now time.Time) *order {
	if !in.Partly || o == nil || len(in.Changed)+len(in.Left) > maxOthers {
		return nil
	}
	next := *o
	next.at = now
	next.live = append(make([]*feed.Article, 0, len(o.live)+len(in.Changed)), o.live...)
	next.site = append(make([]*feed.Article, 0, len(o.site)+len(in.Changed)), o.site...)
	next.aliased, next.byID = slices.Clone(o.aliased), maps.Clone(o.byID)
	for _, a := range in.Left {
		if a.Alone() || !next.remove(a, o.at) {
			return nil
		}
	}
	moved := movedIDs(in)
	for _, a := range in.Changed {
		switch {
		case a.Alone():
			return nil
		case a.LiveAt(now):
			next.insert(a, moved[a.ID])
		}
	}
	return &next
}

// remove takes an article out that was there, if it was to be seen at a time. It reports
// whether that could be done.
func (o *order) remove(a *feed.Article, at time.Time) bool {
	i, found := slices.BinarySearchFunc(o.live, a, feed.ByDate)
	if !found || o.live[i] != a {
		return !a.LiveAt(at)
	}
	o.live, o.came = slices.Delete(o.live, i, i+1), slices.Delete(o.came, i, i+1)
	o.shelves.Remove(i, a)
	if o.byID[a.ID] == a {
		delete(o.byID, a.ID)
	}
	if a.Page != "" {
		o.paged--
	}
	o.aliased = slices.DeleteFunc(o.aliased, func(b *feed.Article) bool { return a == b })
	if a.NoFeed {
		return true
	}
	i, found = slices.BinarySearchFunc(o.site, a, feed.ByArrival)
	if !found || o.site[i] != a {
		return false
	}
	o.site = slices.Delete(o.site, i, i+1)
	return true
}

// insert takes an article in.
func (o *order) insert(a *feed.Article, moved bool) {
	into := func(list []*feed.Article, compare func(a, b *feed.Article) int) (with []*feed.Article, at int) {
		at, _ = slices.BinarySearchFunc(list, a, compare)
		return slices.Insert(list, at, a), at
	}
	var at int
	o.live, at = into(o.live, feed.ByDate)
	o.came = slices.Insert(o.came, at, feed.Entered(nil).Nanos(a))
	o.shelves.Insert(at, a)
	if moved {
		o.byID[a.ID] = a
	}
	if a.Page != "" {
		o.paged++
	}
	if len(a.Aliases) > 0 {
		o.aliased, _ = into(o.aliased, feed.ByDate)
	}
	if !a.NoFeed {
		o.site, _ = into(o.site, feed.ByArrival)
	}
}

// places are where articles stand in live.
func (o *order) places(articles []*feed.Article) (places []int) {
	for _, a := range articles {
		if i, found := slices.BinarySearchFunc(o.live, a, feed.ByDate); found && o.live[i] == a {
			places = append(places, i)
		}
	}
	slices.Sort(places)
	return slices.Compact(places)
}

// touched are the values that articles have which come or go.
func touched(in Input) map[groupKey]bool {
	values := map[groupKey]bool{}
	for _, a := range slices.Concat(in.Changed, in.Left) {
		for _, kind := range in.Site.Each {
			for value := range kind.Values(in.Site, a) {
				values[groupKey{kind, strings.ToLower(value)}] = true
			}
		}
	}
	return values
}

// onShelf are the articles at places in live.
func (o *order) onShelf(places []int32) []*feed.Article {
	articles := make([]*feed.Article, len(places))
	for i, at := range places {
		articles[i] = o.live[at]
	}
	return articles
}

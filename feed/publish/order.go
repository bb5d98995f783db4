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
	now  time.Time       // of the publication
	live []*feed.Article // the newest first
	came []int64         // when each of live came into the site's feed, by its rank
	site []*feed.Article // those of live that are in feeds, by that, the last first
	// alone are pages of their own.
	alone []*feed.Article
	// shelves are the articles of each tag, author, section and language.
	shelves *feed.Groups
	// aliased are those of live that have aliases, in order, byID those of all of which
	// somebody remembers where they lived before, and paged counts those that have a page.
	aliased []*feed.Article
	byID    map[string]*feed.Article
	paged   int

	// leading counts the aliases of live, by which names knows them, once somebody has asked
	// for that. clash says that two of them have no room beside one another, contested that
	// one is the address of something else.
	leading          int
	names            *feed.PathIndex
	clash, contested bool
	// elsewhere are the other names from which something leads on, nil where nobody knows.
	elsewhere []string
	// assets are those that are published.
	assets []shown
}

// newOrder finds the order of all articles.
func newOrder(in Input, now time.Time) *order {
	o := &order{now: now, byID: map[string]*feed.Article{}}
	o.live, o.alone = apart(feed.Live(in.Articles, now))
	feed.Arrivals(nil).Order(o.live) // nearly the same order: what comes next is quick
	o.site = inFeeds(o.live)
	feed.Newest(o.live)
	o.came = make([]int64, len(o.live))
	for i, a := range o.live {
		o.came[o.rank(i)] = feed.Arrivals(nil).Nanos(a)
		if a.Page != "" {
			o.paged++
		}
		if len(a.Aliases) > 0 {
			o.aliased = append(o.aliased, a)
			o.leading += len(a.Aliases)
		}
	}
	if moved := movedIDs(in); len(moved) > 0 {
		for _, a := range slices.Concat(o.live, o.alone) {
			if moved[a.ID] {
				o.byID[a.ID] = a
			}
		}
	}
	o.shelves = feed.NewGroups(in.Site, o.live)
	return o
}

// inFeeds are those articles that are in feeds.
func inFeeds(articles []*feed.Article) []*feed.Article {
	in := make([]*feed.Article, 0, len(articles))
	for _, a := range articles {
		if !a.NoFeed {
			in = append(in, a)
		}
	}
	return in
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
	var gone, come []*feed.Article
	for _, a := range in.Left {
		switch i, found := slices.BinarySearchFunc(o.live, a, feed.ByDate); {
		case a.InNoList():
			return nil
		case found && o.live[i] == a:
			gone = append(gone, a)
		case a.LiveAt(o.now):
			return nil
		}
	}
	for _, a := range in.Changed {
		switch {
		case a.InNoList():
			return nil
		case a.LiveAt(now):
			come = append(come, a)
		}
	}
	live, without, with := edit(o.live, gone, come, feed.ByDate)
	gone, come = inFeeds(gone), inFeeds(come)
	site, left, _ := edit(o.site, gone, come, feed.ByArrival)
	if len(left) < len(gone) {
		return nil
	}
	next := *o
	next.now, next.site = now, site
	next.aliased, next.byID, next.clash = slices.Clone(o.aliased), maps.Clone(o.byID), false
	for _, i := range without { // the older ones have the ranks that they had
		next.remove(o.live[i], o.rank(i))
	}
	next.live = live
	moved := movedIDs(in)
	for _, i := range slices.Backward(with) { // and here those that they will have
		next.insert(live[i], next.rank(i), moved[live[i].ID])
	}
	return &next
}

// edit returns a list, which is in an order, without some of its articles and with others,
// and where those were in it before, and these are by now. Which are not in it are not missed.
func edit(list, gone, come []*feed.Article, order func(a, b *feed.Article) int) (edited []*feed.Article, without, with []int) {
	for _, a := range gone {
		if i, found := slices.BinarySearchFunc(list, a, order); found && list[i] == a {
			without = append(without, i)
		}
	}
	slices.Sort(without)
	without = slices.Compact(without)
	edited = make([]*feed.Article, 0, len(list)+len(come))
	from, skip := 0, without
	upTo := func(to int) {
		for ; len(skip) > 0 && skip[0] < to; skip = skip[1:] {
			edited = append(edited, list[from:skip[0]]...)
			from = skip[0] + 1
		}
		edited = append(edited, list[from:to]...)
		from = to
	}
	for _, a := range slices.SortedFunc(slices.Values(come), order) {
		i, _ := slices.BinarySearchFunc(list, a, order)
		upTo(i)
		with = append(with, len(edited))
		edited = append(edited, a)
	}
	upTo(len(list))
	return edited, without, with
}

// rank is how many articles of live are behind one: the youngest comes, and all others keep
// theirs.
func (o *order) rank(i int) int { return len(o.live) - 1 - i }

// remove takes an article from everything but the lists of all, where it has a rank.
func (o *order) remove(a *feed.Article, rank int) {
	o.came = slices.Delete(o.came, rank, rank+1)
	o.shelves.Remove(rank, a)
	if o.byID[a.ID] == a {
		delete(o.byID, a.ID)
	}
	if a.Page != "" {
		o.paged--
	}
	if len(a.Aliases) == 0 {
		return
	}
	o.aliased = slices.DeleteFunc(o.aliased, func(b *feed.Article) bool { return a == b })
	o.leading -= len(a.Aliases)
	if o.names != nil {
		for _, alias := range a.Aliases {
			o.names.Add(alias, -1)
		}
	}
}

// insert takes an article into everything but the lists of all, where it has a rank.
func (o *order) insert(a *feed.Article, rank int, moved bool) {
	o.came = slices.Insert(o.came, rank, feed.Arrivals(nil).Nanos(a))
	o.shelves.Insert(rank, a)
	if moved {
		o.byID[a.ID] = a
	}
	if a.Page != "" {
		o.paged++
	}
	if len(a.Aliases) == 0 {
		return
	}
	i, _ := slices.BinarySearchFunc(o.aliased, a, feed.ByDate)
	o.aliased = slices.Insert(o.aliased, i, a)
	o.leading += len(a.Aliases)
	if o.names != nil {
		o.name(a)
	}
}

// name counts the aliases of an article among those of all.
func (o *order) name(a *feed.Article) {
	for _, alias := range a.Aliases {
		o.clash = o.clash || !o.names.Free(alias)
		o.names.Add(alias, 1)
	}
}

// named reports whether all aliases are known by their names, and have room beside one
// another.
func (o *order) named() bool {
	if o.names == nil {
		o.names = feed.NewPathIndex(o.leading)
		for _, a := range o.aliased {
			o.name(a)
		}
	}
	return !o.clash
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

// onShelf are the articles that have ranks.
func (o *order) onShelf(ranks []int32) []*feed.Article {
	articles := make([]*feed.Article, len(ranks))
	for i, rank := range ranks {
		articles[i] = o.at(rank)
	}
	return articles
}

// at is the article that has a rank.
func (o *order) at(rank int32) *feed.Article { return o.live[o.rank(int(rank))] }

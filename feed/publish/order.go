package publish

import (
	"maps"
	"slices"
	"strings"
	"time"

	"fil/feed"
)

// order has the articles of a publication in every order in which an output shows them. If little
// has changed since the last plan, its order is patched instead of being sorted again.
type order struct {
	now        time.Time    // of the plan
	live       []*feed.Meta // without standalone pages, the newest first
	arrivals   []int64      // when each article of live came into the site's feed, by its rank
	byArrival  []*feed.Meta // the articles of live that are in feeds, the last to come first
	standalone []*feed.Meta // live standalone pages
	byValue    *feed.Groups // the ranks of the articles of each tag, author, section and language
	aliased    []*feed.Meta // the articles of live that have aliases, in order
	// byID has the live articles and standalone pages that Input.Moved names.
	byID  map[string]*feed.Meta
	paged int // the number of articles of live that have a page

	// aliasCount is the number of aliases of live. aliasNames is the set of them, nil until
	// aliasesFit is called first. aliasClash says that two of them collide, aliasContested that one of
	// them collides with another output.
	aliasCount                 int
	aliasNames                 *feed.PathIndex
	aliasClash, aliasContested bool
	// otherRedirects are the names of redirects that are not aliases of live. It is set by Run; nil
	// means unknown.
	otherRedirects []string
	// assets are those that are published.
	assets []publishedAsset
}

// newOrder sorts all articles.
func newOrder(in Input, now time.Time) *order {
	o := &order{now: now, byID: map[string]*feed.Meta{}}
	o.live, o.standalone = splitStandalone(feed.Live(in.Articles, now))
	feed.Arrivals(nil).Order(o.live) // nearly the order of Newest, which is quick for that reason
	o.byArrival = inFeeds(o.live)
	feed.Newest(o.live)
	o.arrivals = make([]int64, len(o.live))
	for i, a := range o.live {
		o.arrivals[o.rank(i)] = feed.Arrivals(nil).Nanos(a)
		if a.Page != "" {
			o.paged++
		}
		if len(a.Aliases) > 0 {
			o.aliased = append(o.aliased, a)
			o.aliasCount += len(a.Aliases)
		}
	}
	if moved := movedIDs(in); len(moved) > 0 {
		for _, a := range slices.Concat(o.live, o.standalone) {
			if moved[a.ID] {
				o.byID[a.ID] = a
			}
		}
	}
	o.byValue = feed.NewGroups(in.Site, o.live)
	return o
}

// inFeeds returns the articles that are in feeds.
func inFeeds(articles []*feed.Meta) []*feed.Meta {
	in := make([]*feed.Meta, 0, len(articles))
	for _, a := range articles {
		if !a.NoFeed {
			in = append(in, a)
		}
	}
	return in
}

// movedIDs returns the IDs of articles whose pages had another name before.
func movedIDs(in Input) map[string]bool {
	ids := make(map[string]bool, len(in.Moved))
	for _, id := range in.Moved {
		ids[id] = true
	}
	return ids
}

// patched returns the order with the changes of an incremental input, or nil if it must be made by
// newOrder: because there are many changes, a standalone page has changed, or a stale article that
// was live is not where it should be in the lists. o must not be used afterwards. Its lists live and
// byArrival are not modified, because cached periods have slices of them.
func (o *order) patched(in Input, now time.Time) *order {
	if !in.Incremental || o == nil || len(in.Changed)+len(in.Stale) > maxChanged {
		return nil
	}
	var removed, added []*feed.Meta
	for _, a := range in.Stale {
		switch i, found := slices.BinarySearchFunc(o.live, a, feed.ByDate); {
		case a.InNoList():
			return nil
		case found && o.live[i] == a:
			removed = append(removed, a)
		case a.LiveAt(o.now):
			return nil
		}
	}
	for _, a := range in.Changed {
		switch {
		case a.InNoList():
			return nil
		case a.LiveAt(now):
			added = append(added, a)
		}
	}
	live, removedAt, addedAt := edit(o.live, removed, added, feed.ByDate)
	removed, added = inFeeds(removed), inFeeds(added)
	byArrival, removedFromFeed, _ := edit(o.byArrival, removed, added, feed.ByArrival)
	if len(removedFromFeed) < len(removed) {
		return nil
	}
	next := *o
	next.now, next.byArrival = now, byArrival
	next.aliased, next.byID, next.aliasClash = slices.Clone(o.aliased), maps.Clone(o.byID), false
	for _, i := range removedAt { // from the newest to the oldest: a removal does not change the ranks of older articles
		next.remove(o.live[i], o.rank(i))
	}
	next.live = live
	moved := movedIDs(in)
	for _, i := range slices.Backward(addedAt) { // from the oldest to the newest: each gets its final rank
		next.insert(live[i], next.rank(i), moved[live[i].ID])
	}
	return &next
}

// edit returns a copy of a sorted list without the removed articles and with the added ones. It
// also returns the indexes of the removed articles in list, and of the added ones in the copy, both
// ascending. Removed articles that are not in the list are ignored.
func edit(list, removed, added []*feed.Meta, order func(a, b *feed.Meta) int) (edited []*feed.Meta, removedAt, addedAt []int) {
	for _, a := range removed {
		if i, found := slices.BinarySearchFunc(list, a, order); found && list[i] == a {
			removedAt = append(removedAt, i)
		}
	}
	slices.Sort(removedAt)
	removedAt = slices.Compact(removedAt)
	edited = make([]*feed.Meta, 0, len(list)+len(added))
	from, skip := 0, removedAt
	copyTo := func(to int) {
		for ; len(skip) > 0 && skip[0] < to; skip = skip[1:] {
			edited = append(edited, list[from:skip[0]]...)
			from = skip[0] + 1
		}
		edited = append(edited, list[from:to]...)
		from = to
	}
	for _, a := range slices.SortedFunc(slices.Values(added), order) {
		i, _ := slices.BinarySearchFunc(list, a, order)
		copyTo(i)
		addedAt = append(addedAt, len(edited))
		edited = append(edited, a)
	}
	copyTo(len(list))
	return edited, removedAt, addedAt
}

// rank returns the rank of the article at index i of live: the number of older articles. A new
// article is usually the newest, and so does not change the ranks of the others.
func (o *order) rank(i int) int { return len(o.live) - 1 - i }

// remove removes an article that has a rank in live from everything but live and byArrival.
func (o *order) remove(a *feed.Meta, rank int) {
	o.arrivals = slices.Delete(o.arrivals, rank, rank+1)
	o.byValue.Remove(rank, a)
	if o.byID[a.ID] == a {
		delete(o.byID, a.ID)
	}
	if a.Page != "" {
		o.paged--
	}
	if len(a.Aliases) == 0 {
		return
	}
	o.aliased = slices.DeleteFunc(o.aliased, func(b *feed.Meta) bool { return a == b })
	o.aliasCount -= len(a.Aliases)
	if o.aliasNames != nil {
		for _, alias := range a.Aliases {
			o.aliasNames.Add(alias, -1)
		}
	}
}

// insert adds an article that gets a rank in live to everything but live and byArrival. moved says
// that Input.Moved names it.
func (o *order) insert(a *feed.Meta, rank int, moved bool) {
	o.arrivals = slices.Insert(o.arrivals, rank, feed.Arrivals(nil).Nanos(a))
	o.byValue.Insert(rank, a)
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
	o.aliasCount += len(a.Aliases)
	if o.aliasNames != nil {
		o.countAliases(a)
	}
}

// countAliases adds the aliases of an article to aliasNames, and sets aliasClash if one collides.
func (o *order) countAliases(a *feed.Meta) {
	for _, alias := range a.Aliases {
		o.aliasClash = o.aliasClash || !o.aliasNames.Free(alias)
		o.aliasNames.Add(alias, 1)
	}
}

// aliasesFit reports whether no two aliases of live collide. The first call collects their names.
func (o *order) aliasesFit() bool {
	if o.aliasNames == nil {
		o.aliasNames = feed.NewPathIndex(o.aliasCount)
		for _, a := range o.aliased {
			o.countAliases(a)
		}
	}
	return !o.aliasClash
}

// positions returns the indexes in live of those of the articles that are in it, ascending.
func (o *order) positions(articles []*feed.Meta) (positions []int) {
	for _, a := range articles {
		if i, found := slices.BinarySearchFunc(o.live, a, feed.ByDate); found && o.live[i] == a {
			positions = append(positions, i)
		}
	}
	slices.Sort(positions)
	return slices.Compact(positions)
}

// changedGroups returns the groups that a changed or stale article is in.
func changedGroups(in Input) map[groupKey]bool {
	groups := map[groupKey]bool{}
	for _, a := range slices.Concat(in.Changed, in.Stale) {
		for _, kind := range in.Site.Each {
			for value := range kind.Values(in.Site, a) {
				groups[groupKey{kind, strings.ToLower(value)}] = true
			}
		}
	}
	return groups
}

// articlesAt returns the articles that have these ranks.
func (o *order) articlesAt(ranks []int32) []*feed.Meta {
	articles := make([]*feed.Meta, len(ranks))
	for i, rank := range ranks {
		articles[i] = o.articleAt(rank)
	}
	return articles
}

// articleAt returns the article that has a rank.
func (o *order) articleAt(rank int32) *feed.Meta { return o.live[o.rank(int(rank))] }

package source

import (
	"context"
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/source/inventory"
)

// again reads the files that have been patched into the inventory, and takes all else from
// the last reading. It returns nil where that cannot be: where something is wrong, or what
// has changed changes others.
func (r *reader) again(ctx context.Context, inv *inventory.Inventory) *Content {
	last := r.Last
	if last.Contested || len(last.Unread) > 0 || len(last.Refused) > inventory.MaxChanged {
		return nil
	}
	paths := slices.Compact(slices.Sorted(slices.Values(slices.Concat(inv.Changed, last.unsure, last.Refused))))
	slices.SortFunc(paths, inventory.ComparePaths)
	files, assets := inv.Select(paths)
	slots := r.heads(ctx, files, inv)
	if ctx.Err() != nil || mayBeCopy(slots) || !r.settleAgain(paths, slots) {
		return nil
	}
	refused := r.refused()
	moved, _ := r.moved(assets, slots, refused)
	r.leaveAgain(paths, slots, assets, refused, moved)
	for _, a := range assets {
		at, _ := inv.FindAsset(a.Path)
		inv.Assets[at].Sure = a.Sure
	}
	for ref := range moved {
		if last.refs[ref] {
			return nil
		}
	}
	articles := without(last.Articles, paths)
	if r.todo(ctx, slots, nil) {
		here := slices.Concat(articles, placed(slots))
		if i := last.Introduction; i != nil && !slices.Contains(paths, i.Path) {
			here = append(here, i)
		}
		r.links = r.allLinks(here, inv.Assets, refused)
		late := slices.ContainsFunc(slots, func(s slot) bool { return s.head != nil && s.err == nil })
		if r.bodies(ctx, slots); late && slices.ContainsFunc(slots, func(s slot) bool { return s.failed != nil }) {
			return nil // it has been given a place
		}
	}
	if ctx.Err() != nil {
		return nil
	}
	return r.patched(articles, slots, paths, inv)
}

// settleAgain registers the places of articles instead of those that they had. It reports
// whether each has room.
func (r *reader) settleAgain(paths []string, slots []slot) bool {
	for _, path := range paths {
		if past := r.Past[path]; past.Usable() {
			r.Places.Drop(past.Article)
		} else if at, found := Find(r.Last.Articles, path); found { // something stands in for it
			r.Places.Drop(r.Last.Articles[at])
		}
	}
	room := true
	for i := range slots {
		room = r.Places.Add(slots[i].the()) && room
	}
	for i := range slots {
		if slots[i].err != nil { // it has wanted its place, and does not take it
			r.Places.Drop(slots[i].the())
		}
	}
	return room
}

// leaveAgain records which of some files are no longer there.
func (r *reader) leaveAgain(paths []string, slots []slot, assets []inventory.Asset, refused []string, moved map[uint64]bool) {
	here := make(map[string]bool, len(paths))
	for i := range slots {
		here[slots[i].the().Path] = true
	}
	for _, a := range assets {
		here[a.Path] = true
	}
	for _, path := range refused {
		here[path] = true
	}
	for _, path := range paths {
		if past := r.Past[path]; past != nil && !here[path] {
			r.leave(path, past, moved)
		}
	}
}

// refsOf are all that any record refers to.
func refsOf(records map[string]*feed.Record) map[uint64]bool {
	refs := map[uint64]bool{}
	for _, record := range records {
		for _, ref := range record.Refs {
			refs[ref] = true
		}
	}
	return refs
}

// without are articles in order of their paths but for those in some files.
func without(articles []*feed.Article, paths []string) []*feed.Article {
	rest := make([]*feed.Article, 0, len(articles)+len(paths))
	for _, path := range paths {
		at, found := Find(articles, path)
		rest, articles = append(rest, articles[:at]...), articles[at:]
		if found {
			articles = articles[1:]
		}
	}
	return append(rest, articles...)
}

// Find finds where the article of a file is among others, which are in order of their paths,
// or would be.
func Find(articles []*feed.Article, path string) (at int, found bool) {
	return slices.BinarySearchFunc(articles, path, func(a *feed.Article, path string) int { return inventory.ComparePaths(a.Path, path) })
}

// patched is the last reading's content with some articles and problems instead of those of
// some files.
func (r *reader) patched(articles []*feed.Article, slots []slot, paths []string, inv *inventory.Inventory) *Content {
	c := &Content{Articles: articles, Introduction: r.Last.Introduction, Records: r.fresh, Again: true, Passing: r.passing, refs: r.Last.refs}
	c.texts = r.texts(inv, r.Last.texts, paths)
	c.Assets, c.unpublished = published(inv, c.texts)
	c.unpublished = append(c.unpublished, r.siteProblems(inv)...)
	r.refuse(c, slots)
	c.Problems = slices.Clone(r.problems)
	for i := range slots {
		if slots[i].failed != nil {
			continue
		}
		record := slots[i].record
		if a := record.Article; a.Stem == "" {
			c.Introduction = a
		} else {
			at, _ := Find(c.Articles, a.Path)
			c.Articles = slices.Insert(c.Articles, at, a)
		}
		if slots[i].made {
			r.fresh[record.Article.Path] = record
		}
		for _, ref := range record.Refs {
			c.refs[ref] = true
		}
		c.Problems = append(c.Problems, record.Warnings...)
	}
	c.findUnsure()
	for _, p := range r.Last.Problems {
		if !slices.Contains(paths, p.Path) && !slices.Contains(r.Last.unpublished, p) {
			c.Problems = append(c.Problems, p)
		}
	}
	c.Problems = append(c.Problems, c.unpublished...)
	slices.SortStableFunc(c.Problems, func(a, b *feed.Problem) int { return strings.Compare(a.Path, b.Path) })
	return c
}

package source

import (
	"context"
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/source/inventory"
)

// incremental reads only the files that may have changed, and copies all else from the last
// reading. It returns nil if a full reading is needed: articles collide, a folder cannot be read,
// or other articles refer to what changed.
func (r *reader) incremental(ctx context.Context, inv *inventory.Inventory) *Content {
	last := r.Last
	if last.Collided || len(last.Unread) > 0 || len(last.Refused) > inventory.MaxChanged {
		return nil
	}
	paths := slices.Compact(slices.Sorted(slices.Values(slices.Concat(inv.Changed, last.recheck, last.Refused))))
	slices.SortFunc(paths, inventory.ComparePaths)
	files, assets := inv.Select(paths)
	jobs := r.heads(ctx, files, inv)
	if ctx.Err() != nil || mayBeCopy(jobs) || !r.replaceAddresses(paths, jobs) {
		return nil
	}
	refused := r.refusedPaths()
	changedNames, _ := r.findChanged(assets, jobs, refused)
	r.recordRemovals(paths, jobs, assets, refused, changedNames)
	for _, a := range assets {
		at, _ := inv.FindAsset(a.Path)
		inv.Assets[at].Sure = a.Sure
	}
	for ref := range changedNames {
		if last.refs[ref] {
			return nil
		}
	}
	articles := without(last.Articles, paths)
	if r.reopen(ctx, jobs, nil) {
		present := slices.Concat(articles, addressed(jobs))
		if i := last.Introduction; i != nil && !slices.Contains(paths, i.Path) {
			present = append(present, i)
		}
		r.links = r.allLinks(present, inv.Assets, refused)
		waited := slices.ContainsFunc(jobs, func(j job) bool { return j.head != nil && j.err == nil })
		r.bodies(ctx, jobs)
		if waited && slices.ContainsFunc(jobs, func(j job) bool { return j.failed != nil }) {
			return nil // links were resolved to its address
		}
	}
	if ctx.Err() != nil {
		return nil
	}
	return r.patched(articles, jobs, paths, inv)
}

// replaceAddresses replaces the addresses that the articles of paths had by their new ones. It
// reports whether no address collides.
func (r *reader) replaceAddresses(paths []string, jobs []job) bool {
	for _, path := range paths {
		if previous := r.Records[path]; previous.Usable() {
			r.Addresses.Drop(previous.Meta)
		} else if at, found := Find(r.Last.Articles, path); found { // an earlier version replaces it
			r.Addresses.Drop(r.Last.Articles[at])
		}
	}
	free := true
	for i := range jobs {
		free = r.Addresses.Add(jobs[i].article()) && free
	}
	for i := range jobs {
		if jobs[i].err != nil { // it was refused, and does not get the address
			r.Addresses.Drop(jobs[i].article())
		}
	}
	return free
}

// recordRemovals records those of paths that no longer exist.
func (r *reader) recordRemovals(paths []string, jobs []job, assets []inventory.Asset, refused []string, changedNames map[uint64]bool) {
	present := make(map[string]bool, len(paths))
	for i := range jobs {
		present[jobs[i].article().Path] = true
	}
	for _, a := range assets {
		present[a.Path] = true
	}
	for _, path := range refused {
		present[path] = true
	}
	for _, path := range paths {
		if previous := r.Records[path]; previous != nil && !present[path] {
			r.recordRemoval(path, previous, changedNames)
		}
	}
}

// refsOf returns the references of all records.
func refsOf(records map[string]*feed.Record) map[uint64]bool {
	refs := map[uint64]bool{}
	for _, record := range records {
		for _, ref := range record.Refs {
			refs[ref] = true
		}
	}
	return refs
}

// without returns articles, which are ordered by path, without those of paths.
func without(articles []*feed.Meta, paths []string) []*feed.Meta {
	rest := make([]*feed.Meta, 0, len(articles)+len(paths))
	for _, path := range paths {
		at, found := Find(articles, path)
		rest, articles = append(rest, articles[:at]...), articles[at:]
		if found {
			articles = articles[1:]
		}
	}
	return append(rest, articles...)
}

// Find returns the index of the article of a file in articles, which are ordered by path, or the
// index at which it would be inserted.
func Find(articles []*feed.Meta, path string) (at int, found bool) {
	return slices.BinarySearchFunc(articles, path, func(a *feed.Meta, path string) int { return inventory.ComparePaths(a.Path, path) })
}

// patched returns the content of the last reading, with the articles and problems of paths
// replaced.
func (r *reader) patched(articles []*feed.Meta, jobs []job, paths []string, inv *inventory.Inventory) *Content {
	c := &Content{Articles: articles, Introduction: r.Last.Introduction, Records: r.newRecords, Incremental: true, Transient: r.transient, refs: r.Last.refs}
	c.frontMatterAssets = r.frontMatterAssets(inv, r.Last.frontMatterAssets, paths)
	c.Assets, c.unpublished = published(inv, c.frontMatterAssets)
	c.unpublished = append(c.unpublished, r.siteProblems(inv)...)
	r.recordRefused(c, jobs)
	c.Problems = slices.Clone(r.problems)
	for i := range jobs {
		if jobs[i].failed != nil {
			continue
		}
		record := jobs[i].record
		if a := record.Meta; a.Stem == "" {
			c.Introduction = a
		} else {
			at, _ := Find(c.Articles, a.Path)
			c.Articles = slices.Insert(c.Articles, at, a)
		}
		if jobs[i].made {
			r.newRecords[record.Meta.Path] = record
		}
		for _, ref := range record.Refs {
			c.refs[ref] = true
		}
		c.Problems = append(c.Problems, record.Warnings...)
	}
	c.findRecheck()
	for _, p := range r.Last.Problems {
		if !slices.Contains(paths, p.Path) && !slices.Contains(r.Last.unpublished, p) {
			c.Problems = append(c.Problems, p)
		}
	}
	c.Problems = append(c.Problems, c.unpublished...)
	slices.SortStableFunc(c.Problems, func(a, b *feed.Problem) int { return strings.Compare(a.Path, b.Path) })
	return c
}

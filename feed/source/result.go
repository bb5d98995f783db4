package source

import (
	"context"
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/source/inventory"
)

// read reads the files that may differ from their records, and those that refer to such files.
func (r *reader) read(ctx context.Context, inv *inventory.Inventory) (*Content, error) {
	files, assets, removed := r.changedFiles(inv)
	jobs := r.heads(ctx, files, inv)
	refused := r.refusedPaths()
	changed := r.changedNames(jobs, assets, removed, refused)
	jobs = r.dependents(ctx, jobs, changed, slices.Concat(removed, refused))
	r.links = r.allLinks(jobs, inv.Assets, refused)
	r.bodies(ctx, jobs)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return r.content(jobs, inv), nil
}

// changedFiles returns the article files that differ from their records or have none, the other files
// that are to be compared with theirs, and the paths of records whose files are gone. Files below a
// folder that cannot be read are not gone.
func (r *reader) changedFiles(inv *inventory.Inventory) (files []inventory.File, assets []*inventory.Asset, removed []string) {
	differs := func(f inventory.File) bool {
		previous := r.Records.Get(f.Path)
		return !previous.Usable() || !previous.Sure || previous.Stamp != f.Stamp
	}
	if inv.Changed != nil && r.Records.Len() > 0 {
		paths := slices.Clone(inv.Changed)
		for path, record := range r.Records.Noted() {
			if !record.Sure || record.Refused && record.Meta != nil {
				paths = append(paths, path)
			}
		}
		slices.SortFunc(paths, feed.ComparePaths)
		paths = slices.Compact(paths)
		selected, others := inv.Select(paths)
		there := make(map[string]bool, len(paths))
		for _, f := range selected {
			there[f.Path] = true
		}
		for _, a := range others {
			there[a.Path] = true
			at, _ := inv.FindAsset(a.Path)
			assets = append(assets, &inv.Assets[at])
		}
		for _, path := range paths {
			if r.Records.Get(path) != nil && !there[path] {
				removed = append(removed, path)
			}
		}
		return slices.DeleteFunc(selected, func(f inventory.File) bool { return !differs(f) }), assets, removed
	}
	known := 0
	for _, f := range inv.Articles {
		if r.Records.Get(f.Path) != nil {
			known++
		}
		if differs(f) {
			files = append(files, f)
		}
	}
	for i := range inv.Assets {
		if r.Records.Get(inv.Assets[i].Path) != nil {
			known++
		}
		assets = append(assets, &inv.Assets[i])
	}
	if known < r.Records.Len() {
		removed = r.removedFiles(inv)
	}
	return files, assets, removed
}

// removedFiles returns the paths of records whose files are not in the inventory, and not below a folder
// that could not be read.
func (r *reader) removedFiles(inv *inventory.Inventory) (removed []string) {
	there := make(map[string]bool, r.Records.Len())
	for _, f := range inv.Articles {
		there[f.Path] = true
	}
	for _, a := range inv.Assets {
		there[a.Path] = true
	}
	for path := range r.Records.All() {
		if !there[path] && !slices.ContainsFunc(inv.Unread, func(folder string) bool { return folder == "." || strings.HasPrefix(path, folder+"/") }) {
			removed = append(removed, path)
		}
	}
	slices.Sort(removed)
	return removed
}

// content builds the result.
func (r *reader) content(jobs []job, inv *inventory.Inventory) *Content {
	failed, read := map[string]*feed.Meta{}, map[string]bool{}
	for _, j := range jobs {
		switch {
		case j.failed != nil:
			failed[j.failed.Path] = j.failed
		default:
			read[j.article().Path] = true
		}
		if j.made {
			r.newRecords[j.record.Meta.Path] = j.record
		}
	}
	c := &Content{Unread: inv.Unread, Records: r.newRecords}
	c.Refused = slices.DeleteFunc(r.refusedPaths(), func(path string) bool { return read[path] })
	slices.Sort(c.Refused)
	for _, path := range c.Refused { // with the address to which links to it lead
		a := failed[path]
		if a == nil || a.Permalink == "" {
			a = r.failedArticle(path)
		}
		a.Draft = r.isWithheldWithError(path)
		r.newRecords[path] = &feed.Record{Refused: true, Meta: a}
	}
	var withFrontMatter []string
	note := func(path string, record *feed.Record, problems *[]*feed.Problem) {
		if isUnpublishedAsset(record) {
			withFrontMatter = append(withFrontMatter, path)
		}
		if record.Usable() {
			*problems = append(*problems, record.Warnings...)
		}
	}
	found := r.problems
	for path, record := range r.newRecords {
		note(path, record, &found)
	}
	var stay []*feed.Problem
	for path, record := range r.Records.Noted() {
		if _, changed := r.newRecords[path]; !changed {
			note(path, record, &stay)
		}
	}
	slices.SortFunc(withFrontMatter, feed.ComparePaths)
	var unpublished []*feed.Problem
	c.Assets, unpublished = published(inv, withFrontMatter)
	found = slices.Concat(found, unpublished, r.siteProblems(inv))
	slices.SortStableFunc(found, comparePaths)
	c.Problems = merge(found, stay)
	c.Transient = r.transient
	return c
}

// comparePaths orders problems by the paths of their files.
func comparePaths(a, b *feed.Problem) int { return strings.Compare(a.Path, b.Path) }

// merge returns two ordered lists of problems as one: of a file, those in a come first.
func merge(a, b []*feed.Problem) []*feed.Problem {
	merged := make([]*feed.Problem, 0, len(a)+len(b))
	for _, p := range a {
		n, _ := slices.BinarySearchFunc(b, p, comparePaths)
		merged, b = append(append(merged, b[:n]...), p), b[n:]
	}
	return append(merged, b...)
}

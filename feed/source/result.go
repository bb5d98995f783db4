package source

import (
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/source/inventory"
)

// content builds the result of a full reading.
func (r *reader) content(jobs []job, inv *inventory.Inventory) *Content {
	c := &Content{Unread: inv.Unread, Records: r.newRecords, Collided: r.collided, Transient: r.transient}
	c.frontMatterAssets = r.frontMatterAssets(inv, nil, nil)
	c.Assets, c.unpublished = published(inv, c.frontMatterAssets)
	c.unpublished = append(c.unpublished, r.siteProblems(inv)...)
	c.Articles = make([]*feed.Meta, 0, len(jobs))
	for _, j := range jobs {
		if j.failed != nil {
			continue
		}
		a := j.record.Meta
		if j.made {
			r.newRecords[a.Path] = j.record
		}
		r.problems = append(r.problems, j.record.Warnings...)
		if a.Stem == "" {
			c.Introduction = a
		} else {
			c.Articles = append(c.Articles, a)
		}
	}
	r.recordRefused(c, jobs)
	r.problems = append(r.problems, c.unpublished...)
	slices.SortStableFunc(r.problems, func(a, b *feed.Problem) int { return strings.Compare(a.Path, b.Path) })
	c.Problems = r.problems
	c.findRecheck()
	return c
}

// recordRefused records the refused files, with the addresses to which links to them lead.
func (r *reader) recordRefused(c *Content, jobs []job) {
	failed := map[string]*feed.Meta{}
	for _, j := range jobs {
		if j.failed != nil && j.failed.Permalink != "" {
			failed[j.failed.Path] = j.failed
		}
	}
	read := map[string]bool{} // articles that have an error, but are read: their visibility is unclear
	for _, j := range jobs {
		if j.failed == nil {
			read[j.article().Path] = true
		}
	}
	c.Refused = slices.DeleteFunc(r.refusedPaths(), func(path string) bool { return read[path] })
	for _, path := range c.Refused {
		a := failed[path]
		if a == nil {
			a = r.failedArticle(path)
		}
		r.newRecords[path] = &feed.Record{Refused: true, Meta: a}
	}
}

// findRecheck lists the files whose stamps cannot prove that they are unchanged.
func (c *Content) findRecheck() {
	for path, record := range c.Records {
		if record != nil && !record.Sure {
			c.recheck = append(c.recheck, path)
		}
	}
	for _, a := range c.Assets {
		if !a.Sure {
			c.recheck = append(c.recheck, a.Path)
		}
	}
}

// Register registers the addresses of all articles, and every reference of records, which are those
// of all files. Call it before a later reading uses c as Options.Last.
func (c *Content) Register(records map[string]*feed.Record) *feed.AddressIndex {
	c.refs = refsOf(records)
	r := feed.NewAddressIndex(c.Articles)
	if c.Introduction != nil {
		r.Add(c.Introduction)
	}
	return r
}

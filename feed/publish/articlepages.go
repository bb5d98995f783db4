package publish

import (
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/page"
)

// pageUnchanged reports whether the page of a live article has not changed, and so is not planned.
func (p *planner) pageUnchanged(a *feed.Meta) bool { return p.in.Incremental && !p.needsPage[a] }

// hasUnchangedPage reports whether an address is that of a page that is not planned.
func (p *planner) hasUnchangedPage(address string) bool {
	if !p.in.Incremental {
		return false
	}
	if name, err := p.in.Site.File(address); err != nil || p.in.Register != nil && p.in.Register.Free(name) {
		return false
	}
	return slices.ContainsFunc(p.live, func(a *feed.Meta) bool { return a.Permalink == address && p.pageUnchanged(a) })
}

// pagesToMake sets needsPage, and returns the indexes in live of these articles, ascending. They are
// those that have changed; their neighbours, now or before, which link to them; and the articles of a
// tag, author or section whose feed is new, because they link to its page.
func (p *planner) pagesToMake() (indexes []int) {
	p.needsPage = map[*feed.Meta]bool{}
	mark := func(i int) {
		if i >= 0 && i < len(p.live) && !p.needsPage[p.live[i]] {
			p.needsPage[p.live[i]] = true
			indexes = append(indexes, i)
		}
	}
	for _, i := range p.changedAt {
		mark(i - 1)
		mark(i)
		mark(i + 1)
	}
	for _, stale := range p.in.Stale {
		i, _ := slices.BinarySearchFunc(p.live, stale, feed.ByDate)
		mark(i - 1)
		mark(i)
		mark(i + 1)
	}
	previousPaths := map[groupKey]string{}
	for _, d := range p.in.PreviousFeeds {
		previousPaths[keyOfGroup(d)] = d.Path
	}
	newFeeds := map[groupKey]bool{}
	for _, d := range p.Feeds {
		if key := keyOfGroup(d); previousPaths[key] != d.Path {
			newFeeds[key] = true
		}
	}
	if len(newFeeds) > 0 {
		for i, a := range p.live {
			for _, kind := range p.in.Site.Each {
				for value := range kind.Values(p.in.Site, a) {
					if newFeeds[groupKey{kind, strings.ToLower(value)}] {
						mark(i)
					}
				}
			}
		}
	}
	slices.Sort(indexes)
	return indexes
}

// articles adds the pages of articles, and standalone pages. An article or standalone page
// may have the address of the page of a feed, and then replaces it: replaced are the names of these.
func (p *planner) articles() (replaced map[string]bool) {
	replaced = map[string]bool{}
	planned := 0
	plan := func(i int) {
		a := p.live[i]
		if a.Page == "" {
			return
		}
		planned++
		var previous, next *feed.Meta
		if i > 0 {
			next = p.live[i-1]
		}
		if i+1 < len(p.live) {
			previous = p.live[i+1]
		}
		p.article(a, previous, next)
	}
	if p.in.Incremental {
		for _, i := range p.pagesToMake() {
			plan(i)
		}
	} else {
		for i := range p.live {
			plan(i)
		}
	}
	p.Unplanned += p.paged - planned
	p.addFeedPages(replaced)
	for _, a := range p.standalone {
		if a.Page != "" {
			replaced[a.Page] = true
			p.article(a, nil, nil)
		}
	}
	return replaced
}

// addFeedPages adds the names of feed pages that are those of articles to replaced.
func (p *planner) addFeedPages(replaced map[string]bool) {
	feedPages := map[string]bool{}
	lengths := map[int]bool{} // of their names: most articles' names have another length, which is quicker to compare
	for _, d := range p.Feeds {
		if name := d.Under("index.html"); p.in.Register == nil || !p.in.Incremental || !p.in.Register.Free(name) {
			feedPages[name], lengths[len(name)] = true, true
		}
	}
	if len(feedPages) == 0 {
		return
	}
	for _, a := range p.live {
		if lengths[len(a.Page)] && feedPages[a.Page] {
			replaced[a.Page] = true
		}
	}
}

// month returns the Output.Month of an article.
func month(a *feed.Meta) int { return 12*a.Published.Year() + int(a.Published.Month()) }

// article adds the page of an article, with links to the previous and the next article, which may be
// nil.
func (p *planner) article(a, previous, next *feed.Meta) {
	key := p.key("page").articles([]*feed.Meta{a})
	for _, neighbour := range []*feed.Meta{previous, next} {
		if neighbour == nil {
			key.text("")
		} else {
			key.text(neighbour.Title, neighbour.Permalink, neighbour.Language)
		}
	}
	for _, kind := range []feed.Kind{feed.Tag, feed.Author, feed.Section} {
		for value := range kind.Values(p.in.Site, a) {
			key.text(p.groupPages[groupKey{kind, strings.ToLower(value)}])
		}
	}
	p.add(Output{Name: a.Page, Type: feed.HTMLType, Key: key.key(), Month: month(a), own: !a.InNoList(),
		Write: p.page(func(load Loader) (pageWriter, error) {
			full, err := load(a)
			return page.ArticlePage{Article: full, Previous: linkTo(previous), Next: linkTo(next)}, err
		})}, a.Path)
}

// linkTo returns a link to an article, nil if a is nil.
func linkTo(a *feed.Meta) *page.Link {
	if a == nil {
		return nil
	}
	return &page.Link{Title: a.Title, URL: a.Permalink, Language: a.Language}
}

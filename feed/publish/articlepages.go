package publish

import (
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/page"
)

// stands reports whether an article's page is what it was, and is not planned.
func (p *planner) pageUnchanged(a *feed.Article) bool { return p.in.Incremental && !p.needsPage[a] }

// standsAt reports whether a page that is not planned has an address.
func (p *planner) hasUnchangedPage(address string) bool {
	if !p.in.Incremental {
		return false
	}
	if name, err := p.in.Site.File(address); err != nil || p.in.Register != nil && p.in.Register.Free(name) {
		return false
	}
	return slices.ContainsFunc(p.live, func(a *feed.Article) bool { return a.Permalink == address && p.pageUnchanged(a) })
}

// freshen finds the articles whose pages have to be made: those that are others, those
// beside them now or before, and those that have a value that has a page of its own only
// now. It returns their places.
func (p *planner) pagesToMake() (places []int) {
	p.needsPage = map[*feed.Article]bool{}
	mark := func(i int) {
		if i >= 0 && i < len(p.live) && !p.needsPage[p.live[i]] {
			p.needsPage[p.live[i]] = true
			places = append(places, i)
		}
	}
	for _, i := range p.changedAt {
		mark(i - 1)
		mark(i)
		mark(i + 1)
	}
	for _, left := range p.in.Stale {
		i, _ := slices.BinarySearchFunc(p.live, left, feed.ByDate)
		mark(i - 1)
		mark(i)
		mark(i + 1)
	}
	standing := map[groupKey]string{}
	for _, d := range p.in.PreviousFeeds {
		standing[keyOfGroup(d)] = d.Path
	}
	anew := map[groupKey]bool{}
	for _, d := range p.Feeds {
		if key := keyOfGroup(d); standing[key] != d.Path {
			anew[key] = true
		}
	}
	if len(anew) > 0 {
		for i, a := range p.live {
			for _, kind := range p.in.Site.Each {
				for value := range kind.Values(p.in.Site, a) {
					if anew[groupKey{kind, strings.ToLower(value)}] {
						mark(i)
					}
				}
			}
		}
	}
	slices.Sort(places)
	return places
}

// articles adds the pages of articles, and the pages of their own. An article that has the
// address of a feed's page is that page: those are taken.
func (p *planner) articles() (taken map[string]bool) {
	taken = map[string]bool{}
	planned := 0
	plan := func(i int) {
		a := p.live[i]
		if a.Page == "" {
			return
		}
		planned++
		var previous, next *feed.Article
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
	p.claimFeedPages(taken)
	for _, a := range p.standalone {
		if a.Page != "" {
			taken[a.Page] = true
			p.article(a, nil, nil)
		}
	}
	return taken
}

// takeTwins finds the pages of feeds that are articles.
func (p *planner) claimFeedPages(taken map[string]bool) {
	twins := map[string]bool{}
	lengths := map[int]bool{} // most articles' pages have names of others
	for _, d := range p.Feeds {
		if name := d.Under("index.html"); p.in.Register == nil || !p.in.Incremental || !p.in.Register.Free(name) {
			twins[name], lengths[len(name)] = true, true
		}
	}
	if len(twins) == 0 {
		return
	}
	for _, a := range p.live {
		if lengths[len(a.Page)] && twins[a.Page] {
			taken[a.Page] = true
		}
	}
}

func month(a *feed.Article) int { return 12*a.Published.Year() + int(a.Published.Month()) }

// article adds an article's page.
func (p *planner) article(a, previous, next *feed.Article) {
	key := p.key("page").articles([]*feed.Article{a})
	for _, beside := range []*feed.Article{previous, next} {
		if beside == nil {
			key.text("")
		} else {
			key.text(beside.Title, beside.Permalink, beside.Language)
		}
	}
	for _, kind := range []feed.Kind{feed.Tag, feed.Author, feed.Section} {
		for value := range kind.Values(p.in.Site, a) {
			key.text(p.groupPages[groupKey{kind, strings.ToLower(value)}])
		}
	}
	p.add(Output{Name: a.Page, Type: feed.HTMLType, Key: key.key(), Month: month(a), own: !a.Apart(),
		Write: p.page(func(load Loader) (pageWriter, error) {
			full, err := load(a)
			return page.ArticlePage{Article: full, Previous: linkTo(previous), Next: linkTo(next)}, err
		})}, a.Path)
}

func linkTo(a *feed.Article) *page.Link {
	if a == nil {
		return nil
	}
	return &page.Link{Title: a.Title, URL: a.Permalink, Language: a.Language}
}

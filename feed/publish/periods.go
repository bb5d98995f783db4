package publish

import (
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"fil/feed"
	"fil/feed/page"
)

// shelf is all the articles that a feed chooses, the newest first.
func (p *planner) shelf(d feed.Definition) []*feed.Article {
	if !slices.Contains(p.in.Site.Each, d.Kind) {
		return chosen(p.in.Site, d, p.live).articles
	}
	g := p.Memo.groups[keyOfGroup(d)]
	if g == nil {
		return nil
	}
	if g.shelf == nil {
		g.shelf = p.onShelf(p.shelves.Get(d.Kind, d.Value).Articles)
	}
	return g.shelf
}

// maxTitles is the most titles on a page: what has more is parted by year, and a year
// that has more by month.
const maxTitles = 500

// periods adds the pages with all titles of a feed, where its own page does not show them
// all and the articles live here.
func (p *planner) periods(d feed.Definition, f *feed.Feed, articles []*feed.Article) (years []page.Year) {
	s := p.in.Site
	if !s.Pages || len(articles) <= newest && d.Kind != feed.Whole {
		return nil
	}
	parts := p.years(d, articles)
	together := len(articles) <= maxTitles
	p.period(d, f, feed.Period{}, parts, !together, func() *keyer {
		key := p.key("all").feeds([]*feed.Feed{f})
		if together {
			return key.mixed(p.titled("all", d.Path, "", articles).mixed)
		}
		return key.counts(parts)
	})
	for _, year := range parts {
		link := page.Year{Name: year.Name, URL: s.URL(periodName(d, year)), Articles: len(year.Articles)}
		if together {
			link.URL = s.URL(periodName(d, feed.Period{})) + "#" + page.YearID(year.Begins)
		} else {
			p.year(d, f, year)
		}
		years = append(years, link)
	}
	if len(articles) <= newest { // its own page shows them all
		return nil
	}
	return years
}

// year adds the page of a year and, where that has too many articles, those of its months.
func (p *planner) year(d feed.Definition, f *feed.Feed, year feed.Period) {
	months := p.months(d, year)
	parted := len(year.Articles) > maxTitles
	if parted {
		for _, month := range months {
			p.period(d, f, month, []feed.Period{month}, false, func() *keyer {
				return p.key("month").feeds([]*feed.Feed{f}).mixed(p.titled("month", d.Path, month.Name, month.Articles).mixed)
			})
		}
	}
	p.period(d, f, year, months, parted, func() *keyer {
		key := p.key("year").feeds([]*feed.Feed{f})
		if parted {
			return key.counts(months)
		}
		return key.mixed(p.titled("year", d.Path, year.Name, year.Articles).mixed)
	})
}

// periodName is the name of a period's page; of the zero Period, that of all time.
func periodName(d feed.Definition, period feed.Period) string {
	return d.Under(path.Join("archive", period.Name, "index.html"))
}

// period adds the page of a year, a month or all time. Where it is parted, its parts are
// only named.
func (p *planner) period(d feed.Definition, f *feed.Feed, period feed.Period, parts []feed.Period, parted bool, make func() *keyer) {
	s, name := p.in.Site, periodName(d, period)
	key := p.keyOf(d, name, func() *keyer { return make().text(period.Name) })
	p.add(Output{Name: name, Type: feed.HTMLType, Key: key, Write: p.page(func(Loader) (pageWriter, error) {
		list := page.PeriodPage{Feed: f, Begins: period.Begins, Year: len(period.Name) == len("2006"), Address: s.URL(name)}
		for _, part := range parts {
			shown := page.Part{Begins: part.Begins, Articles: part.Articles}
			if parted {
				shown.URL = s.URL(periodName(d, part))
			}
			list.Parts = append(list.Parts, shown)
		}
		return list, nil
	})}, "the page "+name)
}

// maxListed is how many feeds of a kind the page about subscribing shows.
const maxListed = 40

// subscribe adds the page that tells how to subscribe, and to what.
func (p *planner) subscribe() {
	var here []*feed.Feed
	var of []feed.Definition
	for i, f := range p.listed {
		if p.retired(p.Feeds[i]) == "" {
			here, of = append(here, f), append(of, p.Feeds[i])
		}
	}
	p.add(Output{Name: page.SubscribeName, Type: feed.HTMLType, Hot: true, Key: p.key("subscribe").feeds(here).key(),
		Write: p.page(func(Loader) (pageWriter, error) { return subscriptions(here, of), nil })}, "the page about subscribing")
}

// subscriptions are feeds by their kinds.
func subscriptions(feeds []*feed.Feed, of []feed.Definition) (list page.SubscribePage) {
	for _, kind := range []feed.Kind{feed.Whole, feed.Named, feed.Section, feed.Language, feed.Author, feed.Tag} {
		group := page.Group{Kind: kind}
		for i, d := range of {
			switch {
			case d.Kind != kind:
			case len(group.Feeds) == maxListed:
				group.More++
			default:
				group.Feeds = append(group.Feeds, page.Subscription{Feed: feeds[i], Title: page.TitleOf(feeds[i], d.Kind, d.Value), Readers: page.Readers(feeds[i])})
			}
		}
		if len(group.Feeds) > 0 {
			list.Groups = append(list.Groups, group)
		}
	}
	return list
}

// notFound adds what a server answers where there is nothing.
func (p *planner) notFound() {
	p.add(Output{Name: page.NotFoundName, Type: feed.HTMLType, Key: p.key("not found").key(),
		Write: p.page(func(Loader) (pageWriter, error) { return page.NotFoundPage{}, nil })}, "the page for what is not there")
}

// sitemaps adds a sitemap of each year and one of all other pages, their index, and a
// robots.txt that names it, unless content has one.
func (p *planner) sitemaps() {
	s := p.in.Site
	index := page.Sitemap{Index: true}
	add := func(name string, changed time.Time, key *keyer, list func() page.Sitemap) {
		index.Places = append(index.Places, page.Place{URL: s.URL(name), Changed: changed})
		p.sitemap(name, key, list)
	}
	others := page.Sitemap{Places: []page.Place{{URL: s.BaseURL, Changed: p.listed[0].Updated}, {URL: s.URL(page.SubscribeName)}}}
	for i, d := range p.Feeds {
		if d.Kind != feed.Whole {
			others.Places = append(others.Places, page.Place{URL: s.URL(d.Under("index.html")), Changed: p.listed[i].Updated})
		}
	}
	for _, a := range p.alone {
		if a.Page == "" || a.Unlisted { // it lives elsewhere, or is not to be found
			continue
		}
		others.Places = append(others.Places, page.Place{URL: a.Permalink})
	}
	for part := range slices.Chunk(others.Places, page.MaxSitemap) {
		changed := slices.MaxFunc(part, func(a, b page.Place) int { return a.Changed.Compare(b.Changed) }).Changed
		add(numbered("sitemap-pages", len(index.Places)), changed, keyOf("sitemap").value(part), func() page.Sitemap { return page.Sitemap{Places: part} })
	}
	for _, year := range p.years(p.Feeds[0], p.live) {
		n := 0
		for part := range slices.Chunk(year.Articles, page.MaxSitemap) {
			name := numbered("sitemap-"+year.Name, n)
			if known := p.mapped(name, part); known.paged {
				add(name, known.updated, keyOf("sitemap").mixed(known.mixed), func() page.Sitemap { return sitemapOf(part) })
				n++
			}
		}
	}
	p.sitemap(page.SitemapName, keyOf("sitemap").value(index.Places), func() page.Sitemap { return index })
	if strings.Count(s.BaseURL, "/") == 3 && !slices.ContainsFunc(p.in.Assets, func(a Asset) bool { return a.Path == "robots.txt" }) {
		text := "User-agent: *\nAllow: /\n\nSitemap: " + s.URL(page.SitemapName) + "\n"
		p.add(Output{Name: "robots.txt", Type: feed.MediaType("robots.txt"), Key: keyOf("robots").text(text).key(),
			Write: func(w io.Writer, _ Loader) error { _, err := io.WriteString(w, text); return err }}, "robots.txt")
	}
}

func numbered(name string, n int) string {
	if n > 0 {
		name += "-" + strconv.Itoa(n+1)
	}
	return name + ".xml"
}

func (p *planner) sitemap(name string, key *keyer, list func() page.Sitemap) {
	p.add(Output{Name: name, Type: page.SitemapType, Key: key.key(), Write: func(w io.Writer, _ Loader) error { return list().Write(w) }}, "the sitemap "+name)
}

// sitemapOf is the sitemap of those articles that have pages.
func sitemapOf(articles []*feed.Article) (list page.Sitemap) {
	for _, a := range articles {
		if a.Page != "" {
			list.Places = append(list.Places, page.Place{URL: a.Permalink, Changed: a.Updated})
		}
	}
	return list
}

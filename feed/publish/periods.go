package publish

import (
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"fil/feed"
	"fil/feed/page"
)

// shelf is all the articles that a feed chooses, the newest first.
func (p *planner) shelf(d feed.Definition) []*feed.Article {
	if !slices.Contains(p.in.Site.Each, d.Kind) {
		return chosen(p.in.Site, d, p.live).articles
	}
	return p.onShelf(p.shelves.Of(d.Kind, d.Value).Articles)
}

func (p *planner) onShelf(places []int32) []*feed.Article {
	articles := make([]*feed.Article, len(places))
	for i, at := range places {
		articles[i] = p.live[at]
	}
	return articles
}

// maxTitles is the most titles on a page: what has more is parted by year, and a year
// that has more by month.
const maxTitles = 500

// periods adds the pages with all titles of a feed, where its own page does not show them
// all and the articles live here.
func (p *planner) periods(d feed.Definition, f *feed.Feed, articles []*feed.Article) (years []page.Year) {
	s := p.in.Site
	if !s.Pages || len(articles) <= newest {
		return nil
	}
	parts := feed.Years(articles, s.TimeZone)
	together := len(articles) <= maxTitles
	key := p.key("all").feeds([]*feed.Feed{f})
	if together {
		key.mixed(p.titled("all", d.Path, "", articles))
	} else {
		for _, year := range parts {
			key.text(year.Name, strconv.Itoa(len(year.Articles)))
		}
	}
	p.period(d, f, feed.Period{}, parts, !together, key)
	for _, year := range parts {
		link := page.Year{Name: year.Name, URL: s.URL(periodName(d, year)), Articles: len(year.Articles)}
		if together {
			link.URL = s.URL(periodName(d, feed.Period{})) + "#" + page.YearID(year.Begins)
		} else {
			p.year(d, f, year)
		}
		years = append(years, link)
	}
	return years
}

// year adds the page of a year and, where that has too many articles, those of its months.
func (p *planner) year(d feed.Definition, f *feed.Feed, year feed.Period) {
	months, key := feed.Months(year.Articles, p.in.Site.TimeZone), p.key("year").feeds([]*feed.Feed{f})
	parted := len(year.Articles) > maxTitles
	if !parted {
		key.mixed(p.titled("year", d.Path, year.Name, year.Articles))
	} else {
		for _, month := range months {
			p.period(d, f, month, []feed.Period{month}, false, p.key("month").feeds([]*feed.Feed{f}).mixed(p.titled("month", d.Path, month.Name, month.Articles)))
			key.text(month.Name, strconv.Itoa(len(month.Articles)))
		}
	}
	p.period(d, f, year, months, parted, key)
}

// periodName is the name of a period's page; of the zero Period, that of all time.
func periodName(d feed.Definition, period feed.Period) string {
	return d.Under(path.Join("archive", period.Name, "index.html"))
}

// period adds the page of a year, a month or all time. Where it is parted, its parts are
// only named.
func (p *planner) period(d feed.Definition, f *feed.Feed, period feed.Period, parts []feed.Period, parted bool, key *keyer) {
	s, name := p.in.Site, periodName(d, period)
	p.add(Output{Name: name, Type: feed.HTMLType, Key: key.text(period.Name).key(), Write: p.page(func(Loader) (pageWriter, error) {
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
				group.Feeds = append(group.Feeds, page.Subscription{Feed: feeds[i], Title: page.TitleOf(feeds[i], d.Kind, d.Value), Readers: page.Readers(feeds[i].Self.Atom)})
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
	add := func(name string, list page.Sitemap, key *keyer) {
		newest := list.Places[0].Changed
		for _, place := range list.Places {
			if place.Changed.After(newest) {
				newest = place.Changed
			}
		}
		index.Places = append(index.Places, page.Place{URL: s.URL(name), Changed: newest})
		p.sitemap(name, list, key)
	}
	others := page.Sitemap{Places: []page.Place{{URL: s.BaseURL, Changed: p.listed[0].Updated}, {URL: s.URL(page.SubscribeName)}}}
	for i, d := range p.Feeds {
		if d.Kind != feed.Whole {
			others.Places = append(others.Places, page.Place{URL: s.URL(d.Under("index.html")), Changed: p.listed[i].Updated})
		}
	}
	for _, a := range p.alone {
		if a.Page == "" { // it lives elsewhere
			continue
		}
		others.Places = append(others.Places, page.Place{URL: a.Permalink})
	}
	for part := range slices.Chunk(others.Places, page.MaxSitemap) {
		add(numbered("sitemap-pages", len(index.Places)), page.Sitemap{Places: part}, keyOf("sitemap").value(part))
	}
	for _, year := range feed.Years(p.live, s.TimeZone) {
		n := 0
		for part := range slices.Chunk(year.Articles, page.MaxSitemap) {
			list := page.Sitemap{}
			for _, a := range part {
				if a.Page != "" {
					list.Places = append(list.Places, page.Place{URL: a.Permalink, Changed: a.Updated})
				}
			}
			if len(list.Places) > 0 {
				name := numbered("sitemap-"+year.Name, n)
				add(name, list, keyOf("sitemap").mixed(p.titled("sitemap", "", name, part)))
				n++
			}
		}
	}
	p.sitemap(page.SitemapName, index, keyOf("sitemap").value(index.Places))
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

func (p *planner) sitemap(name string, list page.Sitemap, key *keyer) {
	p.add(Output{Name: name, Type: page.SitemapType, Key: key.key(), Write: func(w io.Writer, _ Loader) error { return list.Write(w) }}, "the sitemap "+name)
}

package publish

import (
	"io"
	"slices"
	"strconv"

	"fil/feed"
	"fil/feed/index"
	"fil/feed/page"
)

// sitemaps adds sitemaps of the articles of each year and of all other pages, and an index of them
// (sitemaps.org). A sitemap with more than page.MaxSitemap addresses is split.
func (p *planner) sitemaps() {
	s := p.in.Site
	var entries []sitemap
	pages := page.Sitemap{URLs: []page.SitemapURL{{URL: s.BaseURL, Changed: p.composed[0].Updated}, {URL: s.URL(page.SubscribeName)}}}
	for i, d := range p.Feeds {
		if d.Kind != feed.Whole {
			pages.URLs = append(pages.URLs, page.SitemapURL{URL: s.URL(d.Under("index.html")), Changed: p.composed[i].Updated})
		}
	}
	for _, a := range p.set.Unlisted() {
		if a.Page == "" || a.Unlisted { // without a page, or not for search engines
			continue
		}
		pages.URLs = append(pages.URLs, page.SitemapURL{URL: a.Permalink})
	}
	for chunk := range slices.Chunk(pages.URLs, page.MaxSitemap) {
		entries = append(entries, sitemap{numbered("sitemap-pages", len(entries)), keyOf("sitemap").value(chunk).key(), func() page.Sitemap { return page.Sitemap{URLs: chunk} }})
	}
	for _, year := range p.set.Listed().Years() {
		for i := range (year.Paged + page.MaxSitemap - 1) / page.MaxSitemap {
			entries = append(entries, sitemap{numbered("sitemap-"+year.Name, i), keyOf("sitemap").tally(year.Tally).value(i).key(), func() page.Sitemap { return sitemapOf(year, i) }})
		}
	}
	all := keyOf("sitemap index")
	for _, e := range entries {
		p.sitemap(e.name, e.key, e.list)
		all.text(e.name, string(e.key[:]))
	}
	p.sitemap(page.SitemapName, all.key(), func() page.Sitemap {
		list := page.Sitemap{Index: true}
		for _, e := range entries {
			changed := slices.MaxFunc(e.list().URLs, func(a, b page.SitemapURL) int { return a.Changed.Compare(b.Changed) }).Changed
			list.URLs = append(list.URLs, page.SitemapURL{URL: s.URL(e.name), Changed: changed})
		}
		return list
	})
}

// sitemap is a sitemap that the index lists. list makes it when it is written.
type sitemap struct {
	name string
	key  Key
	list func() page.Sitemap
}

// numbered returns the name of the sitemap with index n among those of one kind or year: the first has
// no number.
func numbered(name string, n int) string {
	if n > 0 {
		name += "-" + strconv.Itoa(n+1)
	}
	return name + ".xml"
}

// sitemap adds a sitemap, or the index of them.
func (p *planner) sitemap(name string, key Key, list func() page.Sitemap) {
	p.share(Output{Name: name, Type: page.SitemapType, Key: key, Write: func(w io.Writer, _ Loader) error { return list().Write(w) }}, "the sitemap "+name)
}

// sitemapOf returns the sitemap with index i of the articles of a year that have pages.
func sitemapOf(year index.Period, i int) (list page.Sitemap) {
	for _, a := range year.Articles() {
		if a.Page != "" {
			list.URLs = append(list.URLs, page.SitemapURL{URL: a.Permalink, Changed: a.Updated})
		}
	}
	list.URLs = list.URLs[i*page.MaxSitemap : min(len(list.URLs), (i+1)*page.MaxSitemap)]
	return list
}

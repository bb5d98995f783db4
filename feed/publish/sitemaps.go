package publish

import (
	"io"
	"slices"
	"strconv"
	"time"

	"fil/feed"
	"fil/feed/page"
)

// sitemaps adds sitemaps of the articles of each year and of all other pages, and an index of them
// (sitemaps.org). A sitemap with more than page.MaxSitemap addresses is split.
func (p *planner) sitemaps() {
	s := p.in.Site
	index := page.Sitemap{Index: true}
	add := func(name string, changed time.Time, key *keyer, list func() page.Sitemap) {
		index.URLs = append(index.URLs, page.SitemapURL{URL: s.URL(name), Changed: changed})
		p.sitemap(name, key, list)
	}
	pages := page.Sitemap{URLs: []page.SitemapURL{{URL: s.BaseURL, Changed: p.composed[0].Updated}, {URL: s.URL(page.SubscribeName)}}}
	for i, d := range p.Feeds {
		if d.Kind != feed.Whole {
			pages.URLs = append(pages.URLs, page.SitemapURL{URL: s.URL(d.Under("index.html")), Changed: p.composed[i].Updated})
		}
	}
	for _, a := range p.standalone {
		if a.Page == "" || a.Unlisted { // without a page, or not for search engines
			continue
		}
		pages.URLs = append(pages.URLs, page.SitemapURL{URL: a.Permalink})
	}
	for chunk := range slices.Chunk(pages.URLs, page.MaxSitemap) {
		changed := slices.MaxFunc(chunk, func(a, b page.SitemapURL) int { return a.Changed.Compare(b.Changed) }).Changed
		add(numbered("sitemap-pages", len(index.URLs)), changed, keyOf("sitemap").value(chunk), func() page.Sitemap { return page.Sitemap{URLs: chunk} })
	}
	for _, year := range p.years(p.Feeds[0], p.live) {
		n := 0
		for chunk := range slices.Chunk(year.Articles, page.MaxSitemap) {
			name := numbered("sitemap-"+year.Name, n)
			if articles := p.sitemapPeriod(name, chunk); articles.paged {
				add(name, articles.updated, keyOf("sitemap").digest(articles.digest), func() page.Sitemap { return sitemapOf(chunk) })
				n++
			}
		}
	}
	p.sitemap(page.SitemapName, keyOf("sitemap").value(index.URLs), func() page.Sitemap { return index })
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
func (p *planner) sitemap(name string, key *keyer, list func() page.Sitemap) {
	p.add(Output{Name: name, Type: page.SitemapType, Key: key.key(), Write: func(w io.Writer, _ Loader) error { return list().Write(w) }}, "the sitemap "+name)
}

// sitemapOf returns the sitemap of those articles that have pages.
func sitemapOf(articles []*feed.Meta) (list page.Sitemap) {
	for _, a := range articles {
		if a.Page != "" {
			list.URLs = append(list.URLs, page.SitemapURL{URL: a.Permalink, Changed: a.Updated})
		}
	}
	return list
}

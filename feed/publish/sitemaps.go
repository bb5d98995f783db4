package publish

import (
	"io"
	"slices"
	"strconv"
	"time"

	"fil/feed"
	"fil/feed/page"
)

// sitemaps adds a sitemap of each year and one of all other pages, and their index.
func (p *planner) sitemaps() {
	s := p.in.Site
	index := page.Sitemap{Index: true}
	add := func(name string, changed time.Time, key *keyer, list func() page.Sitemap) {
		index.Places = append(index.Places, page.Place{URL: s.URL(name), Changed: changed})
		p.sitemap(name, key, list)
	}
	others := page.Sitemap{Places: []page.Place{{URL: s.BaseURL, Changed: p.composed[0].Updated}, {URL: s.URL(page.SubscribeName)}}}
	for i, d := range p.Feeds {
		if d.Kind != feed.Whole {
			others.Places = append(others.Places, page.Place{URL: s.URL(d.Under("index.html")), Changed: p.composed[i].Updated})
		}
	}
	for _, a := range p.standalone {
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
			if known := p.sitemapPeriod(name, part); known.paged {
				add(name, known.updated, keyOf("sitemap").digest(known.digest), func() page.Sitemap { return sitemapOf(part) })
				n++
			}
		}
	}
	p.sitemap(page.SitemapName, keyOf("sitemap").value(index.Places), func() page.Sitemap { return index })
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

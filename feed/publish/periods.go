package publish

import (
	"path"

	"fil/feed"
	"fil/feed/page"
)

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
			return key.digest(p.titlePage("all", d.Path, "", articles))
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
				return p.key("month").feeds([]*feed.Feed{f}).digest(p.titlePage("month", d.Path, month.Name, month.Articles))
			})
		}
	}
	p.period(d, f, year, months, parted, func() *keyer {
		key := p.key("year").feeds([]*feed.Feed{f})
		if parted {
			return key.counts(months)
		}
		return key.digest(p.titlePage("year", d.Path, year.Name, year.Articles))
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
	key := p.cachedKey(d, name, func() *keyer { return make().text(period.Name) })
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

package publish

import (
	"path"

	"fil/feed"
	"fil/feed/page"
)

// maxTitles is the largest number of titles on a page. A feed with more articles has a page for each
// year, and a year with more a page for each month.
const maxTitles = 500

// periods adds the pages with the titles of all articles of a feed, if the articles have pages on this
// site. A feed whose own page shows all articles needs none, except for the whole site's. It returns
// the links to the years for the feed's page, none if that page shows all articles.
func (p *planner) periods(d feed.Definition, f *feed.Feed, articles []*feed.Meta) (years []page.Year) {
	s := p.in.Site
	if !s.Pages || len(articles) <= maxNewest && d.Kind != feed.Whole {
		return nil
	}
	perYear := p.years(d, articles)
	onePage := len(articles) <= maxTitles
	p.period(d, f, feed.Period{}, perYear, !onePage, func() *keyer {
		key := p.key("all").feeds([]*feed.Feed{f})
		if onePage {
			return key.digest(p.titlePage("all", d.Path, "", articles))
		}
		return key.counts(perYear)
	})
	for _, year := range perYear {
		link := page.Year{Name: year.Name, URL: s.URL(periodName(d, year)), Articles: len(year.Articles)}
		if onePage {
			link.URL = s.URL(periodName(d, feed.Period{})) + "#" + page.YearID(year.Begins)
		} else {
			p.year(d, f, year)
		}
		years = append(years, link)
	}
	if len(articles) <= maxNewest {
		return nil
	}
	return years
}

// year adds the page of a year and, if that has more than maxTitles articles, those of its months.
func (p *planner) year(d feed.Definition, f *feed.Feed, year feed.Period) {
	months := p.months(d, year)
	tooMany := len(year.Articles) > maxTitles
	if tooMany {
		for _, month := range months {
			p.period(d, f, month, []feed.Period{month}, false, func() *keyer {
				return p.key("month").feeds([]*feed.Feed{f}).digest(p.titlePage("month", d.Path, month.Name, month.Articles))
			})
		}
	}
	p.period(d, f, year, months, tooMany, func() *keyer {
		key := p.key("year").feeds([]*feed.Feed{f})
		if tooMany {
			return key.counts(months)
		}
		return key.digest(p.titlePage("year", d.Path, year.Name, year.Articles))
	})
}

// periodName returns the name of the page of a period. The zero Period is all time.
func periodName(d feed.Definition, period feed.Period) string {
	return d.Under(path.Join("archive", period.Name, "index.html"))
}

// period adds the page of a year, a month or all time. It lists the titles of the articles by part. If
// linked, the parts have pages of their own, and it only links to them. begin begins its key.
func (p *planner) period(d feed.Definition, f *feed.Feed, period feed.Period, parts []feed.Period, linked bool, begin func() *keyer) {
	s, name := p.in.Site, periodName(d, period)
	key := p.cachedKey(d, name, func() *keyer { return begin().text(period.Name) })
	p.add(Output{Name: name, Type: feed.HTMLType, Key: key, Write: p.page(func(Loader) (pageWriter, error) {
		list := page.PeriodPage{Feed: f, Begins: period.Begins, Year: len(period.Name) == len("2006"), Address: s.URL(name)}
		for _, part := range parts {
			shown := page.Part{Begins: part.Begins, Metas: part.Articles}
			if linked {
				shown.URL = s.URL(periodName(d, part))
			}
			list.Parts = append(list.Parts, shown)
		}
		return list, nil
	})}, "the page "+name)
}

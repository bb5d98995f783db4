package publish

import (
	"path"

	"fil/feed"
	"fil/feed/index"
	"fil/feed/page"
)

// maxTitles is the largest number of titles on a page. A feed with more articles has a page for each
// year, and a year with more a page for each month.
const maxTitles = 500

// periods adds the pages with the titles of all articles of a group, if the articles have pages on this
// site. A feed whose own page shows all articles needs none, except for the whole site's. It returns
// the links to the years for the feed's page, none if that page shows all articles.
func (p *planner) periods(d feed.Definition, f *feed.Feed, g *index.Group) (years []page.Year) {
	s := p.in.Site
	if !s.Pages || g.Len() <= maxNewest && d.Kind != feed.Whole {
		return nil
	}
	perYear := g.Years()
	onePage := g.Len() <= maxTitles
	p.period(p.key("all"), d, f, index.Period{}, perYear, !onePage)
	for _, year := range perYear {
		link := page.Year{Name: year.Name, URL: s.URL(periodName(d, year.Name)), Articles: year.N}
		if onePage {
			link.URL = s.URL(periodName(d, "")) + "#" + page.YearID(year.Begins)
		} else {
			p.year(d, f, year)
		}
		years = append(years, link)
	}
	if g.Len() <= maxNewest {
		return nil
	}
	return years
}

// year adds the page of a year and, if that has more than maxTitles articles, those of its months.
func (p *planner) year(d feed.Definition, f *feed.Feed, year index.Period) {
	months := year.Months()
	tooMany := year.N > maxTitles
	if tooMany {
		for _, month := range months {
			p.period(p.key("month"), d, f, month, []index.Period{month}, false)
		}
	}
	p.period(p.key("year"), d, f, year, months, tooMany)
}

// periodName returns the name of the page of a period; "" is all time.
func periodName(d feed.Definition, period string) string {
	return d.Under(path.Join("archive", period, "index.html"))
}

// period adds the page of a year, a month or all time. It lists the titles of the articles by part. If
// linked, the parts have pages of their own, and it only links to them. key is the beginning of its key.
func (p *planner) period(key *keyer, d feed.Definition, f *feed.Feed, period index.Period, parts []index.Period, linked bool) {
	s, name := p.in.Site, periodName(d, period.Name)
	key.feeds([]*feed.Feed{f}).text(period.Name)
	if linked {
		key.counts(parts)
	} else {
		for _, part := range parts {
			key.text(part.Name).tally(part.Tally)
		}
	}
	p.share(Output{Name: name, Type: feed.HTMLType, Key: key.key(), Write: p.writePage(func(Loader) (pageWriter, error) {
		list := page.PeriodPage{Feed: f, Begins: period.Begins, Year: len(period.Name) == len("2006"), Address: s.URL(name)}
		for _, part := range parts {
			shown := page.Part{Begins: part.Begins, Metas: part.Articles()}
			if linked {
				shown.URL = s.URL(periodName(d, part.Name))
			}
			list.Parts = append(list.Parts, shown)
		}
		return list, nil
	})}, "the page "+name)
}

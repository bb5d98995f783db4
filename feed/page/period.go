package page

import (
	"io"
	"slices"
	"time"

	"fil/feed"
)

// PeriodPage lists the titles of a feed's articles: those of a month, of a year, or of all time.
// Write sets Head, and the fields Name, ID, Entries and Months of each part.
type PeriodPage struct {
	Head
	Feed *feed.Feed
	// Begins is the first day of the period in the site's time zone. The zero time means all time.
	Begins time.Time
	// Year says that the period is a year. It is false for a month and for all time.
	Year bool
	// Address is the page's address, absolute.
	Address string
	// Parts are the sections of the page, the newest first: the months of a year, the years of all
	// time, or one part for a month. Periods without articles have none.
	Parts []Part
}

// Part is one year or month on a PeriodPage.
type Part struct {
	Begins time.Time
	// URL is the address of the part's own page, if it has too many articles for this one; else "".
	URL string
	// Metas are the part's articles, the newest first. Articles are the same without their texts: a
	// site's own template may use fields that only articles have, and these are empty here.
	Metas    []*feed.Meta
	Articles []*feed.Article

	// Name is the year, or the month in the site's language ("Janvier"). ID is the id of the part's
	// heading. Both are "" on the page of a month.
	Name, ID string
	// Entries are Metas as the page shows them; nil if URL is set.
	Entries []Entry
	// Months are Entries by month if the part is a year; else one Month without a name.
	Months []Month
}

// Month is the entries of one month.
type Month struct {
	Name    string // in the site's language, for example "Janvier"
	Entries []Entry
}

// months groups entries by month. entries[i] is the entry of articles[i].
func (f *Frame) months(articles []*feed.Meta, entries []Entry) (months []Month) {
	for i, a := range articles {
		name := f.dates.monthName(a.Published)
		if len(months) == 0 || months[len(months)-1].Name != name {
			months = append(months, Month{Name: name})
		}
		last := &months[len(months)-1]
		last.Entries = append(last.Entries, entries[i])
	}
	return months
}

// Write writes the page with the template period.gohtml.
func (p PeriodPage) Write(w io.Writer, f *Frame) (err error) {
	heading := f.W["archives"]
	switch {
	case p.Year:
		heading = p.Begins.Format("2006")
	case !p.Begins.IsZero():
		heading = f.dates.monthName(p.Begins) + p.Begins.Format(" 2006")
	}
	p.Head = f.head(heading, "", p.Address, f.Language)
	p.Head.Feeds, err = f.theme.render("feeds.gohtml", alternates(p.Feed, f.Main))
	if err != nil {
		return err
	}
	p.Parts = slices.Clone(p.Parts)
	for i := range p.Parts {
		part := &p.Parts[i]
		switch {
		case p.Begins.IsZero():
			part.Name, part.ID = part.Begins.Format("2006"), YearID(part.Begins)
		case p.Year:
			part.Name, part.ID = f.dates.monthName(part.Begins), part.Begins.Format("m01")
		}
		if part.URL == "" {
			part.Entries = f.entries(part.Metas, f.Language)
		}
		switch {
		case part.URL != "":
		case p.Begins.IsZero():
			part.Months = f.months(part.Metas, part.Entries)
		default:
			part.Months = []Month{{Entries: part.Entries}}
		}
		if f.theme.ownPeriod {
			part.Articles = withoutText(part.Metas)
		}
	}
	return f.execute(w, "period.gohtml", p)
}

// withoutText returns articles of which all but the Meta is empty.
func withoutText(metas []*feed.Meta) []*feed.Article {
	articles := make([]*feed.Article, len(metas))
	for i, m := range metas {
		articles[i] = &feed.Article{Meta: *m}
	}
	return articles
}

// YearID returns the ID of a year's part on the page of all time, for example "y2024".
func YearID(t time.Time) string { return t.Format("y2006") }

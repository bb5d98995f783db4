package page

import (
	"io"
	"slices"
	"time"

	"fil/feed"
)

// PeriodPage shows the titles of the articles of a feed: of a month or a year or, where
// there are not too many, all of them. What is not given is filled in when it is written.
type PeriodPage struct {
	Head
	Feed *feed.Feed
	// Begins is the first day of the period, in the site's zone; zero where it is all time.
	Begins time.Time
	// Year says that it is a year, and not a month.
	Year bool
	// Address is the page's own.
	Address string
	// Parts are the months of a year, the years of all time, or a month by itself; those
	// with articles, the newest first.
	Parts []Part
}

// Part is a year or a month with its articles.
type Part struct {
	Begins time.Time
	// URL is where its articles are, where there are too many for one page, else "".
	URL string
	// Articles are the newest first. Of their Matter nothing is known here.
	Articles []*feed.Article

	// Name is in the site's language, as in "Janvier", and Entries are Articles, unless they
	// are elsewhere. ID is the part's on the page, "" for one by itself.
	Name, ID string
	Entries  []Entry
	// Months are Entries by month, where the part is a year; else they are one, without a name.
	Months []Month
}

// Month is what was published in one month of a year.
type Month struct {
	Name    string // in the site's language, as in "Janvier"
	Entries []Entry
}

// months parts the entries of articles by month.
func (f *Frame) months(articles []*feed.Article, entries []Entry) (months []Month) {
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

// Write writes the page, of a publication with that Frame.
func (p PeriodPage) Write(w io.Writer, f *Frame) (err error) {
	heading := f.W["archives"]
	switch {
	case p.Year:
		heading = p.Begins.Format("2006")
	case !p.Begins.IsZero():
		heading = f.dates.monthName(p.Begins) + p.Begins.Format(" 2006")
	}
	p.Head = f.head(heading, "", p.Address, f.Language)
	if p.Head.Feeds, err = f.theme.part("feeds.gohtml", alternates(p.Feed, f.Main)); err != nil {
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
			part.Entries = f.entries(part.Articles, f.Language)
		}
		switch {
		case part.URL != "":
		case p.Begins.IsZero():
			part.Months = f.months(part.Articles, part.Entries)
		default:
			part.Months = []Month{{Entries: part.Entries}}
		}
		if f.theme.ownPeriod {
			part.Articles = withMatter(part.Articles)
		}
	}
	return f.execute(w, "period.gohtml", p)
}

// withMatter are articles of whose Matter a template finds nothing, where it would find none.
func withMatter(articles []*feed.Article) []*feed.Article {
	with := make([]*feed.Article, len(articles))
	for i, a := range articles {
		with[i] = a.Slim()
		with[i].Matter = &feed.Matter{}
	}
	return with
}

// YearID is the ID of a year's part on the page of all time.
func YearID(t time.Time) string { return t.Format("y2006") }

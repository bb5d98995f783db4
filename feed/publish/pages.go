package publish

import (
	"io"
	"strings"
	"time"

	"fil/feed"
	"fil/feed/opml"
	"fil/feed/page"
)

// pages adds the home page, the list of feeds, and the pages of articles, of months and
// of feeds. An article that has the address of a feed's page is that page.
func (p *planner) pages() {
	s := p.in.Site
	p.home()
	var here []*feed.Feed
	for i, f := range p.listed {
		if p.retired(p.Feeds[i]) == "" {
			here = append(here, f)
		}
	}
	list := opml.List{Site: s, Feeds: here}
	updates := make([]time.Time, len(here))
	for i, f := range here {
		updates[i] = f.Updated.UTC()
	}
	p.add(Output{Name: feed.OPMLName, Type: feed.OPMLType, Hot: true, Key: keyOf("opml").feeds(here).value(updates).key(),
		Write: func(w io.Writer, _ Loader) error { return list.Write(w) }}, "the list of feeds")
	taken := map[string]bool{}
	for _, a := range p.live {
		if a.Page == "" {
			continue
		}
		if strings.Count(a.Page, "/") < 3 { // as deep as the pages of feeds, or less
			taken[a.Page] = true
		}
		if p.in.Same != nil && p.in.Same(a) {
			p.Standing++
			continue
		}
		p.add(Output{Name: a.Page, Type: feed.HTMLType, Key: pageKey(a), Near: month(a), Write: p.article(a), article: true}, a.Path)
	}
	for i, d := range p.Feeds {
		name := d.Under("index.html")
		if d.Path != "" && !taken[name] {
			twin := page.HomePage{Site: s, Feed: p.listed[i], Articles: p.listed[i].Articles}
			p.add(Output{Name: name, Type: feed.HTMLType, Key: keyOf("twin").feed(p.listed[i]).key(),
				Write: func(w io.Writer, load Loader) error { return writeHome(w, twin, nil, load) }}, "the page of the feed "+d.Path)
		}
	}
}

func month(a *feed.Article) int { return 12*a.Published.Year() + int(a.Published.Month()) }

// article writes an article's page.
func (p *planner) article(a *feed.Article) func(w io.Writer, load Loader) error {
	return func(w io.Writer, load Loader) error {
		full, err := load(a)
		if err != nil {
			return err
		}
		same, err := p.same()
		if err != nil {
			return err
		}
		return page.ArticlePage{Site: p.in.Site, Feed: p.listed[0], Article: full, Same: same}.Write(w)
	}
}

// newest is how many articles the home page shows; the others are on pages by month,
// so that a new article does not rewrite them.
const newest = 50

// home adds the home page and, where it does not show all, a page for each month.
func (p *planner) home() {
	s := p.in.Site
	home := page.HomePage{Site: s, Feed: p.listed[0], Articles: p.live[:min(len(p.live), newest)]}
	key := keyOf("home").feed(p.listed[0]).articles(home.Articles)
	intro := p.in.Introduction
	if intro != nil && !intro.LiveAt(p.now) {
		intro = nil
	}
	if intro != nil {
		key.articles([]*feed.Article{intro})
	}
	if s.Pages && len(p.live) > newest {
		for _, month := range feed.Months(p.live, s.TimeZone) {
			name := "archive/" + month.Name + "/index.html"
			list := page.MonthPage{Site: s, Feed: p.listed[0], Articles: month.Articles, Month: page.Month{Name: month.Name, URL: s.URL(name)}}
			p.add(Output{Name: name, Type: feed.HTMLType, Key: keyOf("month").feeds(p.listed[:1]).articles(month.Articles).key(),
				Write: func(w io.Writer, _ Loader) error { return list.Write(w) }}, "the page of "+month.Name)
			home.Months = append(home.Months, page.Month{Name: month.Name, URL: s.URL(name), Articles: len(month.Articles)})
		}
	}
	p.add(Output{Name: "index.html", Type: feed.HTMLType, Hot: true, Key: key.value(home.Months).key(),
		Write: func(w io.Writer, load Loader) error { return writeHome(w, home, intro, load) }}, "the home page")
}

// writeHome writes a home page, for which its articles are read.
func writeHome(w io.Writer, home page.HomePage, intro *feed.Article, load Loader) (err error) {
	if home.Articles, err = loadAll(home.Articles, load); err != nil {
		return err
	}
	if intro != nil {
		if home.Introduction, err = load(intro); err != nil {
			return err
		}
	}
	return home.Write(w)
}

func loadAll(articles []*feed.Article, load Loader) ([]*feed.Article, error) {
	whole := make([]*feed.Article, len(articles))
	for i, a := range articles {
		var err error
		if whole[i], err = load(a); err != nil {
			return nil, err
		}
	}
	return whole, nil
}

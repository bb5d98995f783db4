package publish

import (
	"encoding/hex"
	"io"
	"slices"
	"sort"
	"strings"

	"fil/feed"
	"fil/feed/opml"
	"fil/feed/page"
)

// pageWriter is a page of any kind, with all that it shows.
type pageWriter interface {
	Write(w io.Writer, f *page.Frame) error
}

// newFrame makes what all pages have in common, once all feeds are known.
func (p *planner) newFrame() (*page.Frame, error) {
	if p.in.ThemeError != nil {
		return nil, p.in.ThemeError
	}
	f, err := p.in.Theme.NewFrame(p.in.Site, p.composed[0], func(kind feed.Kind, value string) string {
		return p.groupPages[groupKey{kind, strings.ToLower(value)}]
	})
	if err == nil {
		f.Now = p.now
	}
	return f, err
}

// page is the Write of a page.
func (p *planner) page(make func(load Loader) (pageWriter, error)) func(w io.Writer, load Loader) error {
	return func(w io.Writer, load Loader) error {
		frame, err := p.frame()
		if err != nil {
			return err
		}
		whole, err := make(load)
		if err != nil {
			return err
		}
		return whole.Write(w, frame)
	}
}

// key begins the key of a page. What no theme can make is unknown.
func (p *planner) key(kind string) *keyer {
	k := keyOf(kind).text(p.themeKey)
	if p.in.Site.Preview { // what is published later is marked, until it is
		k.value(sort.Search(len(p.live), func(i int) bool { return !p.live[i].Published.After(p.now) }))
	}
	k.unknown = p.in.Theme == nil
	return k
}

// pages adds everything for people, and the lists of it for machines.
func (p *planner) pages() {
	p.prepare()
	p.home()
	p.list()
	taken := p.articles()
	for i, d := range p.Feeds {
		if name := d.Under("index.html"); d.Kind != feed.Whole && !taken[name] && !p.canSkip(d) {
			p.feedPage(name, d, p.composed[i], p.allArticles(d))
		}
	}
	p.indexes()
	p.subscribe()
	p.notFound()
	p.menu()
	if p.in.Site.Pages {
		p.sitemaps()
		p.robots()
	}
	if p.in.Theme == nil {
		return
	}
	for _, asset := range p.in.Theme.Assets() {
		p.add(Output{Name: asset.Name, Type: asset.Type, Hot: true, Key: keyOf("theme").text(asset.Name).key(),
			Write: func(w io.Writer, _ Loader) error { _, err := w.Write(asset.Data); return err }}, "a file of the theme")
	}
}

// menu looks whether the links at the head of every page lead somewhere.
func (p *planner) menu() {
	s, there := p.in.Site, map[string]bool{}
	if len(s.Nav) == 0 {
		return
	}
	for f := range p.files() {
		there[s.URL(f.Name)] = true
	}
	for _, asset := range p.in.Assets {
		there[s.URL(asset.Path)] = true
	}
	for _, link := range s.Nav {
		address, _, _ := strings.Cut(link.URL, "#")
		address, _, _ = strings.Cut(address, "?")
		if s.Host(address) && !there[address] && !p.hasUnchangedPage(address) {
			p.Problems = append(p.Problems, &feed.Problem{Path: "site.yaml", Warning: true, Message: "nav leads to " + address + ", where there is nothing", Hint: "pages of their own are in content/" + feed.PagesFolder})
		}
	}
}

// prepare finds the addresses of pages, and the articles whose pages are to be made.
func (p *planner) prepare() {
	s := p.in.Site
	if p.in.Theme != nil {
		sum := p.in.Theme.Sum()
		p.themeKey = hex.EncodeToString(sum[:])
	} else if p.in.ThemeError != nil {
		e := p.in.ThemeError
		p.Problems = append(p.Problems, themeProblem(e))
		p.RetainFolders = append(p.RetainFolders, "-") // its files are those of the last good pages
	}
	if p.in.Theme != nil {
		for _, name := range p.in.Theme.Unused() {
			p.Problems = append(p.Problems, &feed.Problem{Path: "_theme/" + name, Warning: true, Message: "no file of a theme has that name", Hint: "fil init --theme writes those that there are"})
		}
	}
	p.groupPages = map[groupKey]string{}
	for _, d := range p.Feeds {
		if slices.Contains(s.Each, d.Kind) {
			p.groupPages[keyOfGroup(d)] = s.URL(d.Under("index.html"))
		}
	}
}

// themeProblem is what is wrong with a theme, as a problem of content.
func themeProblem(e *page.ThemeError) *feed.Problem {
	return &feed.Problem{Path: "_theme/" + e.File, Line: e.Line, Message: e.Message, Hint: strings.TrimPrefix(e.Hint+"; the last good pages stay up", "; ")}
}

// list adds the list of feeds.
func (p *planner) list() {
	var here []*feed.Feed
	for i, f := range p.composed {
		if p.retired(p.Feeds[i]) == "" {
			here = append(here, f)
		}
	}
	list := opml.List{Site: p.in.Site, Feeds: here}
	p.add(Output{Name: feed.OPMLName, Type: feed.OPMLType, Hot: true, Key: keyOf("opml").feeds(here).key(),
		Write: func(w io.Writer, _ Loader) error { return list.Write(w) }}, "the list of feeds")
}

// indexes adds the pages with all tags and all authors, where these have pages.
func (p *planner) indexes() {
	for _, kind := range p.in.Site.Each {
		name := page.IndexName(kind)
		if name == "" {
			continue
		}
		list := page.IndexPage{Kind: kind}
		for i, d := range p.Feeds {
			if d.Kind == kind && p.Sizes[d.Path] > 0 {
				list.Values = append(list.Values, page.Value{Title: page.TitleOf(p.composed[i], d.Kind, d.Value), URL: p.in.Site.URL(d.Under("index.html")), Articles: p.Sizes[d.Path]})
			}
		}
		p.add(Output{Name: name, Type: feed.HTMLType, Key: p.key("index").value(list.Values).key(),
			Write: p.page(func(Loader) (pageWriter, error) { return list, nil })}, "the page "+name)
	}
}

// newest is how many articles the home page and the pages of feeds show; the others are
// on pages by period, so that a new article does not rewrite them.
const newest = 20

// home adds the home page, and those of years.
func (p *planner) home() {
	years := p.periods(p.Feeds[0], p.composed[0], p.live)
	intro := p.in.Introduction
	if intro != nil && !intro.LiveAt(p.now) {
		intro = nil
	}
	shown := p.live[:min(len(p.live), newest)]
	key := p.key("home").feed(p.composed[0]).articles(shown).value(years)
	if intro != nil {
		key.articles([]*feed.Article{intro})
	}
	list := page.ListPage{Feed: p.composed[0], Kind: feed.Whole, Articles: shown, Years: years}
	p.add(Output{Name: "index.html", Type: feed.HTMLType, Hot: true, Key: key.key(), Write: p.page(func(load Loader) (pageWriter, error) {
		return loadList(list, intro, load)
	})}, "the home page")
}

// twin adds the page that a feed stands for.
func (p *planner) feedPage(name string, d feed.Definition, f *feed.Feed, articles []*feed.Article) {
	from := len(p.Outputs)
	years := p.periods(d, f, articles)
	list := page.ListPage{Feed: f, Kind: d.Kind, Value: d.Value, Articles: articles[:min(len(articles), newest)], Years: years}
	key := p.cachedKey(d, name, func() *keyer {
		return p.key("twin").header(f).text(string(d.Kind), d.Value).articles(list.Articles).value(years)
	})
	p.add(Output{Name: name, Type: feed.HTMLType, Key: key, Write: p.page(func(load Loader) (pageWriter, error) {
		return loadList(list, nil, load)
	})}, "the page of the feed "+d.Path)
	p.recordFiles(d, from)
	if g := p.Memo.groups[keyOfGroup(d)]; g != nil {
		g.hasPage = true
	}
}

// whole reads what a list shows of its articles.
func loadList(list page.ListPage, intro *feed.Article, load Loader) (_ pageWriter, err error) {
	if list.Articles, err = loadAll(list.Articles, load); err == nil && intro != nil {
		list.Intro, err = load(intro)
	}
	return list, err
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

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
	f, err := p.in.Theme.NewFrame(p.in.Site, p.listed[0], func(kind feed.Kind, value string) string {
		return p.at[groupKey{kind, strings.ToLower(value)}]
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
	k := keyOf(kind).text(p.theme)
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
		if name := d.Under("index.html"); d.Kind != feed.Whole && !taken[name] && !p.stays(d) {
			p.twin(name, d, p.listed[i], p.shelf(d))
		}
	}
	p.indexes()
	p.subscribe()
	p.notFound()
	p.menu()
	if p.in.Site.Pages {
		p.sitemaps()
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
		if s.Host(address) && !there[address] && !p.standsAt(address) {
			p.Problems = append(p.Problems, &feed.Problem{Path: "site.yaml", Warning: true, Message: "nav leads to " + address + ", where there is nothing", Hint: "pages of their own are in content/" + feed.PagesFolder})
		}
	}
}

// prepare finds the addresses of pages, and the articles whose pages are to be made.
func (p *planner) prepare() {
	s := p.in.Site
	if p.in.Theme != nil {
		sum := p.in.Theme.Sum()
		p.theme = hex.EncodeToString(sum[:])
	} else if p.in.ThemeError != nil {
		e := p.in.ThemeError
		p.Problems = append(p.Problems, themeProblem(e))
		p.Keep = append(p.Keep, "-") // its files are those of the last good pages
	}
	if p.in.Theme != nil {
		for _, name := range p.in.Theme.Unused() {
			p.Problems = append(p.Problems, &feed.Problem{Path: "_theme/" + name, Warning: true, Message: "no file of a theme has that name", Hint: "fil init --theme writes those that there are"})
		}
	}
	p.at = map[groupKey]string{}
	for _, d := range p.Feeds {
		if slices.Contains(s.Each, d.Kind) {
			p.at[keyOfGroup(d)] = s.URL(d.Under("index.html"))
		}
	}
}

// themeProblem is what is wrong with a theme, as a problem of content.
func themeProblem(e *page.ThemeError) *feed.Problem {
	return &feed.Problem{Path: "_theme/" + e.File, Line: e.Line, Message: e.Message, Hint: strings.TrimPrefix(e.Hint+"; the last good pages stay up", "; ")}
}

// stands reports whether an article's page is what it was, and is not planned.
func (p *planner) stands(a *feed.Article) bool { return p.in.Partly && !p.fresh[a] }

// standsAt reports whether a page that is not planned has an address.
func (p *planner) standsAt(address string) bool {
	if !p.in.Partly {
		return false
	}
	if name, err := p.in.Site.File(address); err != nil || p.in.Places != nil && p.in.Places.Free(name) {
		return false
	}
	return slices.ContainsFunc(p.live, func(a *feed.Article) bool { return a.Permalink == address && p.stands(a) })
}

// freshen finds the articles whose pages have to be made: those that are others, those
// beside them now or before, and those that have a value that has a page of its own only
// now. It returns their places.
func (p *planner) freshen() (places []int) {
	p.fresh = map[*feed.Article]bool{}
	mark := func(i int) {
		if i >= 0 && i < len(p.live) && !p.fresh[p.live[i]] {
			p.fresh[p.live[i]] = true
			places = append(places, i)
		}
	}
	for _, i := range p.others {
		mark(i - 1)
		mark(i)
		mark(i + 1)
	}
	for _, left := range p.in.Left {
		i, _ := slices.BinarySearchFunc(p.live, left, feed.ByDate)
		mark(i - 1)
		mark(i)
		mark(i + 1)
	}
	standing := map[groupKey]string{}
	for _, d := range p.in.Standing {
		standing[keyOfGroup(d)] = d.Path
	}
	anew := map[groupKey]bool{}
	for _, d := range p.Feeds {
		if key := keyOfGroup(d); standing[key] != d.Path {
			anew[key] = true
		}
	}
	if len(anew) > 0 {
		for i, a := range p.live {
			for _, kind := range p.in.Site.Each {
				for value := range kind.Values(p.in.Site, a) {
					if anew[groupKey{kind, strings.ToLower(value)}] {
						mark(i)
					}
				}
			}
		}
	}
	slices.Sort(places)
	return places
}

// list adds the list of feeds.
func (p *planner) list() {
	var here []*feed.Feed
	for i, f := range p.listed {
		if p.retired(p.Feeds[i]) == "" {
			here = append(here, f)
		}
	}
	list := opml.List{Site: p.in.Site, Feeds: here}
	p.add(Output{Name: feed.OPMLName, Type: feed.OPMLType, Hot: true, Key: keyOf("opml").feeds(here).key(),
		Write: func(w io.Writer, _ Loader) error { return list.Write(w) }}, "the list of feeds")
}

// articles adds the pages of articles, and the pages of their own. An article that has the
// address of a feed's page is that page: those are taken.
func (p *planner) articles() (taken map[string]bool) {
	taken = map[string]bool{}
	planned := 0
	plan := func(i int) {
		a := p.live[i]
		if a.Page == "" {
			return
		}
		planned++
		var previous, next *feed.Article
		if i > 0 {
			next = p.live[i-1]
		}
		if i+1 < len(p.live) {
			previous = p.live[i+1]
		}
		p.article(a, previous, next)
	}
	if p.in.Partly {
		for _, i := range p.freshen() {
			plan(i)
		}
	} else {
		for i := range p.live {
			plan(i)
		}
	}
	p.Standing += p.paged - planned
	p.takeTwins(taken)
	for _, a := range p.alone {
		if a.Page != "" {
			taken[a.Page] = true
			p.article(a, nil, nil)
		}
	}
	return taken
}

// takeTwins finds the pages of feeds that are articles.
func (p *planner) takeTwins(taken map[string]bool) {
	twins := map[string]bool{}
	lengths := map[int]bool{} // most articles' pages have names of others
	for _, d := range p.Feeds {
		if name := d.Under("index.html"); p.in.Places == nil || !p.in.Partly || !p.in.Places.Free(name) {
			twins[name], lengths[len(name)] = true, true
		}
	}
	if len(twins) == 0 {
		return
	}
	for _, a := range p.live {
		if lengths[len(a.Page)] && twins[a.Page] {
			taken[a.Page] = true
		}
	}
}

func month(a *feed.Article) int { return 12*a.Published.Year() + int(a.Published.Month()) }

// article adds an article's page.
func (p *planner) article(a, previous, next *feed.Article) {
	key := p.key("page").articles([]*feed.Article{a})
	for _, beside := range []*feed.Article{previous, next} {
		if beside == nil {
			key.text("")
		} else {
			key.text(beside.Title, beside.Permalink, beside.Language)
		}
	}
	for _, kind := range []feed.Kind{feed.Tag, feed.Author, feed.Section} {
		for value := range kind.Values(p.in.Site, a) {
			key.text(p.at[groupKey{kind, strings.ToLower(value)}])
		}
	}
	p.add(Output{Name: a.Page, Type: feed.HTMLType, Key: key.key(), Near: month(a), own: !a.InNoList(),
		Write: p.page(func(load Loader) (pageWriter, error) {
			full, err := load(a)
			return page.ArticlePage{Article: full, Previous: linkTo(previous), Next: linkTo(next)}, err
		})}, a.Path)
}

func linkTo(a *feed.Article) *page.Link {
	if a == nil {
		return nil
	}
	return &page.Link{Title: a.Title, URL: a.Permalink, Language: a.Language}
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
				list.Values = append(list.Values, page.Value{Title: page.TitleOf(p.listed[i], d.Kind, d.Value), URL: p.in.Site.URL(d.Under("index.html")), Articles: p.Sizes[d.Path]})
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
	years := p.periods(p.Feeds[0], p.listed[0], p.live)
	intro := p.in.Introduction
	if intro != nil && !intro.LiveAt(p.now) {
		intro = nil
	}
	shown := p.live[:min(len(p.live), newest)]
	key := p.key("home").feed(p.listed[0]).articles(shown).value(years)
	if intro != nil {
		key.articles([]*feed.Article{intro})
	}
	list := page.ListPage{Feed: p.listed[0], Kind: feed.Whole, Articles: shown, Years: years}
	p.add(Output{Name: "index.html", Type: feed.HTMLType, Hot: true, Key: key.key(), Write: p.page(func(load Loader) (pageWriter, error) {
		return whole(list, intro, load)
	})}, "the home page")
}

// twin adds the page that a feed stands for.
func (p *planner) twin(name string, d feed.Definition, f *feed.Feed, articles []*feed.Article) {
	from := len(p.Outputs)
	years := p.periods(d, f, articles)
	list := page.ListPage{Feed: f, Kind: d.Kind, Value: d.Value, Articles: articles[:min(len(articles), newest)], Years: years}
	key := p.keyOf(d, name, func() *keyer {
		return p.key("twin").header(f).text(string(d.Kind), d.Value).articles(list.Articles).value(years)
	})
	p.add(Output{Name: name, Type: feed.HTMLType, Key: key, Write: p.page(func(load Loader) (pageWriter, error) {
		return whole(list, nil, load)
	})}, "the page of the feed "+d.Path)
	p.belong(d, from)
	if g := p.Memo.groups[keyOfGroup(d)]; g != nil {
		g.twin = true
	}
}

// whole reads what a list shows of its articles.
func whole(list page.ListPage, intro *feed.Article, load Loader) (_ pageWriter, err error) {
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

package publish

import (
	"encoding/hex"
	"io"
	"net/url"
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/index"
	"fil/feed/opml"
	"fil/feed/page"
)

// pageWriter is a page with the data that it shows.
type pageWriter interface {
	Write(w io.Writer, f *page.Frame) error
}

// newFrame makes what all pages have in common. All feeds must have been composed.
func (p *planner) newFrame() (*page.Frame, error) {
	if p.in.ThemeError != nil {
		return nil, p.in.ThemeError
	}
	f, err := p.in.Theme.NewFrame(p.in.Site, p.composed[0].Feed, func(kind feed.Kind, value string) string {
		return p.groupPages[keyOfGroup(kind, value)]
	})
	if err == nil {
		f.Now = p.set.Now()
	}
	return f, err
}

// writePage returns the Output.Write of a page. build is called when the page is written.
func (p *planner) writePage(build func(load Loader) (pageWriter, error)) func(w io.Writer, load Loader) error {
	return func(w io.Writer, load Loader) error {
		frame, err := p.frame()
		if err != nil {
			return err
		}
		built, err := build(load)
		if err != nil {
			return err
		}
		return built.Write(w, frame)
	}
}

// key begins the key of a page. It includes the theme. Without a theme the key is unknown: the page
// cannot be made, and has to be tried at each run.
func (p *planner) key(kind string) *keyer {
	k := keyOf(kind).text(p.themeKey).value(p.future)
	k.unknown = p.in.Theme == nil
	return k
}

// pages adds all HTML pages but those of articles, the OPML list of feeds, sitemaps, robots.txt and the
// files of the theme.
func (p *planner) pages() {
	p.home()
	p.opml()
	p.before = []index.Kind{index.Page}
	for i, d := range p.Feeds {
		name := d.Under("index.html")
		if c := p.set.Owner(name); d.Kind == feed.Whole || c != nil && c.Kind == index.Page { // an article may have the address of a feed's page
			continue
		}
		p.feedPage(name, d, p.composed[i].Feed, p.group(d))
	}
	p.indexes()
	p.subscribe()
	p.notFound()
	if p.in.Site.Pages {
		p.sitemaps()
		p.listText()
	}
	p.robots(p.in.Site.Pages && p.news())
	p.terms()
	if p.in.Theme != nil {
		for _, asset := range p.in.Theme.Assets() {
			p.share(Output{Name: asset.Name, Type: asset.Type, Hot: true, Key: keyOf("theme").text(asset.Name).key(),
				Write: func(w io.Writer, _ Loader) error { _, err := w.Write(asset.Data); return err }}, "a file of the theme")
		}
	}
	p.checkNav()
}

// checkNav reports links of the navigation to addresses of the site that have no file.
func (p *planner) checkNav() {
	s := p.in.Site
	for _, link := range s.Nav {
		address, _, _ := strings.Cut(link.URL, "#")
		address, _, _ = strings.Cut(address, "?")
		if s.Host(address) && !p.exists(address) {
			p.Problems = append(p.Problems, &feed.Problem{Path: "site.yaml", Warning: true, Message: "nav leads to " + address + ", where there is nothing", Hint: "pages of their own are in content/" + feed.PagesFolder})
		}
	}
}

// exists reports whether an address of the site is that of a file, and not only redirects to one.
func (p *planner) exists(address string) bool {
	name, err := url.PathUnescape(strings.TrimPrefix(address, p.in.Site.BaseURL))
	if err != nil {
		return false
	}
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	if _, shared := p.shared[name]; shared || p.set.File(name) {
		return true
	}
	c := p.set.Owner(name)
	return c != nil && c.Kind == index.Page
}

// theme sets themeKey and future, and reports problems of the theme. If the theme could not be loaded, the pages
// of the last publication stay, and with them the files of the theme that these were made with.
func (p *planner) theme() {
	if p.in.Site.Preview { // pages mark the articles that are published later
		later := p.set.LiveArticles()
		later = slices.DeleteFunc(later, func(a *feed.Meta) bool { return !a.Published.After(p.set.Now()) })
		p.future = keyOf("future").articles(later).key()
	}
	if p.in.Theme != nil {
		sum := p.in.Theme.Sum()
		p.themeKey = hex.EncodeToString(sum[:])
	} else if p.in.ThemeError != nil {
		e := p.in.ThemeError
		p.Problems = append(p.Problems, themeProblem(e))
		p.RetainFolders = append(p.RetainFolders, strings.TrimSuffix(page.AssetFolder, "/"))
	}
	if p.in.Theme != nil {
		for _, name := range p.in.Theme.Unused() {
			p.Problems = append(p.Problems, &feed.Problem{Path: "_theme/" + name, Warning: true, Message: "no file of a theme has that name", Hint: "fil init --theme writes those that there are"})
		}
	}
}

// themeProblem returns an error of a theme as a problem of a file of content.
func themeProblem(e *page.ThemeError) *feed.Problem {
	return &feed.Problem{Path: "_theme/" + e.File, Line: e.Line, Message: e.Message, Hint: strings.TrimPrefix(e.Hint+"; the last good pages stay up", "; ")}
}

// opml adds the OPML list of the feeds that have not moved elsewhere.
func (p *planner) opml() {
	var published []*feed.Feed
	for i, f := range p.composed {
		if p.retired(p.Feeds[i]) == "" {
			published = append(published, f.Feed)
		}
	}
	list := opml.List{Site: p.in.Site, Feeds: published}
	p.share(Output{Name: feed.OPMLName, Type: feed.OPMLType, Hot: true, Check: feedErrors, Key: keyOf("opml").feeds(published).key(),
		Write: func(w io.Writer, _ Loader) error { return list.Write(w) }}, "the list of feeds")
}

// indexes adds the pages that list all tags and all authors, if the site makes feeds of these.
func (p *planner) indexes() {
	for _, kind := range p.in.Site.Each {
		name := page.IndexName(kind)
		if name == "" {
			continue
		}
		list := page.IndexPage{Kind: kind}
		for i, d := range p.Feeds {
			if d.Kind == kind && p.Sizes[d.Path] > 0 {
				list.Values = append(list.Values, page.Value{Title: page.TitleOf(p.composed[i].Feed, d.Kind, d.Value), URL: p.in.Site.URL(d.Under("index.html")), Articles: p.Sizes[d.Path]})
			}
		}
		p.share(Output{Name: name, Type: feed.HTMLType, Key: p.key("index").value(list.Values).key(),
			Write: p.writePage(func(Loader) (pageWriter, error) { return list, nil })}, "the page "+name)
	}
}

// maxNewest is how many articles the home page and the pages of feeds show. The others are on pages by
// period, which a new article does not change.
const maxNewest = 20

// home adds the home page, and the pages of all articles by period.
func (p *planner) home() {
	listed := p.set.Listed()
	years := p.periods(p.Feeds[0], p.composed[0].Feed, listed)
	intro, shown := p.set.Introduction(), listed.Newest(maxNewest)
	key := p.addLinks(p.key("home").document(p.composed[0]).articles(shown).value(years), shown)
	if intro != nil {
		key.articles([]*feed.Meta{intro})
	}
	list := page.ListPage{Feed: p.composed[0].Feed, Kind: feed.Whole, Years: years}
	p.share(Output{Name: "index.html", Type: feed.HTMLType, Hot: true, Key: key.key(), Write: p.writePage(func(load Loader) (pageWriter, error) {
		return loadList(list, shown, intro, load)
	})}, "the home page")
}

// feedPage adds the HTML page of a feed (its HomeURL), and its pages by period.
func (p *planner) feedPage(name string, d feed.Definition, f *feed.Feed, g *index.Group) {
	years, shown := p.periods(d, f, g), g.Newest(maxNewest)
	list := page.ListPage{Feed: f, Kind: d.Kind, Value: d.Value, Years: years}
	key := p.addLinks(p.key("feed page").header(f).text(string(d.Kind), d.Value).articles(shown).value(years), shown).key()
	p.share(Output{Name: name, Type: feed.HTMLType, Key: key, Write: p.writePage(func(load Loader) (pageWriter, error) {
		return loadList(list, shown, nil, load)
	})}, "the page of the feed "+d.Path)
}

// loadList returns the list with its articles, and with an introduction unless it is nil.
func loadList(list page.ListPage, articles []*feed.Meta, intro *feed.Meta, load Loader) (_ pageWriter, err error) {
	list.Articles, err = loadAll(articles, load)
	if err == nil && intro != nil {
		list.Intro, err = load(intro)
	}
	return list, err
}

// loadAll returns the articles with their texts.
func loadAll(articles []*feed.Meta, load Loader) ([]*feed.Article, error) {
	loaded := make([]*feed.Article, len(articles))
	for i, a := range articles {
		var err error
		loaded[i], err = load(a)
		if err != nil {
			return nil, err
		}
	}
	return loaded, nil
}

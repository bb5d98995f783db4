// Package page writes the pages for people, as HTML.
//
// What they look like is a [Theme]: the templates, style sheet, script and words in this
// folder, each of which a site may replace. What a template is given is one of the page
// types here ([ListPage], [ArticlePage] and so on), and with each the [Frame]: what all
// pages of a publication have in common.
package page

import (
	"errors"
	"html/template"
	"io"
	"net/url"
	"path"
	"strings"
	"time"

	"fil/feed"
)

// SubscribeName is the page that tells how to subscribe, NotFoundName the one for what is
// not there.
const (
	SubscribeName = "subscribe/index.html"
	NotFoundName  = "404.html"
)

// Frame is what all pages of a publication have in common. It is not changed once it is
// made.
type Frame struct {
	Site *feed.Site
	// Main is the site's feed.
	Main *feed.Feed
	// Words are the interface's, in the site's language or in English.
	Words *Words
	// Header and Footer are those of every page's body, Common and Feeds parts of its head;
	// pages that name more feeds have Feeds of their own.
	Header, Footer, Common, Feeds template.HTML

	theme *Theme
	dates dates
	// of is the address of the page of a tag, an author, a section or a language.
	of func(kind feed.Kind, value string) string
	// root is the base URL without its path: what is behind it is enough on the site.
	root string
}

// NewFrame makes the Frame of a publication. of tells the address of the page of a kind's
// value, "" where there is none.
func (t *Theme) NewFrame(s *feed.Site, main *feed.Feed, of func(kind feed.Kind, value string) string) (*Frame, error) {
	f := &Frame{Site: s, Main: main, Words: t.wordsFor(s.Language), theme: t, dates: datesFor(s.Language), of: of}
	if u, err := url.Parse(s.BaseURL); err == nil {
		f.root = strings.TrimSuffix(s.BaseURL, u.EscapedPath())
	}
	var errs [4]error
	f.Header, errs[0] = t.part("header.gohtml", f)
	f.Footer, errs[1] = t.part("footer.gohtml", f)
	f.Common, errs[2] = t.part("common.gohtml", f)
	f.Feeds, errs[3] = t.part("feeds.gohtml", alternates(main))
	return f, errors.Join(errs[:]...)
}

// part is a part of a page, written once for many.
func (t *Theme) part(name string, data any) (template.HTML, error) {
	var b strings.Builder
	err := t.execute(&b, name, data)
	return template.HTML(b.String()), err
}

// T is a word of the interface, HTML-escaped by the template that shows it.
func (f *Frame) T(key string) string { return f.Words.text(key) }

// N is a word of the interface with a number, in the right plural.
func (f *Frame) N(key string, n int) string { return f.Words.number(key, n) }

// Rel is an address as it is written on the site itself: without scheme and host.
func (f *Frame) Rel(u string) string {
	if rest, ok := strings.CutPrefix(u, f.root); ok && strings.HasPrefix(rest, "/") && f.Site.Host(u) {
		return rest
	}
	return u
}

// Asset is the address of a file of the theme: "style.css" or "copy.js". It has a hash of
// the file in it, and may be kept for ever.
func (f *Frame) Asset(name string) string {
	return f.Rel(f.Site.BaseURL) + f.theme.assets[name].Name
}

// SubscribeURL and OPMLURL are the page that tells how to subscribe, and the list of feeds.
func (f *Frame) SubscribeURL() string { return f.Site.URL(SubscribeName) }

// OPMLURL is the address of the list of all feeds.
func (f *Frame) OPMLURL() string { return f.Site.URL(feed.OPMLName) }

// Day is a date in the site's language: "15 janvier 2024". ShortDay is shorter, and Month
// is without a day.
func (f *Frame) Day(t time.Time) string { return f.dates.day(t) }

// ShortDay is a date in short: "15 janv. 2024".
func (f *Frame) ShortDay(t time.Time) string { return f.dates.short(t) }

// Instant is a time for machines (RFC 3339).
func (f *Frame) Instant(t time.Time) string { return t.Format(time.RFC3339) }

// DateLanguage is the language of dates, as a BCP 47 tag.
func (f *Frame) DateLanguage() string { return f.dates.language }

// Language is that of what the site's owner writes, as a BCP 47 tag.
func (f *Frame) Language() string {
	if f.Site.Language == "" {
		return f.Words.Language
	}
	return f.Site.Language
}

// Dir is "rtl" where the page's language is written from right to left, else "".
func (f *Frame) Dir() string { return rightToLeft(f.Language()) }

// DirOf is the direction of a language: "rtl" or "ltr".
func (f *Frame) DirOf(language string) string {
	if dir := rightToLeft(language); dir != "" {
		return dir
	}
	return "ltr"
}

// Text is an article's content, as a page shows it: pictures are loaded when they come
// into view, tables and code scroll by themselves, and footnotes are on this page, whatever
// its address is.
func (f *Frame) Text(a *feed.Article) template.HTML {
	return template.HTML(dress(strings.ReplaceAll(a.Content, `href="`+a.Permalink+`#`, `href="#`)))
}

// Alternate is one form of a feed, as a page's head names it.
type Alternate struct{ Type, Title, URL string }

// TypeAttr is the attribute with its media type, whose plus sign html/template would write
// as a reference: not every reader that looks for feeds in a page reads those.
func (a Alternate) TypeAttr() template.HTMLAttr { return template.HTMLAttr(`type="` + a.Type + `"`) }

// alternates lists the forms of feeds, the most specific first. One that comes twice is
// named once.
func alternates(feeds ...*feed.Feed) (list []Alternate) {
	for i, f := range feeds {
		if i > 0 && f.Self == feeds[0].Self {
			continue
		}
		for _, form := range []Alternate{{"application/atom+xml", "Atom", f.Self.Atom}, {"application/rss+xml", "RSS", f.Self.RSS}, {"application/feed+json", "JSON Feed", f.Self.JSON}} {
			list = append(list, Alternate{form.Type, f.Title + " (" + form.Title + ")", form.URL})
		}
	}
	return list
}

// Link is a page, by its title.
type Link struct{ Title, URL, Language string }

// ListPage shows the newest articles of a feed: the home page, and the page that a feed
// stands for.
type ListPage struct {
	*Frame
	Feed *feed.Feed
	// Kind and Value say what the feed is made for.
	Kind  feed.Kind
	Value string
	// Introduction stands above the list; nil where there is none.
	Introduction *feed.Article
	// Articles are the newest first.
	Articles []*feed.Article
	// Years lead to all of them; none where Articles are all.
	Years []Year
}

// Year is the page of the articles of a year.
type Year struct {
	Name     string // "2024"
	URL      string // absolute
	Articles int    // how many there are
}

// Heading is the page's title.
func (p ListPage) Heading() string {
	switch p.Kind {
	case feed.Tag, feed.Author, feed.Section:
		return p.Value
	case feed.Language:
		return languageName(p.Value)
	}
	return p.Feed.Title
}

// Label says what the page is, "" for the home page.
func (p ListPage) Label() string {
	if p.Kind == feed.Whole {
		return ""
	}
	return p.T(string(p.Kind))
}

// URL is the page's own address.
func (p ListPage) URL() string { return p.Feed.HomeURL }

// Description is what the page says of itself elsewhere, "" for nothing.
func (p ListPage) Description() string { return p.Feed.Subtitle }

// Language is that of the page: a language's own for its page.
func (p ListPage) Language() string {
	if p.Kind == feed.Language {
		return p.Value
	}
	return p.Frame.Language()
}

// Dir is "rtl" where the page's language is written from right to left, else "".
func (p ListPage) Dir() string { return rightToLeft(p.Language()) }

// Feeds are those that the page names in its head.
func (p ListPage) Feeds() (template.HTML, error) {
	return p.theme.part("feeds.gohtml", alternates(p.Feed, p.Main))
}

// Write writes the page.
func (p ListPage) Write(w io.Writer) error { return p.theme.execute(w, "list.gohtml", p) }

// PeriodPage shows the titles of the articles of a year or a month.
type PeriodPage struct {
	*Frame
	Feed *feed.Feed
	// Begins is the first day of the period, in the site's zone.
	Begins time.Time
	// Year says that it is a year, and not a month.
	Year bool
	// URL is the page's own address.
	URL string
	// Months are those with articles, the newest first: one, where it is a month.
	Months []Month
}

// Month is a month with its articles.
type Month struct {
	Begins time.Time
	// Name is in the site's language, as in "janvier".
	Name string
	// URL is where its articles are, where there are too many for one page, else "".
	URL      string
	Count    int
	Articles []*feed.Article // the newest first
}

// Heading is the page's title.
func (p PeriodPage) Heading() string {
	if p.Year {
		return p.Begins.Format("2006")
	}
	return p.dates.monthName(p.Begins) + p.Begins.Format(" 2006")
}

// MonthName is the name of the month that a time is in.
func (f *Frame) MonthName(t time.Time) string { return f.dates.monthName(t) }

// Description is what the page says of itself elsewhere: nothing.
func (p PeriodPage) Description() string { return "" }

// Feeds are those that the page names in its head.
func (p PeriodPage) Feeds() (template.HTML, error) {
	return p.theme.part("feeds.gohtml", alternates(p.Feed, p.Main))
}

// Write writes the page.
func (p PeriodPage) Write(w io.Writer) error { return p.theme.execute(w, "period.gohtml", p) }

// NotFoundPage is what a server answers where there is nothing.
type NotFoundPage struct{ *Frame }

// Heading is the page's title.
func (p NotFoundPage) Heading() string { return p.T("not_found") }

// Description is what the page says of itself elsewhere: nothing, and it has no address.
func (p NotFoundPage) Description() string { return "" }

// URL is "": it stands for many.
func (p NotFoundPage) URL() string { return "" }

// Dir is the direction of the interface's language.
func (p NotFoundPage) Dir() string { return rightToLeft(p.Words.Language) }

// Write writes the page.
func (p NotFoundPage) Write(w io.Writer) error { return p.theme.execute(w, "notfound.gohtml", p) }

// MovedPage sends who opens an old address on, on hosts that cannot redirect.
type MovedPage struct {
	Theme *Theme `json:"-"`
	To    string // absolute
	Title string
}

// Write writes the page.
func (p MovedPage) Write(w io.Writer) error { return p.Theme.execute(w, "moved.gohtml", p) }

// folder of assets of the theme in dist.
const assetFolder = "-"

func assetName(name, hash string) string {
	base, ext := strings.TrimSuffix(name, path.Ext(name)), path.Ext(name)
	return assetFolder + "/" + base + "-" + hash + ext
}

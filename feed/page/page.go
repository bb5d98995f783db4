// Package page writes the pages for people, as HTML.
//
// What they look like is a [Theme]: the templates, style sheet, script and words in this
// folder, each of which a site may replace. What a template is given is one of the page
// types here ([ListPage], [ArticlePage] and so on), and with each the [Frame]: what all
// pages of a publication have in common.
package page

import (
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"fil/feed"
)

// SubscribeName is the page that tells how to subscribe, NotFoundName the one for what is
// not there.
const (
	SubscribeName = "subscribe/index.html"
	ArchiveName   = "archive/index.html"
	NotFoundName  = "404.html"
)

// Frame is what all pages of a publication have in common. It is not changed once it is
// made.
type Frame struct {
	Site *feed.Site
	// Main is the site's feed.
	Main *feed.Feed
	// W are the words of the interface by their keys, in the site's language or in English,
	// and UI is which one, as a BCP 47 tag.
	W  map[string]string
	UI string
	// UIAttrs are the attributes of what is in the interface's words: lang and dir.
	UIAttrs template.HTMLAttr
	// Language is that of what the site's owner writes, DateLanguage that of dates.
	Language, DateLanguage string
	// Dir is "rtl" where the site's language is written from right to left, else "".
	Dir string
	// Header and Footer are those of every page's body, Common and Feeds parts of its head;
	// pages that name more feeds have Feeds of their own.
	Header, Footer, Common, Feeds template.HTML

	theme *Theme
	words *Words
	dates dates
	// of is the address of the page of a tag, an author, a section or a language.
	of func(kind feed.Kind, value string) string
	// Now is the time of the run. A preview marks articles that are published after it.
	Now time.Time
	// root is the base URL without its path: what is behind it is enough on the site.
	root string
}

// NewFrame makes the Frame of a publication. of tells the address of the page of a kind's
// value, "" where there is none.
func (t *Theme) NewFrame(s *feed.Site, main *feed.Feed, of func(kind feed.Kind, value string) string) (*Frame, error) {
	words, dates := t.wordsFor(s.Language), datesFor(s.Language)
	f := &Frame{Site: s, Main: main, W: words.all(), UI: words.Language, Language: s.Language, DateLanguage: dates.language, theme: t, words: words, dates: dates, of: of}
	if f.Language == "" {
		f.Language = f.UI
	}
	f.Dir = rightToLeft(f.Language)
	f.UIAttrs = template.HTMLAttr(`lang="` + f.UI + `" dir="` + direction(f.UI) + `"`)
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

// N is a word of the interface with a number, in the right plural.
func (f *Frame) N(key string, n int) string { return f.words.number(key, n) }

// Rel is an address as it is written on the site itself: without scheme and host.
func (f *Frame) Rel(u string) string {
	if rest, ok := strings.CutPrefix(u, f.root); ok && strings.HasPrefix(rest, "/") && f.Site.Host(u) {
		return rest
	}
	return u
}

// Asset is the address of a file of the theme: "style.css" or "copy.js". It has a hash of
// the file in it, and may be kept for ever.
func (f *Frame) Asset(name string) (string, error) {
	asset, ok := f.theme.assets[name]
	if !ok {
		return "", fmt.Errorf("a theme has no asset %q", name)
	}
	return f.Rel(f.Site.BaseURL) + asset.Name, nil
}

// ArchiveURL is the address of the page with all titles, and IndexURL that of the page with all
// tags, authors or languages; "" where there is none.
func (f *Frame) ArchiveURL() string {
	if !f.Site.Pages {
		return ""
	}
	return f.Site.URL(ArchiveName)
}

// IndexURL is the address of the page with all values of a kind, "" where there is none.
func (f *Frame) IndexURL(kind string) string {
	if name := IndexName(feed.Kind(kind)); name != "" && slices.Contains(f.Site.Each, feed.Kind(kind)) {
		return f.Site.URL(name)
	}
	return ""
}

// escapes are percent-encoded bytes in a row.
var escapes = regexp.MustCompile(`(?:%[0-9A-Fa-f]{2})+`)

// Shown is an address as a person reads it: with the letters beyond ASCII that it stands for, and
// with places behind its slashes at which a narrow page may break it. What it shows leads to the
// same place when it is copied.
func (f *Frame) Shown(address string) template.HTML {
	shown := escapes.ReplaceAllStringFunc(address, func(escaped string) string {
		plain, err := url.PathUnescape(escaped)
		hidden := func(r rune) bool { return r < utf8.RuneSelf || !unicode.IsGraphic(r) || unicode.IsSpace(r) }
		if err != nil || !utf8.ValidString(plain) || strings.ContainsFunc(plain, hidden) {
			return escaped
		}
		return plain
	})
	scheme, rest, _ := strings.Cut(shown, "://")
	return template.HTML(template.HTMLEscapeString(scheme) + "://<wbr>" + strings.ReplaceAll(template.HTMLEscapeString(rest), "/", "/<wbr>"))
}

// SubscribeURL is the address of the page that tells how to subscribe.
func (f *Frame) SubscribeURL() string { return f.Site.URL(SubscribeName) }

// OPMLURL is the address of the list of all feeds.
func (f *Frame) OPMLURL() string { return f.Site.URL(feed.OPMLName) }

// text is an article's content, as a page shows it: pictures are loaded when they come
// into view, tables and code scroll by themselves, and footnotes are on this page, whatever
// its address is.
func text(a *feed.Article) template.HTML {
	return template.HTML(dress(strings.ReplaceAll(a.Content, `href="`+a.Permalink+`#`, `href="#`)))
}

// Moment is a time: for machines (RFC 3339), and as a date in the site's language, in full
// ("15 janvier 2024") or in short ("15 janv. 2024").
type Moment struct{ Machine, Day, Short string }

func (f *Frame) moment(t time.Time) Moment {
	return Moment{t.Format(time.RFC3339), f.dates.day(t), f.dates.short(t)}
}

// published is when an article was published: the month, where its author has given no day.
func (f *Frame) published(a *feed.Article) Moment {
	if a.Traits.Has(feed.MonthOnly) {
		month := f.dates.month(a.Published)
		return Moment{a.Published.Format("2006-01"), month, month}
	}
	return f.moment(a.Published)
}

// Entry is an article in a list.
type Entry struct {
	Title   string
	Summary string // "" in a list of titles
	URL     string // on the site
	// Language and Dir are the article's, "" where they are the page's.
	Language, Dir string
	Published     Moment
	// Mark says that only a preview has it, "" for all others.
	Mark string
	// Image is a small picture; Authors and Tags are those that stand below. A list of titles
	// has none of them.
	Image   feed.Image
	Authors []Link
	Tags    []Link
}

// entries are articles in a list of titles on a page in a language.
func (f *Frame) entries(articles []*feed.Article, language string) []Entry {
	entries := make([]Entry, len(articles))
	for i, a := range articles {
		entries[i] = Entry{Title: a.Title, URL: f.Rel(a.Permalink), Published: f.published(a), Mark: f.mark(a)}
		if a.Language != "" && a.Language != language {
			entries[i].Language, entries[i].Dir = a.Language, direction(a.Language)
		}
	}
	return entries
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
		for _, form := range f.Forms() {
			mediaType, _, _ := strings.Cut(form.Type, ";")
			list = append(list, Alternate{mediaType, f.Title + " (" + form.Name + ")", form.URL})
		}
	}
	return list
}

// Link is a page, by its title.
type Link struct{ Title, URL, Language string }

// Head is what the head of a page says of it.
type Head struct {
	*Frame
	// Heading is the page's title.
	Heading string
	// Description is what it says of itself elsewhere, "" for nothing.
	Description string
	// URL is its own address, "" where it stands for many.
	URL string
	// Language is the page's, Dir "rtl" where that is written from right to left, else "".
	Language, Dir string
	// Feeds are those that it names.
	Feeds template.HTML
}

func (f *Frame) head(heading, description, address, language string) Head {
	h := Head{Frame: f, Heading: heading, Description: description, URL: address, Language: language, Feeds: f.Feeds, Dir: f.Dir}
	if language != f.Language {
		h.Dir = rightToLeft(language)
	}
	return h
}

// ListPage shows the newest articles of a feed: the home page, and the page that a feed
// stands for. What is not given is filled in when it is written.
type ListPage struct {
	Head
	Feed *feed.Feed
	// Kind and Value say what the feed is made for.
	Kind  feed.Kind
	Value string
	// Intro stands above the list; nil where there is none.
	Intro *feed.Article
	// Articles are the newest first.
	Articles []*feed.Article
	// Years lead to all of them; none where Articles are all.
	Years []Year

	// Label says what the page is, "" for the home page.
	Label string
	// Introduction is the text of Intro, and Entries are Articles, as they are shown.
	Introduction template.HTML
	Entries      []Entry
}

// Year is the page of the articles of a year.
type Year struct {
	Name     string // "2024"
	URL      string // absolute
	Articles int    // how many there are
}

// TitleOf is what the page of a feed is called.
func TitleOf(f *feed.Feed, kind feed.Kind, value string) string {
	switch kind {
	case feed.Tag, feed.Author, feed.Section:
		return value
	case feed.Language:
		return LanguageName(value)
	}
	return f.Title
}

// Write writes the page, of a publication with that Frame.
func (p ListPage) Write(w io.Writer, f *Frame) (err error) {
	language := f.Language
	if p.Kind == feed.Language {
		language = p.Value
	}
	p.Head = f.head(TitleOf(p.Feed, p.Kind, p.Value), p.Feed.Subtitle, p.Feed.HomeURL, language)
	if p.Kind != feed.Whole {
		p.Label = f.W[string(p.Kind)]
		if p.Head.Feeds, err = f.theme.part("feeds.gohtml", alternates(p.Feed, f.Main)); err != nil {
			return err
		}
	}
	if p.Intro != nil {
		p.Introduction = text(p.Intro)
	}
	p.Entries = f.entries(p.Articles, language)
	for i, a := range p.Articles {
		e := &p.Entries[i]
		e.Summary, e.Image, e.Authors, e.Tags = a.Summary, a.Image, f.authors(a), f.tags(a)
		if a.Traits.Has(feed.Untitled) { // it would say the same twice
			e.Summary = ""
		}
	}
	return f.execute(w, "list.gohtml", p)
}

// NotFoundPage is what a server answers where there is nothing.
type NotFoundPage struct{ Head }

// Write writes the page, of a publication with that Frame.
func (p NotFoundPage) Write(w io.Writer, f *Frame) error {
	p.Head = f.head(f.W["not_found"], "", "", f.UI)
	return f.execute(w, "notfound.gohtml", p)
}

// MovedPage sends who opens an old address on, on hosts that cannot redirect.
type MovedPage struct {
	To    string // absolute
	Title string
}

// Write writes the page, of a publication with that Frame.
func (p MovedPage) Write(w io.Writer, f *Frame) error { return f.theme.execute(w, "moved.gohtml", p) }

// AssetFolder is where the files of a theme are in dist.
const AssetFolder = "-/"

func assetName(name, hash string) string {
	base, ext := strings.TrimSuffix(name, path.Ext(name)), path.Ext(name)
	return AssetFolder + base + "-" + hash + ext
}

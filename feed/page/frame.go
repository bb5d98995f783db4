package page

import (
	"errors"
	"fmt"
	"html/template"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"fil/feed"
)

// Frame is what all pages of a publication have in common. It is read-only once NewFrame has returned
// it, and may be used by several goroutines. Templates can use its exported fields and methods.
type Frame struct {
	Site *feed.Site
	// Main is the site's feed.
	Main *feed.Feed
	// W has the words of the interface by their keys. UI is their language as a BCP 47 tag: the
	// site's if the theme has a catalogue for it, else English.
	W  map[string]string
	UI string
	// UIAttrs are the attributes lang and dir for an element that contains words of the interface.
	UIAttrs template.HTMLAttr
	// Language is the site's language, or UI if site.yaml names none. DateLanguage is the language
	// of dates.
	Language, DateLanguage string
	// Dir is "rtl" if the site's language is written from right to left, else "".
	Dir string
	// Header and Footer begin and end the body of every page. Common and Feeds belong to its head;
	// the pages of a tag, for example, have Feeds of their own (Head.Feeds).
	Header, Footer, Common, Feeds template.HTML
	// Now is the time of the run, set by the caller. A preview marks articles published after it.
	Now time.Time

	theme *Theme
	words *Words
	dates dates
	// pageOf returns the address of the page of a tag, an author, a section or a language, "" if it
	// has none.
	pageOf func(kind feed.Kind, value string) string
	// root is the base URL without its path, "https://fil.example". Rel removes it from addresses.
	root string
}

// NewFrame makes the Frame of a publication. main is the feed of the whole site. pageOf returns the
// absolute address of the page for a value of a kind, such as a tag, or "" if there is no such page.
// An error in a template is a *ThemeError.
func (t *Theme) NewFrame(s *feed.Site, main *feed.Feed, pageOf func(kind feed.Kind, value string) string) (*Frame, error) {
	words, format := t.wordsFor(s.Language), datesFor(s.Language)
	f := &Frame{Site: s, Main: main, W: words.texts(), UI: words.Language, Language: s.Language,
		DateLanguage: format.language, theme: t, words: words, dates: format, pageOf: pageOf}
	if f.Language == "" {
		f.Language = f.UI
	}
	f.Dir = rightToLeft(f.Language)
	f.UIAttrs = template.HTMLAttr(`lang="` + f.UI + `" dir="` + direction(f.UI) + `"`)
	if u, err := url.Parse(s.BaseURL); err == nil {
		f.root = strings.TrimSuffix(s.BaseURL, u.EscapedPath())
	}
	var errs [4]error
	f.Header, errs[0] = t.render("header.gohtml", f)
	f.Footer, errs[1] = t.render("footer.gohtml", f)
	f.Common, errs[2] = t.render("common.gohtml", f)
	f.Feeds, errs[3] = t.render("feeds.gohtml", alternates(main))
	return f, errors.Join(errs[:]...)
}

// render executes a template for a piece of HTML that many pages share.
func (t *Theme) render(name string, data any) (template.HTML, error) {
	var b strings.Builder
	err := t.execute(&b, name, data)
	return template.HTML(b.String()), err
}

// N returns the word of the interface for a number, in the plural form that its language has for n.
func (f *Frame) N(key string, n int) string { return f.words.number(key, n) }

// Rel returns an address of the site without its scheme and host, and any other address unchanged.
func (f *Frame) Rel(u string) string {
	if rest, ok := strings.CutPrefix(u, f.root); ok && strings.HasPrefix(rest, "/") && f.Site.Host(u) {
		return rest
	}
	return u
}

// Asset returns the address of a file of the theme, "style.css" or "copy.js". It contains a hash of
// the file, so that clients may cache it for ever. An unknown name is an error.
func (f *Frame) Asset(name string) (string, error) {
	asset, ok := f.theme.assets[name]
	if !ok {
		return "", fmt.Errorf("a theme has no asset %q", name)
	}
	return f.Rel(f.Site.BaseURL) + asset.Name, nil
}

// ArchiveURL returns the address of the page with all titles, "" if the site has no pages.
func (f *Frame) ArchiveURL() string {
	if !f.Site.Pages {
		return ""
	}
	return f.Site.URL(ArchiveName)
}

// IndexURL returns the address of the page that lists all values of a kind, "" if there is none.
func (f *Frame) IndexURL(kind string) string {
	if name := IndexName(feed.Kind(kind)); name != "" && slices.Contains(f.Site.Each, feed.Kind(kind)) {
		return f.Site.URL(name)
	}
	return ""
}

// SubscribeURL returns the address of the page that explains how to subscribe.
func (f *Frame) SubscribeURL() string { return f.Site.URL(SubscribeName) }

// OPMLURL returns the address of the list of all feeds.
func (f *Frame) OPMLURL() string { return f.Site.URL(feed.OPMLName) }

// percentEncoded matches a run of percent-encoded bytes.
var percentEncoded = regexp.MustCompile(`(?:%[0-9A-Fa-f]{2})+`)

// Shown returns an address as text for a page: percent-encoded letters beyond ASCII are decoded, and
// <wbr> behind each slash lets a narrow page break the line there. Runs that contain ASCII, spaces,
// invisible characters or invalid UTF-8 stay encoded, so that the text, copied, leads to the same
// address.
func (f *Frame) Shown(address string) template.HTML {
	shown := percentEncoded.ReplaceAllStringFunc(address, func(escaped string) string {
		plain, err := url.PathUnescape(escaped)
		mustEscape := func(r rune) bool { return r < utf8.RuneSelf || !unicode.IsGraphic(r) || unicode.IsSpace(r) }
		if err != nil || !utf8.ValidString(plain) || strings.ContainsFunc(plain, mustEscape) {
			return escaped
		}
		return plain
	})
	scheme, rest, _ := strings.Cut(shown, "://")
	return template.HTML(template.HTMLEscapeString(scheme) + "://<wbr>" + strings.ReplaceAll(template.HTMLEscapeString(rest), "/", "/<wbr>"))
}

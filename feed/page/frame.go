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

// SubscribeURL is the address of the page that tells how to subscribe.
func (f *Frame) SubscribeURL() string { return f.Site.URL(SubscribeName) }

// OPMLURL is the address of the list of all feeds.
func (f *Frame) OPMLURL() string { return f.Site.URL(feed.OPMLName) }

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

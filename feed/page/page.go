// Package page writes the pages for people, as HTML.
package page

import (
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"strings"
	"sync"
	"time"

	"fil/feed"
)

//go:embed *.gohtml
var files embed.FS

var templates = sync.OnceValues(func() (*template.Template, error) {
	return template.New("").Funcs(template.FuncMap{
		"day":     func(t time.Time) string { return t.Format(time.DateOnly) },
		"instant": func(t time.Time) string { return t.Format(time.RFC3339) },
		// Content was made safe in source; here it only has to pass.
		"safe": func(s string) template.HTML { return template.HTML(s) },
	}).ParseFS(files, "*.gohtml")
})

// HomePage is what the home page shows.
type HomePage struct {
	Site *feed.Site
	Feed *feed.Feed
	// Introduction stands above the list; nil where there is none.
	Introduction *feed.Article
	// Articles are the newest that are live, the newest first.
	Articles []*feed.Article
	// Months lead to all of them; none where Articles are all.
	Months []Month
}

// Month is the page of the articles of one month.
type Month struct {
	Name     string // "2024-01"
	URL      string // absolute
	Articles int    // how many there are
}

// MonthPage shows the articles of one month.
type MonthPage struct {
	Site     *feed.Site
	Feed     *feed.Feed
	Month    Month
	Articles []*feed.Article
}

// Write writes the page of a month.
func (p MonthPage) Write(w io.Writer) error { return execute(w, "month.gohtml", p) }

// ArticlePage is what an article's page shows.
type ArticlePage struct {
	Site    *feed.Site
	Feed    *feed.Feed
	Article *feed.Article
	// Same are the parts that all pages of a site have in common; nil makes them.
	Same *Same
}

// Same is what all pages of a site have in common, made once.
type Same struct {
	Feeds, Subscribe template.HTML
}

// NewSame makes what the pages that go with a feed have in common.
func NewSame(f *feed.Feed) (*Same, error) {
	var feeds, subscribe strings.Builder
	if err := errors.Join(execute(&feeds, "feeds", f), execute(&subscribe, "subscribe", f)); err != nil {
		return nil, err
	}
	return &Same{template.HTML(feeds.String()), template.HTML(subscribe.String())}, nil
}

// MovedPage sends who opens an old address on, on hosts that cannot redirect.
type MovedPage struct {
	To    string // absolute
	Title string
}

// Write writes the page.
func (p MovedPage) Write(w io.Writer) error { return execute(w, "moved.gohtml", p) }

// Language is the page's own, as a BCP 47 tag.
func (p ArticlePage) Language() string {
	if p.Article.Language != "" {
		return p.Article.Language
	}
	return p.Site.Language
}

// Write writes the home page.
func (p HomePage) Write(w io.Writer) error { return execute(w, "home.gohtml", p) }

// Write writes the article's page.
func (p ArticlePage) Write(w io.Writer) (err error) {
	if p.Same == nil {
		if p.Same, err = NewSame(p.Feed); err != nil {
			return err
		}
	}
	return execute(w, "article.gohtml", p)
}

func execute(w io.Writer, name string, data any) error {
	t, err := templates()
	if err != nil {
		return fmt.Errorf("reading the templates: %w", err)
	}
	return t.ExecuteTemplate(w, name, data)
}

// Package page writes the HTML pages of a publication, its sitemaps and the style sheet of its feeds.
//
// How pages look is a [Theme]: templates, a style sheet, a script and catalogues of the interface's
// words. The built-in theme is in the folders theme and words beside this file; [Load] replaces
// single files of it by those of a site. [Theme.NewFrame] makes a [Frame], which holds what all pages
// of one publication have in common.
//
// For each kind of page there is a type with a method Write. The caller sets the fields that describe
// the page; Write computes the rest, as the type's documentation says, and executes a template with
// the page as its data. Exported fields and methods of these types are what themes may use, so they
// must not change:
//
//	template          data             file
//	list.gohtml       [ListPage]       list.go
//	article.gohtml    [ArticlePage]    article.go
//	period.gohtml     [PeriodPage]     period.go
//	index.gohtml      [IndexPage]      index.go
//	subscribe.gohtml  [SubscribePage]  subscribe.go
//	notfound.gohtml   [NotFoundPage]   notfound.go
//	moved.gohtml      [MovedPage]      moved.go
//	head.gohtml       [Head]           page.go
//	address.gohtml    [ListPage]       list.go
//	feeds.gohtml      []Alternate      alternate.go
//
// The templates header.gohtml, footer.gohtml and common.gohtml get only the [Frame] (frame.go) and are
// executed once for all pages. icon.gohtml gets no data.
package page

import (
	"html/template"
)

// Names of pages in dist.
const (
	SubscribeName = "subscribe/index.html" // how to subscribe, and to which feeds
	ArchiveName   = "archive/index.html"   // the titles of all articles
	NotFoundName  = "404.html"             // the answer for an unknown address
)

// Link is a link to a page. Language is that of the title, as a BCP 47 tag; "" means that of the page
// on which the link is.
type Link struct{ Title, URL, Language string }

// Head describes a page. Every page type but MovedPage embeds one, which its Write method sets.
type Head struct {
	*Frame
	// Heading is the page's title.
	Heading string
	// Description is the text for search engines and link previews; "" for none.
	Description string
	// URL is the page's address; "" if it is served at many, as the page of a 404 is.
	URL string
	// Language is the page's. Dir is "rtl" if that language is written from right to left, else "".
	Language, Dir string
	// Feeds are the link elements for the page's feeds.
	Feeds template.HTML
}

// head returns a Head with the site's feed. language is the page's.
func (f *Frame) head(heading, description, address, language string) Head {
	h := Head{Frame: f, Heading: heading, Description: description, URL: address, Language: language, Feeds: f.Feeds, Dir: f.Dir}
	if language != f.Language {
		h.Dir = rightToLeft(language)
	}
	return h
}

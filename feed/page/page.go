// Package page writes the pages for people, as HTML.
//
// What they look like is a [Theme]: the templates, style sheet, script and words in this
// folder, each of which a site may replace. What a template is given is one of the page
// types here ([ListPage], [ArticlePage] and so on), and with each the [Frame]: what all
// pages of a publication have in common.
package page

import (
	"html/template"
)

// SubscribeName is the page that tells how to subscribe, NotFoundName the one for what is
// not there.
const (
	SubscribeName = "subscribe/index.html"
	ArchiveName   = "archive/index.html"
	NotFoundName  = "404.html"
)

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

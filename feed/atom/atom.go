// Package atom writes a feed as Atom 1.0 (RFC 4287), with the links of WebSub.
// Elements and XML come from gorilla/feeds; what its types cannot say is said by
// types of this package that embed them.
package atom

import (
	"io"
	"time"

	"github.com/gorilla/feeds"

	"fil/feed"
)

// Write writes f as an Atom document. It trusts that f is clean (package feed's
// Article says what that means); its only errors are those of w.
func Write(w io.Writer, f *feed.Feed) error {
	return feeds.WriteXML(newDocument(f), w)
}

// document is atom:feed (RFC 4287 §4.1.1). A field of its own hides gorilla's of the
// same element.
type document struct {
	feeds.AtomFeed
	Lang      string             `xml:"xml:lang,attr,omitempty"`
	Links     []link             `xml:"link"`
	Authors   []feeds.AtomPerson `xml:"author"`
	Generator string             `xml:"generator"`
	Entries   []*entry           `xml:"entry"`
}

// FeedXml implements feeds.XmlFeed. The one that AtomFeed has would drop all that
// document adds.
func (d *document) FeedXml() any { return d }

// entry is atom:entry (RFC 4287 §4.1.2).
type entry struct {
	feeds.AtomEntry
	Lang       string             `xml:"xml:lang,attr,omitempty"`
	Links      []link             `xml:"link"`
	Authors    []feeds.AtomPerson `xml:"author"`
	Categories []category         `xml:"category"`
	Content    *content           `xml:"content"`
}

// link is atom:link (RFC 4287 §4.2.7), with its title.
type link struct {
	Rel    string `xml:"rel,attr"`
	Type   string `xml:"type,attr,omitempty"`
	Href   string `xml:"href,attr"`
	Title  string `xml:"title,attr,omitempty"`
	Length int64  `xml:"length,attr,omitempty"`
}

// category is atom:category (RFC 4287 §4.2.2), whose term is an attribute.
type category struct {
	Term string `xml:"term,attr"`
}

// content is atom:content of type html (RFC 4287 §4.1.3.3). As CDATA it takes a
// third less room than escaped.
type content struct {
	Type string `xml:"type,attr"`
	HTML string `xml:",cdata"`
}

func newDocument(f *feed.Feed) *document {
	d := &document{
		AtomFeed: feeds.AtomFeed{Xmlns: "http://www.w3.org/2005/Atom", Title: f.Title, Id: f.ID, Subtitle: f.Subtitle,
			Updated: timestamp(f.Updated), Icon: f.Icon, Logo: f.Logo, Rights: f.Rights},
		Lang:      f.Language,
		Authors:   persons(f.Authors),
		Generator: feed.Generator,
		Links: []link{
			{Rel: "self", Type: "application/atom+xml", Href: f.AtomURL},
			{Rel: "alternate", Type: "text/html", Href: f.HomeURL},
		},
	}
	for _, hub := range f.Hubs {
		d.Links = append(d.Links, link{Rel: "hub", Href: hub})
	}
	for _, a := range f.Articles {
		d.Entries = append(d.Entries, newEntry(f, a))
	}
	return d
}

func newEntry(f *feed.Feed, a *feed.Article) *entry {
	e := &entry{
		AtomEntry: feeds.AtomEntry{Title: a.Title, Id: a.ID, Published: timestamp(a.Published),
			Updated: timestamp(a.Updated), Rights: a.Rights},
		Links:   []link{{Rel: "alternate", Type: "text/html", Href: a.Permalink}},
		Authors: persons(a.Authors),
	}
	if a.Language != f.Language {
		e.Lang = a.Language
	}
	if a.Link != "" {
		e.Links = append(e.Links, link{Rel: "related", Href: a.Link})
	}
	for _, m := range a.Enclosures {
		e.Links = append(e.Links, link{Rel: "enclosure", Type: m.Type, Href: m.URL, Title: m.Title, Length: m.Length})
	}
	for _, tag := range a.Tags {
		e.Categories = append(e.Categories, category{Term: tag})
	}
	if a.Summary != "" {
		e.Summary = &feeds.AtomSummary{Type: "text", Content: a.Summary}
	}
	if !f.SummaryOnly {
		e.Content = &content{Type: "html", HTML: a.Content}
	}
	return e
}

func persons(people []feed.Person) []feeds.AtomPerson {
	out := make([]feeds.AtomPerson, len(people))
	for i, p := range people {
		out[i] = feeds.AtomPerson{Name: p.Name, Uri: p.URL, Email: p.Email}
	}
	return out
}

// timestamp is a date construct (RFC 4287 §3.3), with the zone that the time has.
func timestamp(t time.Time) string { return t.Format(time.RFC3339) }

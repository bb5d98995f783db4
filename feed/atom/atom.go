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
	return feeds.WriteXML(newDocument(f), f.Styled(w))
}

// document is atom:feed (RFC 4287 §4.1.1). A field of its own hides gorilla's of the
// same element.
type document struct {
	feeds.AtomFeed
	Media     string             `xml:"xmlns:media,attr,omitempty"`
	History   string             `xml:"xmlns:fh,attr,omitempty"`
	Lang      string             `xml:"xml:lang,attr,omitempty"`
	Complete  *empty             `xml:"fh:complete"`
	Archive   *empty             `xml:"fh:archive"`
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
	Source     *source            `xml:"source"`
	Thumbnail  *thumbnail         `xml:"media:thumbnail"`
	Content    *content           `xml:"content"`
}

// empty is an element that says all by being there.
type empty struct{}

// The namespaces that a feed may use besides Atom's.
const (
	nsMedia   = "http://search.yahoo.com/mrss/"
	nsHistory = "http://purl.org/syndication/history/1.0"
)

// source is atom:source (RFC 4287 §4.2.11): where an entry was taken from.
type source struct {
	Title string `xml:"title"`
	Link  link   `xml:"link"`
}

// thumbnail is media:thumbnail (Media RSS 1.5.1).
type thumbnail struct {
	URL    string `xml:"url,attr"`
	Width  int    `xml:"width,attr,omitempty"`
	Height int    `xml:"height,attr,omitempty"`
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
	HTML []byte `xml:",cdata"`
}

func newDocument(f *feed.Feed) *document {
	d := &document{
		AtomFeed: feeds.AtomFeed{Xmlns: "http://www.w3.org/2005/Atom", Title: f.Title, Id: f.ID, Subtitle: f.Subtitle,
			Updated: timestamp(f.Updated), Icon: f.Icon, Logo: f.Logo, Rights: f.Rights},
		Lang:      f.Language,
		Authors:   persons(f.Authors),
		Generator: feed.Generator,
		Links: []link{
			{Rel: "self", Type: "application/atom+xml", Href: f.Self.Atom},
			{Rel: "alternate", Type: "text/html", Href: f.HomeURL},
		},
	}
	for _, hub := range f.Hubs {
		d.Links = append(d.Links, link{Rel: "hub", Href: hub})
	}
	d.history(f)
	for _, a := range f.Articles {
		if a.Image.URL != "" {
			d.Media = nsMedia
		}
		d.Entries = append(d.Entries, newEntry(f, a))
	}
	return d
}

// history adds the marks and links of RFC 5005 §2 and §4.
func (d *document) history(f *feed.Feed) {
	for rel, to := range f.Archives() {
		d.Links = append(d.Links, link{Rel: rel, Type: "application/atom+xml", Href: to.Atom})
	}
	if f.Complete {
		d.Complete = &empty{}
	}
	if f.Archived {
		d.Archive = &empty{}
	}
	if f.Complete || f.Archived {
		d.History = nsHistory
	}
}

func newEntry(f *feed.Feed, a *feed.Article) *entry {
	e := &entry{
		AtomEntry: feeds.AtomEntry{Title: a.FeedTitle(), Id: a.ID, Published: timestamp(a.Published),
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
	if a.Comments != "" {
		e.Links = append(e.Links, link{Rel: "replies", Type: "text/html", Href: a.Comments})
	}
	if a.Replies != "" {
		e.Links = append(e.Links, link{Rel: "replies", Type: "application/atom+xml", Href: a.Replies})
	}
	if a.Source.URL != "" {
		e.Source = &source{Title: a.Source.Title, Link: link{Rel: "self", Href: a.Source.URL}}
	}
	if i := a.Image; i.URL != "" {
		e.Thumbnail = &thumbnail{URL: i.URL, Width: i.Width, Height: i.Height}
	}
	for _, tag := range a.Tags {
		e.Categories = append(e.Categories, category{Term: tag})
	}
	if a.Summary != "" {
		e.Summary = &feeds.AtomSummary{Type: "text", Content: a.Summary}
	}
	if !f.SummaryOnly {
		e.Content = &content{Type: "html", HTML: a.HTML()}
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

// Package atom writes a feed as Atom 1.0 (RFC 4287), with the link to its WebSub hub.
//
// [Write] converts a [feed.Feed] into a tree of structs, which gorilla/feeds marshals to XML. The
// structs embed those of gorilla/feeds and add the elements that those lack.
package atom

import (
	"io"
	"time"

	"github.com/gorilla/feeds"

	"fil/feed"
)

// Write writes f as an Atom document. It does not validate f, which must be clean (feed.Article says
// what that means). Its only errors are those of w.
func Write(w io.Writer, f *feed.Feed) error {
	return feeds.WriteXML(newDocument(f), f.Styled(w))
}

// document is atom:feed (RFC 4287 §4.1.1). A field of document hides the embedded field with the
// same element name.
type document struct {
	feeds.AtomFeed
	Media     string             `xml:"xmlns:media,attr,omitempty"`
	History   string             `xml:"xmlns:fh,attr,omitempty"`
	Threading string             `xml:"xmlns:thr,attr,omitempty"`
	Lang      string             `xml:"xml:lang,attr,omitempty"`
	Complete  *empty             `xml:"fh:complete"`
	Archive   *empty             `xml:"fh:archive"`
	Links     []link             `xml:"link"`
	Authors   []feeds.AtomPerson `xml:"author"`
	Generator string             `xml:"generator"`
	Entries   []*entry           `xml:"entry"`
}

// FeedXml implements feeds.XmlFeed. The promoted method of AtomFeed would return only the embedded
// struct.
func (d *document) FeedXml() any { return d }

// entry is atom:entry (RFC 4287 §4.1.2). As in document, its fields hide the embedded ones.
type entry struct {
	feeds.AtomEntry
	Lang       string             `xml:"xml:lang,attr,omitempty"`
	Links      []link             `xml:"link"`
	Authors    []feeds.AtomPerson `xml:"author"`
	Categories []category         `xml:"category"`
	Source     *source            `xml:"source"`
	InReplyTo  *inReplyTo         `xml:"thr:in-reply-to"`
	Total      *int               `xml:"thr:total"`
	Thumbnail  *thumbnail         `xml:"media:thumbnail"`
	Content    *content           `xml:"content"`
}

// empty is an element without content, whose presence is its meaning.
type empty struct{}

// The namespaces besides Atom's. A document declares them only if it uses them.
const (
	nsMedia     = "http://search.yahoo.com/mrss/"
	nsHistory   = "http://purl.org/syndication/history/1.0"
	nsThreading = "http://purl.org/syndication/thread/1.0"
)

// source is atom:source (RFC 4287 §4.2.11): the feed that an entry was copied from. It has an ID and a
// time of update as far as they are known.
type source struct {
	ID      string `xml:"id,omitempty"`
	Title   string `xml:"title"`
	Updated string `xml:"updated,omitempty"`
	Link    link   `xml:"link"`
}

// inReplyTo is thr:in-reply-to (RFC 4685 §3).
type inReplyTo struct {
	Ref  string `xml:"ref,attr"`
	Href string `xml:"href,attr,omitempty"`
}

// thumbnail is media:thumbnail (Media RSS 1.5.1).
type thumbnail struct {
	URL    string `xml:"url,attr"`
	Width  int    `xml:"width,attr,omitempty"`
	Height int    `xml:"height,attr,omitempty"`
}

// link is atom:link (RFC 4287 §4.2.7). gorilla's has no title attribute.
type link struct {
	Rel      string `xml:"rel,attr"`
	Type     string `xml:"type,attr,omitempty"`
	Href     string `xml:"href,attr"`
	Language string `xml:"hreflang,attr,omitempty"`
	Title    string `xml:"title,attr,omitempty"`
	Length   int64  `xml:"length,attr,omitempty"`
	Count    *int   `xml:"thr:count,attr"` // of comments (RFC 4685 §4)
}

// category is atom:category (RFC 4287 §4.2.2).
type category struct {
	Term string `xml:"term,attr"`
}

// content is atom:content of type html (RFC 4287 §4.1.3.3). CDATA takes a third fewer bytes than
// escaped text.
type content struct {
	Type string `xml:"type,attr"`
	HTML string `xml:",cdata"`
}

// newDocument returns the Atom document for f.
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
	if f.License.URL != "" { // RFC 4946
		d.Links = append(d.Links, link{Rel: "license", Href: f.License.URL})
	}
	d.addHistory(f)
	for _, a := range f.Articles {
		if a.Image.URL != "" {
			d.Media = nsMedia
		}
		if a.InReplyTo.ID != "" || a.CommentCount != nil {
			d.Threading = nsThreading
		}
		d.Entries = append(d.Entries, newEntry(f, a))
	}
	return d
}

// addHistory adds the elements and links of RFC 5005: complete (§2), archive and its links (§4).
func (d *document) addHistory(f *feed.Feed) {
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

// newEntry returns the entry of an article. It has a language only if that differs from the feed's.
func newEntry(f *feed.Feed, a *feed.Article) *entry {
	e := &entry{
		AtomEntry: feeds.AtomEntry{Title: a.FeedTitle(), Id: a.ID, Published: timestamp(a.Published),
			Updated: timestamp(a.Updated), Rights: a.Rights},
		Links:   []link{{Rel: "alternate", Type: "text/html", Href: a.Permalink}},
		Authors: persons(a.Authors),
	}
	for _, other := range a.Alternates { // RFC 4287 §4.1.2: one for each combination of type and hreflang
		e.Links = append(e.Links, link{Rel: "alternate", Type: "text/html", Language: other.Language, Href: other.URL})
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
		e.Links = append(e.Links, link{Rel: "replies", Type: "text/html", Href: a.Comments, Count: a.CommentCount})
	}
	if a.Replies != "" {
		e.Links = append(e.Links, link{Rel: "replies", Type: "application/atom+xml", Href: a.Replies, Count: a.CommentCount})
	}
	e.Total = a.CommentCount
	if r := a.InReplyTo; r.ID != "" {
		e.InReplyTo = &inReplyTo{Ref: r.ID, Href: r.URL}
	}
	if s := a.Source; s.URL != "" {
		e.Source = &source{ID: s.ID, Title: s.Title, Link: link{Rel: "self", Href: s.URL}}
		if !s.Updated.IsZero() {
			e.Source.Updated = timestamp(s.Updated)
		}
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
		e.Content = &content{Type: "html", HTML: a.Content}
	}
	return e
}

// persons converts people to Person constructs (RFC 4287 §3.2).
func persons(people []feed.Person) []feeds.AtomPerson {
	out := make([]feeds.AtomPerson, len(people))
	for i, p := range people {
		out[i] = feeds.AtomPerson{Name: p.Name, Uri: p.URL, Email: p.Email}
	}
	return out
}

// timestamp formats t as a Date construct (RFC 4287 §3.3), in t's own zone.
func timestamp(t time.Time) string { return t.Format(time.RFC3339) }

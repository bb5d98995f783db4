// Package opml writes the list of a site's feeds as OPML 2.0, the format from which feed readers
// import subscriptions.
package opml

import (
	"encoding/xml"
	"io"

	"fil/feed"
)

// List is a site and the feeds to list, in the order in which they are written.
type List struct {
	Site  *feed.Site
	Feeds []*feed.Feed
}

// document is the root element.
type document struct {
	XMLName  xml.Name  `xml:"opml"`
	Version  string    `xml:"version,attr"`
	Head     head      `xml:"head"`
	Outlines []outline `xml:"body>outline"`
}

// head describes the list. It has no dateModified: that would be the time when a feed was last added
// or removed, which a List does not know.
type head struct {
	Title string `xml:"title"`
	Owner string `xml:"ownerName,omitempty"`
}

// outline is one feed. Its type is "rss", which OPML 2.0 uses for feeds of any format.
type outline struct {
	Type     string `xml:"type,attr"`
	Text     string `xml:"text,attr"`
	Title    string `xml:"title,attr"`
	XML      string `xml:"xmlUrl,attr"`
	HTML     string `xml:"htmlUrl,attr"`
	Language string `xml:"language,attr,omitempty"`
}

// Write writes the list. For each feed it gives the address of its first form (feed.Feed.Forms).
// Its only errors are those of w.
func (l List) Write(w io.Writer) error {
	d := document{Version: "2.0", Head: head{Title: l.Site.Title, Owner: l.Site.DefaultAuthors()[0].Name}}
	for _, f := range l.Feeds {
		d.Outlines = append(d.Outlines, outline{Type: "rss", Text: f.Title, Title: f.Title, XML: f.Forms()[0].URL, HTML: f.HomeURL, Language: f.Language})
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	return e.Encode(d)
}

// Package opml writes the list of a site's feeds as OPML 2.0, which readers import.
package opml

import (
	"encoding/xml"
	"io"

	"fil/feed"
)

// List is a site's feeds.
type List struct {
	Site  *feed.Site
	Feeds []*feed.Feed
}

type document struct {
	XMLName  xml.Name  `xml:"opml"`
	Version  string    `xml:"version,attr"`
	Head     head      `xml:"head"`
	Outlines []outline `xml:"body>outline"`
}

// head has no dateModified: the list is modified when a feed comes or goes, which it does not
// know, and not when an article does.
type head struct {
	Title string `xml:"title"`
	Owner string `xml:"ownerName,omitempty"`
}

// outline is an element of type rss, which OPML 2.0 has for feeds of every format.
type outline struct {
	Type     string `xml:"type,attr"`
	Text     string `xml:"text,attr"`
	Title    string `xml:"title,attr"`
	XML      string `xml:"xmlUrl,attr"`
	HTML     string `xml:"htmlUrl,attr"`
	Language string `xml:"language,attr,omitempty"`
}

// Write writes the list. Of a feed's forms it names the first. Its only errors are those
// of w.
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

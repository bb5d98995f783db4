// Package rss writes a feed as RSS 2.0, following the RSS Advisory Board's Best Practices Profile.
//
// [Write] converts a [feed.Feed] into a tree of structs, which gorilla/feeds marshals to XML. The
// structs embed those of gorilla/feeds and add the elements that those lack. The elements of
// podcasts are in podcast.go.
package rss

import (
	"cmp"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/feeds"

	"fil/feed"
)

// Write writes f as an RSS document. It does not validate f, which must be clean (feed.Article says
// what that means). Its only errors are those of w.
func Write(w io.Writer, f *feed.Feed) error {
	return feeds.WriteXML(newDocument(f), f.Styled(w))
}

// document is the root element. A namespace is declared only if the feed uses it; "" leaves it out.
type document struct {
	XMLName   xml.Name `xml:"rss"`
	Version   string   `xml:"version,attr"`
	Atom      string   `xml:"xmlns:atom,attr"`
	DC        string   `xml:"xmlns:dc,attr,omitempty"`
	DCTerms   string   `xml:"xmlns:dcterms,attr,omitempty"`
	ContentNS string   `xml:"xmlns:content,attr,omitempty"`
	Media     string   `xml:"xmlns:media,attr,omitempty"`
	WFW       string   `xml:"xmlns:wfw,attr,omitempty"`
	History   string   `xml:"xmlns:fh,attr,omitempty"`
	ITunes    string   `xml:"xmlns:itunes,attr,omitempty"`
	Podcast   string   `xml:"xmlns:podcast,attr,omitempty"`
	Channel   *channel
}

// The namespaces of a feed. Those of podcasts are in podcast.go.
const (
	nsAtom    = "http://www.w3.org/2005/Atom"
	nsDC      = "http://purl.org/dc/elements/1.1/"
	nsDCTerms = "http://purl.org/dc/terms/"
	nsContent = "http://purl.org/rss/1.0/modules/content/"
	nsMedia   = "http://search.yahoo.com/mrss/"
	nsWFW     = "http://wellformedweb.org/CommentAPI/"
	nsHistory = "http://purl.org/syndication/history/1.0"
)

// FeedXml implements feeds.XmlFeed.
func (d *document) FeedXml() any { return d }

// channel extends gorilla's channel. A field of channel hides the embedded field with the same
// element name. Links are atom:link elements: self (Best Practices, atom:link), hub (WebSub §4) and
// those between archives (RFC 5005 §4).
type channel struct {
	XMLName xml.Name `xml:"channel"`
	feeds.RssFeed
	Links    []link `xml:"atom:link"`
	Complete *empty `xml:"fh:complete"`
	Archive  *empty `xml:"fh:archive"`
	podcastChannel
	Items []*item `xml:"item"`
}

// empty is an element without content, whose presence is its meaning.
type empty struct{}

// link is atom:link. gorilla's type for it fixes the element name to "link", without a prefix.
type link struct {
	Href string `xml:"href,attr"`
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
}

// item extends gorilla's item, mainly with creators and any number of categories. The content
// comes after the description, as the Best Practices ask, because some readers show the last of the
// two.
type item struct {
	XMLName xml.Name `xml:"item"`
	Title   string   `xml:"title,omitempty"`
	feeds.RssItem
	Description string `xml:"description,omitempty"`
	Content     *content
	Creator     string   `xml:"dc:creator,omitempty"`
	Categories  []string `xml:"category"`
	Modified    string   `xml:"dcterms:modified,omitempty"`
	Language    string   `xml:"dc:language,omitempty"`
	Rights      string   `xml:"dc:rights,omitempty"`
	Source      *source  `xml:"source"`
	Replies     string   `xml:"wfw:commentRss,omitempty"`
	Thumbnail   *media   `xml:"media:thumbnail"`
	podcastItem
}

// content is content:encoded. It holds bytes, because encoding/xml copies a string.
type content struct {
	XMLName xml.Name `xml:"content:encoded"`
	HTML    string   `xml:",cdata"`
}

// source is the source element. gorilla's has no url attribute.
type source struct {
	URL   string `xml:"url,attr"`
	Title string `xml:",chardata"`
}

// media is media:thumbnail (Media RSS 1.5.1). Fil writes no media:content, because many readers show
// its picture as an attachment.
type media struct {
	URL    string `xml:"url,attr"`
	Width  int    `xml:"width,attr,omitempty"`
	Height int    `xml:"height,attr,omitempty"`
}

// newDocument returns the RSS document for f.
func newDocument(f *feed.Feed) *document {
	c := &channel{
		RssFeed: feeds.RssFeed{Title: f.Title, Link: f.HomeURL, Description: f.Subtitle, Language: f.Language,
			Copyright: f.Rights, Generator: feed.Generator,
			Docs: "https://www.rssboard.org/rss-specification"},
		Links: []link{{Href: f.Self.RSS, Rel: "self", Type: "application/rss+xml"}},
	}
	if len(f.Articles) > 0 {
		c.LastBuildDate = timestamp(f.Updated)
	}
	if c.Description == "" {
		c.Description = f.Title // RSS 2.0 requires a description
	}
	if f.Logo != "" {
		c.RssFeed.Image = &feeds.RssImage{Url: f.Logo, Title: f.Title, Link: f.HomeURL}
	}
	if a := f.Authors[0]; a.Email != "" {
		c.ManagingEditor = a.Email + " (" + a.Name + ")"
	}
	for _, hub := range f.Hubs {
		c.Links = append(c.Links, link{Href: hub, Rel: "hub"})
	}
	d := &document{Version: "2.0", Atom: nsAtom, Channel: c}
	d.addHistory(f)
	d.addPodcast(f)
	for _, a := range f.Articles {
		c.Items = append(c.Items, d.newItem(f, a))
	}
	return d
}

// addHistory adds the elements and links of RFC 5005: complete (§2), archive and its links (§4). The
// RFC defines them for RSS as well as for Atom.
func (d *document) addHistory(f *feed.Feed) {
	for rel, to := range f.Archives() {
		d.Channel.Links = append(d.Channel.Links, link{Href: to.RSS, Rel: rel, Type: "application/rss+xml"})
	}
	if f.Complete {
		d.Channel.Complete = &empty{}
	}
	if f.Archived {
		d.Channel.Archive = &empty{}
	}
	if f.Complete || f.Archived {
		d.History = nsHistory
	}
}

// addExtras adds comments, source, thumbnail and enclosure to the item.
func (d *document) addExtras(it *item, a *feed.Article) {
	it.Comments = a.Comments
	it.Replies = a.Replies
	if a.Replies != "" {
		d.WFW = nsWFW
	}
	if a.Source.URL != "" {
		it.Source = &source{URL: a.Source.URL, Title: a.Source.Title}
	}
	if i := a.Image; i.URL != "" {
		d.Media = nsMedia
		it.Thumbnail = &media{URL: i.URL, Width: i.Width, Height: i.Height}
	}
	if len(a.Enclosures) > 0 { // Best Practices, enclosure: at most one
		it.Enclosure = enclosure(a.Enclosures[0])
	}
}

func enclosure(m feed.Enclosure) *feeds.RssEnclosure {
	return &feeds.RssEnclosure{Url: m.URL, Type: m.Type, Length: strconv.FormatInt(m.Length, 10)}
}

// newItem returns the item of an article, and declares in d the namespaces that the item uses.
func (d *document) newItem(f *feed.Feed, a *feed.Article) *item {
	it := &item{
		Title: a.FeedTitle(), RssItem: feeds.RssItem{Link: a.Permalink, PubDate: timestamp(a.Published)},
		Description: textAsHTML(cmp.Or(a.Summary, a.Title)), Categories: a.Tags, Rights: a.Rights,
	}
	it.Guid = &feeds.RssGuid{Id: a.ID, IsPermaLink: strconv.FormatBool(a.ID == a.Permalink)}
	if !f.SummaryOnly {
		d.ContentNS = nsContent
		it.Content = &content{HTML: a.Content}
	}
	// All names are in one element. Of several, some readers show only the first, others only the last.
	names := make([]string, len(a.Authors))
	for i, p := range a.Authors {
		names[i] = p.Name
	}
	it.Creator = strings.Join(names, ", ")
	if a.Language != f.Language {
		it.Language = a.Language
	}
	if it.Creator != "" || it.Language != "" || it.Rights != "" {
		d.DC = nsDC
	}
	if !a.Updated.Equal(a.Published) {
		d.DCTerms = nsDCTerms
		it.Modified = a.Updated.Format(time.RFC3339)
	}
	d.addExtras(it, a)
	if f.Podcast != nil && a.HasMedia {
		it.addEpisode(a, f.Language)
	}
	return it
}

// textAsHTML escapes plain text for a description, which readers parse as HTML (Best Practices,
// description). Unescaped, they would drop text such as "<plus>" as an unknown tag. The XML writer
// escapes the result once more.
func textAsHTML(s string) string { return htmlEscaper.Replace(s) }

var htmlEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// timestamp formats t as an RFC 822 date with a year of four digits, in t's own zone.
func timestamp(t time.Time) string { return t.Format(time.RFC1123Z) }

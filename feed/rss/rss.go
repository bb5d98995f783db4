// Package rss writes a feed as RSS 2.0, as the RSS Advisory Board's Best Practices
// Profile has it. Elements and XML come from gorilla/feeds; what its types cannot
// say is said by types of this package that embed them.
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

// Write writes f as an RSS document. It trusts that f is clean (package feed's
// Article says what that means); its only errors are those of w.
func Write(w io.Writer, f *feed.Feed) error {
	return feeds.WriteXML(newDocument(f), f.Styled(w))
}

// document is rss, with the namespaces that this feed uses and no other.
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

// The namespaces that items may use.
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

// channel is gorilla's with Atom's links: self, as the Best Practices ask, and hubs,
// as WebSub §4 has it. A field of its own hides gorilla's of the same element.
type channel struct {
	XMLName xml.Name `xml:"channel"`
	feeds.RssFeed
	Links    []link `xml:"atom:link"`
	Complete *empty `xml:"fh:complete"`
	Archive  *empty `xml:"fh:archive"`
	podcastChannel
	Items []*item `xml:"item"`
}

// empty is an element that says all by being there.
type empty struct{}

// link is atom:link inside RSS. gorilla's has a name of its own, which the prefix
// would contradict.
type link struct {
	Href string `xml:"href,attr"`
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
}

// item is gorilla's with the creators, any number of categories, and the content
// behind the description: the Best Practices want it so, because some readers show
// whichever comes last.
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

// content is gorilla's, of bytes: encoding/xml copies a string.
type content struct {
	XMLName xml.Name `xml:"content:encoded"`
	HTML    []byte   `xml:",cdata"`
}

// source is RSS's source with its address, which gorilla's has not.
type source struct {
	URL   string `xml:"url,attr"`
	Title string `xml:",chardata"`
}

// media is media:thumbnail (Media RSS 1.5.1). Fil writes no media:content, because many readers show
// such a picture as an attachment.
type media struct {
	URL    string `xml:"url,attr"`
	Width  int    `xml:"width,attr,omitempty"`
	Height int    `xml:"height,attr,omitempty"`
}

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
		c.Description = f.Title // required of a channel
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
	d.history(f)
	d.podcast(f)
	for _, a := range f.Articles {
		c.Items = append(c.Items, d.newItem(f, a))
	}
	return d
}

// history adds the marks and links of RFC 5005 §2 and §4, which hold for any feed.
func (d *document) history(f *feed.Feed) {
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

// extras adds what an article has besides text.
func (d *document) extras(it *item, a *feed.Article) {
	it.Comments = a.Comments
	if it.Replies = a.Replies; a.Replies != "" {
		d.WFW = nsWFW
	}
	if a.Source.URL != "" {
		it.Source = &source{URL: a.Source.URL, Title: a.Source.Title}
	}
	if i := a.Image; i.URL != "" {
		d.Media = nsMedia
		it.Thumbnail = &media{URL: i.URL, Width: i.Width, Height: i.Height}
	}
	if len(a.Enclosures) > 0 { // one, by the Best Practices: the first
		it.Enclosure = enclosure(a.Enclosures[0])
	}
}

func enclosure(m feed.Enclosure) *feeds.RssEnclosure {
	return &feeds.RssEnclosure{Url: m.URL, Type: m.Type, Length: strconv.FormatInt(m.Length, 10)}
}

func (d *document) newItem(f *feed.Feed, a *feed.Article) *item {
	it := &item{
		Title: a.FeedTitle(), RssItem: feeds.RssItem{Link: a.Permalink, PubDate: timestamp(a.Published)},
		Description: textAsHTML(cmp.Or(a.Summary, a.Title)), Categories: a.Tags, Rights: a.Rights,
	}
	it.Guid = &feeds.RssGuid{Id: a.ID, IsPermaLink: strconv.FormatBool(a.ID == a.Permalink)}
	if !f.SummaryOnly {
		d.ContentNS = nsContent
		it.Content = &content{HTML: a.HTML()}
	}
	// All names in one element: of several, some readers show the first, others the last.
	names := make([]string, len(a.Authors))
	for i, p := range a.Authors {
		names[i] = p.Name
	}
	if it.Creator = strings.Join(names, ", "); it.Creator != "" {
		d.DC = nsDC
	}
	if a.Language != f.Language {
		it.Language = a.Language
	}
	if it.Language != "" || it.Rights != "" {
		d.DC = nsDC
	}
	if !a.Updated.Equal(a.Published) {
		d.DCTerms = nsDCTerms
		it.Modified = a.Updated.Format(time.RFC3339)
	}
	d.extras(it, a)
	if f.Podcast != nil && a.HasMedia {
		it.episode(a, f.Language)
	}
	return it
}

// textAsHTML writes plain text as the HTML that an item's description is read as (Best
// Practices, description): without it, readers drop what looks like a tag.
func textAsHTML(s string) string { return asHTML.Replace(s) }

var asHTML = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// timestamp is RFC 822's date with a year of four digits, in the zone it has.
func timestamp(t time.Time) string { return t.Format(time.RFC1123Z) }

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
	"net/url"
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
	Slash     string   `xml:"xmlns:slash,attr,omitempty"`
	SourceNS  string   `xml:"xmlns:source,attr,omitempty"`
	CC        string   `xml:"xmlns:creativeCommons,attr,omitempty"`
	Smart     string   `xml:"xmlns:snf,attr,omitempty"`
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
	nsSlash   = "http://purl.org/rss/1.0/modules/slash/"
	nsHistory = "http://purl.org/syndication/history/1.0"
	nsSource  = "http://source.scripting.com/"
	nsCC      = "http://backend.userland.com/creativeCommonsRssModule"
	nsSmart   = "http://www.smartnews.be/snf"
)

// FeedXml implements feeds.XmlFeed.
func (d *document) FeedXml() any { return d }

// channel extends gorilla's channel. A field of channel hides the embedded field with the same
// element name. Links are atom:link elements: self (Best Practices, atom:link), hub (WebSub §4) and
// those between archives (RFC 5005 §4).
type channel struct {
	XMLName xml.Name `xml:"channel"`
	Title   *title   `xml:"title"`
	feeds.RssFeed
	Cloud    *cloud
	Links    []link    `xml:"atom:link"`
	Complete *empty    `xml:"fh:complete"`
	Archive  *empty    `xml:"fh:archive"`
	License  string    `xml:"creativeCommons:license,omitempty"`
	Accounts []account `xml:"source:account"`
	Smart    *smartLogo
	podcastChannel
	Items []*item `xml:"item"`
}

// cloud says where a reader asks to be told of changes (RSS 2.0, cloud). gorilla's has no attributes.
type cloud struct {
	XMLName   xml.Name `xml:"cloud"`
	Domain    string   `xml:"domain,attr"`
	Port      string   `xml:"port,attr"`
	Path      string   `xml:"path,attr"`
	Procedure string   `xml:"registerProcedure,attr"` // for XML-RPC and SOAP only, but required
	Protocol  string   `xml:"protocol,attr"`
}

// newCloud returns the element for an address, nil for none.
func newCloud(address string) *cloud {
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return nil
	}
	port := u.Port()
	switch {
	case port != "":
	case u.Scheme == "https":
		port = "443"
	default:
		port = "80"
	}
	return &cloud{Domain: u.Hostname(), Port: port, Path: u.EscapedPath(), Protocol: "http-post"}
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
	Title   *title   `xml:"title"`
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
	Count       *int     `xml:"slash:comments"`
	Thumbnail   *media   `xml:"media:thumbnail"`
	Markdown    *markdown
	Group       *group
	podcastItem
}

// smartLogo is snf:logo (SmartFormat 2.1).
type smartLogo struct {
	XMLName xml.Name `xml:"snf:logo"`
	URL     string   `xml:"url"`
}

// account is source:account (source.scripting.com).
type account struct {
	Service string `xml:"service,attr"`
	Name    string `xml:",chardata"`
}

// markdown is source:markdown (source.scripting.com).
type markdown struct {
	XMLName xml.Name `xml:"source:markdown"`
	Text    string   `xml:",cdata"`
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

// title is a title, in which markup characters are written as hexadecimal references: readers that unescape
// a title twice show it right all the same (Best Practices, character data).
type title struct {
	XML string `xml:",innerxml"`
}

// newTitle returns a title with a text, nil for "".
func newTitle(text string) *title {
	if text == "" {
		return nil
	}
	return &title{titleEscaper.Replace(text)}
}

var titleEscaper = strings.NewReplacer("&", "&#x26;", "<", "&#x3C;", ">", "&#x3E;")

// group is media:group (Media RSS 1.5.1) with all enclosures of an item that has several: the element
// enclosure may occur once. Fil writes no media:content for a picture that is not an enclosure, because many
// readers show it as an attachment.
type group struct {
	XMLName  xml.Name `xml:"media:group"`
	Contents []mediaContent
}

// mediaContent is media:content (Media RSS 1.5.1).
type mediaContent struct {
	XMLName   xml.Name `xml:"media:content"`
	URL       string   `xml:"url,attr"`
	Length    int64    `xml:"fileSize,attr,omitempty"`
	Type      string   `xml:"type,attr"`
	Medium    string   `xml:"medium,attr,omitempty"`
	IsDefault string   `xml:"isDefault,attr,omitempty"`
	Duration  int      `xml:"duration,attr,omitempty"`
	Title     string   `xml:"media:title,omitempty"`
}

// newGroup returns the group of an article's enclosures, nil if it has fewer than two. first is
// the one that is the item's enclosure.
func newGroup(a *feed.Article, first *feeds.RssEnclosure) *group {
	if len(a.Enclosures) < 2 {
		return nil
	}
	g := &group{}
	for _, e := range a.Enclosures {
		c := mediaContent{URL: e.URL, Length: e.Length, Type: e.Type, Title: e.Title}
		switch medium, _, _ := strings.Cut(e.Type, "/"); medium {
		case "audio", "video", "image":
			c.Medium = medium
		default:
			c.Medium = "document"
		}
		if e.URL == first.Url {
			c.IsDefault, c.Type = "true", first.Type
		}
		if m := a.Media(); m != nil && m.URL == e.URL {
			c.Duration = int(a.Episode.Duration.Round(time.Second).Seconds())
		}
		g.Contents = append(g.Contents, c)
	}
	return g
}

// media is media:thumbnail (Media RSS 1.5.1).
type media struct {
	URL    string `xml:"url,attr"`
	Width  int    `xml:"width,attr,omitempty"`
	Height int    `xml:"height,attr,omitempty"`
}

// newDocument returns the RSS document for f.
func newDocument(f *feed.Feed) *document {
	c := &channel{
		Title: newTitle(f.Title),
		RssFeed: feeds.RssFeed{Link: f.HomeURL, Description: f.Subtitle, Language: f.Language,
			Copyright: f.Rights, Generator: feed.Generator,
			Docs: "https://www.rssboard.org/rss-specification"},
		Cloud: newCloud(f.Cloud),
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
	if strings.Contains(f.License.URL, "://creativecommons.org/") {
		d.CC, c.License = nsCC, f.License.URL
	}
	if f.News && f.Logo != "" {
		d.Smart, c.Smart = nsSmart, &smartLogo{URL: f.Logo}
		c.PubDate = c.LastBuildDate
	}
	for _, a := range f.Accounts {
		d.SourceNS = nsSource
		c.Accounts = append(c.Accounts, account(a))
	}
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
	it.Count = a.CommentCount
	if a.CommentCount != nil {
		d.Slash = nsSlash
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
		Title: newTitle(a.FeedTitle()), RssItem: feeds.RssItem{Link: a.Permalink, PubDate: timestamp(a.Published)},
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
	if it.Enclosure != nil {
		it.Group = newGroup(a, it.Enclosure)
	}
	if it.Group != nil {
		d.Media = nsMedia
	}
	if a.Markdown != "" {
		d.SourceNS = nsSource
		it.Markdown = &markdown{Text: a.Markdown}
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

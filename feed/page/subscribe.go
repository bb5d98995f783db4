package page

import (
	"html/template"
	"io"
	"net/url"
	"slices"
	"strings"

	"fil/feed"
)

// SubscribePage explains how to subscribe, and lists the feeds. Write sets Head, and the title of a
// group that has none.
type SubscribePage struct {
	Head
	Groups []Group
}

// Group is a list of feeds of one kind.
type Group struct {
	Kind  feed.Kind
	Title string // "" for the default title of the kind
	Feeds []Subscription
	// More is the number of feeds that are left out here, because a page of ten thousand tags would
	// be too long to use. The OPML list has them all.
	More int
}

// Subscription is one feed that can be subscribed to.
type Subscription struct {
	Feed  *feed.Feed
	Title string
	// Readers link to well-known feed readers, to subscribe there.
	Readers []Reader
}

// Write writes the page with the template subscribe.gohtml. The page's language is the interface's,
// because nearly all its words are.
func (p SubscribePage) Write(w io.Writer, f *Frame) error {
	p.Head = f.head(f.W["subscribe"], f.W["explain"], f.SubscribeURL(), f.UI)
	p.Groups = slices.Clone(p.Groups)
	for i := range p.Groups {
		if g := &p.Groups[i]; g.Title == "" {
			g.Title = f.W["by_"+string(g.Kind)]
		}
	}
	return f.execute(w, "subscribe.gohtml", p)
}

// FormLine is the data of the template "copyline" in subscribe.gohtml: one form of a feed, and the
// Frame for the words and addresses around it.
type FormLine struct {
	*Frame
	feed.Document
}

// Line returns the data for a line with the address of f and a button that copies it.
func (p SubscribePage) Line(f feed.Document) FormLine { return FormLine{p.Frame, f} }

// OPML returns the list of all feeds as a form, for Line.
func (p SubscribePage) OPML() feed.Document {
	return feed.Document{Form: feed.Form{Name: "OPML"}, URL: p.OPMLURL()}
}

// Reader is a link that opens a feed in a feed reader or podcast app.
type Reader struct {
	Title string
	URL   template.URL
}

// Readers returns links that subscribe to f in well-known feed readers or, if f is a podcast, in
// podcast apps. They are plain links: a page requests nothing from these services before a click.
func Readers(f *feed.Feed) []Reader {
	address := f.Forms()[0].URL
	escaped := template.URL(url.QueryEscape(address))
	if f.OfPodcast {
		_, bare, _ := strings.Cut(address, "://")
		return []Reader{
			{"Apple Podcasts", "podcast://" + template.URL(bare)},
			{"Pocket Casts", "pktc://subscribe/" + template.URL(bare)},
			{"Overcast", "overcast://x-callback-url/add?url=" + escaped},
			{"AntennaPod", "https://antennapod.org/deeplink/subscribe?url=" + escaped},
			{"Podcast Addict", "https://podcastaddict.com/feed/" + escaped},
		}
	}
	return []Reader{
		{"Feedly", "https://feedly.com/i/subscription/feed%2F" + escaped},
		{"Inoreader", "https://www.inoreader.com/?add_feed=" + escaped},
		{"Feedbin", "https://feedbin.com/?subscribe=" + escaped},
		{"NewsBlur", "https://www.newsblur.com/?url=" + escaped},
		{"The Old Reader", "https://theoldreader.com/feeds/subscribe?url=" + escaped},
	}
}

package page

import (
	"html/template"
	"io"
	"net/url"
	"slices"
	"strings"

	"fil/feed"
)

// SubscribePage tells how to subscribe, and to what.
type SubscribePage struct {
	Head
	Groups []Group
}

// Group is feeds of one kind.
type Group struct {
	Kind  feed.Kind
	Title string // "" is that of the kind
	Feeds []Subscription
	// More counts those that only the list has: a page of ten thousand tags helps nobody.
	More int
}

// Subscription is one feed that can be subscribed to.
type Subscription struct {
	Feed  *feed.Feed
	Title string
	// Readers are the addresses at which well-known readers take it.
	Readers []Reader
}

// Write writes the page, of a publication with that Frame. The page has hardly any other
// words than the interface's.
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

// Line is a Form with the Frame of its page.
type Line struct {
	*Frame
	feed.Form
}

// Line is a line with an address that can be copied.
func (p SubscribePage) Line(f feed.Form) Line { return Line{p.Frame, f} }

// OPML is the list of all feeds.
func (p SubscribePage) OPML() feed.Form { return feed.Form{Name: "OPML", URL: p.OPMLURL()} }

// Reader is a program that a feed can be opened in.
type Reader struct {
	Title string
	URL   template.URL
}

// Readers are the public addresses at which well-known readers take a feed; of a podcast,
// those of podcast apps. They are nothing but links: nobody is asked before somebody clicks.
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

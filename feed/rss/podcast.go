package rss

import (
	"strconv"
	"strings"
	"time"

	"fil/feed"
)

// The namespaces of podcasts. Only the feeds of a podcast use them.
const (
	nsITunes  = "http://www.itunes.com/dtds/podcast-1.0.dtd"
	nsPodcast = "https://podcastindex.org/namespace/1.0"
)

// podcastChannel has the elements that a podcast adds to its channel.
type podcastChannel struct {
	NewURL     string       `xml:"itunes:new-feed-url,omitempty"`
	Name       string       `xml:"itunes:title,omitempty"`
	Author     string       `xml:"itunes:author,omitempty"`
	Owner      *owner       `xml:"itunes:owner"`
	Categories []*category  `xml:"itunes:category"`
	Explicit   string       `xml:"itunes:explicit,omitempty"`
	Image      *href        `xml:"itunes:image"`
	Type       string       `xml:"itunes:type,omitempty"`
	Block      string       `xml:"itunes:block,omitempty"`
	Ended      string       `xml:"itunes:complete,omitempty"`
	Keywords   string       `xml:"itunes:keywords,omitempty"`
	GUID       string       `xml:"podcast:guid,omitempty"`
	Medium     string       `xml:"podcast:medium,omitempty"`
	Locked     *locked      `xml:"podcast:locked"`
	Funding    []funding    `xml:"podcast:funding"`
	Persons    []person     `xml:"podcast:person"`
	Location   *location    `xml:"podcast:location"`
	License    *license     `xml:"podcast:license"`
	Txts       []txt        `xml:"podcast:txt"`
	Trailers   []trailer    `xml:"podcast:trailer"`
	Podroll    *remoteItems `xml:"podcast:podroll"`
	Publisher  *remoteItems `xml:"podcast:publisher"`
	Frequency  *frequency   `xml:"podcast:updateFrequency"`
}

type owner struct {
	Name  string `xml:"itunes:name,omitempty"`
	Email string `xml:"itunes:email"`
}

type category struct {
	Text string    `xml:"text,attr"`
	Sub  *category `xml:"itunes:category"`
}

type href struct {
	URL string `xml:"href,attr"`
}

type locked struct {
	Owner string `xml:"owner,attr,omitempty"`
	Value string `xml:",chardata"`
}

type funding struct {
	URL  string `xml:"url,attr"`
	Text string `xml:",chardata"`
}

// podcastItem has the elements that an episode adds to its item. Season and number appear in both
// namespaces.
type podcastItem struct {
	Name        string               `xml:"itunes:title,omitempty"`
	Duration    string               `xml:"itunes:duration,omitempty"`
	Season      string               `xml:"itunes:season,omitempty"`
	Number      string               `xml:"itunes:episode,omitempty"`
	Type        string               `xml:"itunes:episodeType,omitempty"`
	Explicit    string               `xml:"itunes:explicit,omitempty"`
	Block       string               `xml:"itunes:block,omitempty"`
	Keywords    string               `xml:"itunes:keywords,omitempty"`
	Image       *href                `xml:"itunes:image"`
	Season2     *named               `xml:"podcast:season"`
	Number2     *named               `xml:"podcast:episode"`
	Transcripts []transcript         `xml:"podcast:transcript"`
	Chapters    *chapters            `xml:"podcast:chapters"`
	Persons     []person             `xml:"podcast:person"`
	Location    *location            `xml:"podcast:location"`
	License     *license             `xml:"podcast:license"`
	Txts        []txt                `xml:"podcast:txt"`
	Soundbites  []soundbite          `xml:"podcast:soundbite"`
	Alternates  []alternateEnclosure `xml:"podcast:alternateEnclosure"`
	Social      []socialInteract     `xml:"podcast:socialInteract"`
}

type transcript struct {
	URL      string `xml:"url,attr"`
	Type     string `xml:"type,attr"`
	Language string `xml:"language,attr,omitempty"`
}

type chapters struct {
	URL  string `xml:"url,attr"`
	Type string `xml:"type,attr"`
}

type person struct {
	Role  string `xml:"role,attr,omitempty"`
	Group string `xml:"group,attr,omitempty"`
	Image string `xml:"img,attr,omitempty"`
	URL   string `xml:"href,attr,omitempty"`
	Name  string `xml:",chardata"`
}

// addPodcast adds the podcast's elements to the channel, if the site has a podcast and the feed an
// episode; else f.Podcast is nil.
func (d *document) addPodcast(f *feed.Feed) {
	p := f.Podcast
	if p == nil {
		return
	}
	d.ITunes, d.Podcast = nsITunes, nsPodcast
	c := d.Channel
	c.podcastChannel = podcastChannel{NewURL: f.NewURL, Author: p.Author, Explicit: strconv.FormatBool(p.Explicit), Type: p.Type, GUID: p.GUID,
		Block: yes(p.Block), Ended: yes(p.Complete), Keywords: keywords(p.Keywords)}
	c.addParts(p)
	if p.Title != f.Title { // else it would repeat the channel's title
		c.podcastChannel.Name = p.Title
	}
	if p.Owner.Email != "" {
		c.Owner = &owner{Name: p.Owner.Name, Email: p.Owner.Email}
	}
	for _, name := range p.Categories { // "News" or "News > Daily News"
		top, sub, nested := strings.Cut(name, " > ")
		cat := &category{Text: top}
		if nested {
			cat.Sub = &category{Text: sub}
		}
		c.Categories = append(c.Categories, cat)
	}
	if p.Image != "" {
		c.podcastChannel.Image = &href{p.Image}
	}
	c.Locked = &locked{Owner: p.Owner.Email, Value: "no"}
	if p.Locked {
		c.Locked.Value = "yes"
	}
	for _, g := range p.Funding {
		c.Funding = append(c.Funding, funding(g))
	}
}

// appleType returns a media type as Apple Podcasts asks for it.
func appleType(mediaType string) string {
	if mediaType == "audio/mp4" {
		return "audio/x-m4a"
	}
	return mediaType
}

// addEpisode adds the elements of an episode to the item. The audio or video of a, which it must
// have, becomes the item's enclosure. language is the channel's.
func (it *item) addEpisode(a *feed.Article, language string) {
	e := a.Episode
	it.Enclosure = enclosure(*a.Media()) // even if another enclosure is the article's first
	it.Enclosure.Type = appleType(it.Enclosure.Type)
	it.podcastItem = podcastItem{Name: e.Title, Type: e.Type, Season: number(e.Season), Number: number(e.Number), Block: yes(e.Block), Keywords: keywords(e.Keywords)}
	it.addParts(&e)
	if e.Duration > 0 {
		it.Duration = strconv.Itoa(int(e.Duration.Round(time.Second).Seconds()))
	}
	if e.Explicit != nil {
		it.Explicit = strconv.FormatBool(*e.Explicit)
	}
	if a.Image.URL != "" {
		it.podcastItem.Image = &href{a.Image.URL}
	}
	for _, t := range e.Transcripts {
		if t.Language == "" && a.Language != language { // "" would mean the channel's language
			t.Language = a.Language
		}
		it.Transcripts = append(it.Transcripts, transcript(t))
	}
	if e.Chapters != "" {
		it.Chapters = &chapters{URL: e.Chapters, Type: "application/json+chapters"}
	}
}

// number formats n, and returns "" for 0.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

package rss

import (
	"encoding/xml"
	"strconv"
	"strings"
	"time"

	"fil/feed"
)

// These types are elements of Podcasting 2.0 (podcastindex.org/namespace/1.0).

type location struct {
	Geo  string `xml:"geo,attr,omitempty"`
	OSM  string `xml:"osm,attr,omitempty"`
	Name string `xml:",chardata"`
}

type license struct {
	URL  string `xml:"url,attr,omitempty"`
	Name string `xml:",chardata"`
}

type txt struct {
	Purpose string `xml:"purpose,attr,omitempty"`
	Text    string `xml:",chardata"`
}

type trailer struct {
	URL       string `xml:"url,attr"`
	Published string `xml:"pubdate,attr"`
	Length    int64  `xml:"length,attr,omitempty"`
	Type      string `xml:"type,attr,omitempty"`
	Season    string `xml:"season,attr,omitempty"`
	Title     string `xml:",chardata"`
}

type remoteItem struct {
	XMLName xml.Name `xml:"podcast:remoteItem"`
	Medium  string   `xml:"medium,attr,omitempty"`
	GUID    string   `xml:"feedGuid,attr"`
	URL     string   `xml:"feedUrl,attr,omitempty"`
	Title   string   `xml:"title,attr,omitempty"`
}

type remoteItems struct{ Items []remoteItem }

type frequency struct {
	Complete string `xml:"complete,attr,omitempty"`
	Start    string `xml:"dtstart,attr,omitempty"`
	Rule     string `xml:"rrule,attr,omitempty"`
	Text     string `xml:",chardata"`
}

// named is podcast:season or podcast:episode: a number, and what people see.
type named struct {
	Name    string `xml:"name,attr,omitempty"`    // of a season
	Display string `xml:"display,attr,omitempty"` // of an episode
	Number  string `xml:",chardata"`
}

type soundbite struct {
	Start    string `xml:"startTime,attr"`
	Duration string `xml:"duration,attr"`
	Title    string `xml:",chardata"`
}

type alternateEnclosure struct {
	Type     string            `xml:"type,attr"`
	Length   int64             `xml:"length,attr,omitempty"`
	Bitrate  int64             `xml:"bitrate,attr,omitempty"`
	Height   int               `xml:"height,attr,omitempty"`
	Language string            `xml:"lang,attr,omitempty"`
	Title    string            `xml:"title,attr,omitempty"`
	Default  string            `xml:"default,attr,omitempty"`
	Sources  []alternateSource `xml:"podcast:source"`
}

type alternateSource struct {
	URI string `xml:"uri,attr"`
}

type socialInteract struct {
	Priority   string `xml:"priority,attr,omitempty"`
	URI        string `xml:"uri,attr"`
	Protocol   string `xml:"protocol,attr"`
	AccountID  string `xml:"accountId,attr,omitempty"`
	AccountURL string `xml:"accountUrl,attr,omitempty"`
}

func newLocation(l feed.Location) *location {
	if l.Name == "" {
		return nil
	}
	return &location{Geo: l.Geo, OSM: l.OSM, Name: l.Name}
}

func newLicense(l feed.License) *license {
	if l.Name == "" {
		return nil
	}
	return &license{URL: l.URL, Name: l.Name}
}

func newTxts(all []feed.Txt) (out []txt) {
	for _, t := range all {
		out = append(out, txt{t.Purpose, t.Text})
	}
	return out
}

func newPersons(all []feed.Cast) (out []person) {
	for _, p := range all {
		out = append(out, person{Role: p.Role, Group: p.Group, Image: p.Image, URL: p.URL, Name: p.Name})
	}
	return out
}

// addParts adds the elements of Podcasting 2.0 to the channel.
func (c *podcastChannel) addParts(p *feed.Podcast) {
	c.Persons, c.Txts = newPersons(p.Persons), newTxts(p.Txt)
	c.Location, c.License, c.Medium = newLocation(p.Location), newLicense(p.License), p.Medium
	for _, t := range p.Trailers {
		c.Trailers = append(c.Trailers, trailer{URL: t.URL, Published: timestamp(t.Published), Length: t.Length, Type: t.Type, Season: number(t.Season), Title: t.Title})
	}
	if len(p.Podroll) > 0 {
		c.Podroll = &remoteItems{}
		for _, r := range p.Podroll {
			c.Podroll.Items = append(c.Podroll.Items, remoteItem{GUID: r.GUID, URL: r.URL, Title: r.Title})
		}
	}
	if r := p.Publisher; r.GUID != "" {
		c.Publisher = &remoteItems{Items: []remoteItem{{Medium: "publisher", GUID: r.GUID, URL: r.URL}}}
	}
	if f := p.Frequency; f != (feed.Frequency{}) {
		c.Frequency = &frequency{Rule: f.Rule, Text: f.Text}
		if f.Complete {
			c.Frequency.Complete = "true"
		}
		if !f.Start.IsZero() {
			c.Frequency.Start = f.Start.Format(time.RFC3339)
		}
	}
}

// addParts adds the elements of Podcasting 2.0 to an item.
func (it *podcastItem) addParts(e *feed.Episode) {
	it.Persons, it.Txts = newPersons(e.Persons), newTxts(e.Txt)
	it.Location, it.License = newLocation(e.Location), newLicense(e.License)
	if e.Season > 0 {
		it.Season2 = &named{Name: e.SeasonName, Number: number(e.Season)}
	}
	if e.Number > 0 {
		it.Number2 = &named{Display: e.Display, Number: number(e.Number)}
	}
	for _, s := range e.Soundbites {
		it.Soundbites = append(it.Soundbites, soundbite{decimalSeconds(s.Start), decimalSeconds(s.Duration), s.Title})
	}
	for _, a := range e.Alternates {
		alternate := alternateEnclosure{Type: a.Type, Length: a.Length, Bitrate: a.Bitrate, Height: a.Height, Language: a.Language, Title: a.Title, Sources: []alternateSource{{a.URL}}}
		if a.Default {
			alternate.Default = "true"
		}
		it.Alternates = append(it.Alternates, alternate)
	}
	for i, s := range e.Social {
		interact := socialInteract{URI: s.URL, Protocol: s.Protocol, AccountID: s.AccountID, AccountURL: s.AccountURL}
		if len(e.Social) > 1 {
			interact.Priority = strconv.Itoa(i + 1)
		}
		it.Social = append(it.Social, interact)
	}
}

// decimalSeconds formats a time in seconds, with a decimal.
func decimalSeconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) }

// yes returns the value of an element of iTunes for true, "" for false: the element is then left out.
func yes(is bool) string {
	if is {
		return "Yes"
	}
	return ""
}

// keywords joins words as itunes:keywords has them.
func keywords(words []string) string { return strings.Join(words, ",") }

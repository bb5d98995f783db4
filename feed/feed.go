package feed

import (
	"iter"
	"slices"
	"time"
)

// The names that a feed's three forms have, in the folder that the feed stands for.
const (
	AtomName = "atom.xml"
	RSSName  = "rss.xml"
	JSONName = "feed.json"
	// OPMLName is the list of all feeds, at the root.
	OPMLName = "feeds.opml"
)

// Generator is what feeds name as the program that made them. It has no version:
// an upgrade of Fil that changes nothing else must not change a feed's bytes.
const Generator = "Fil"

// Address is where the forms of one document are; "" where there is none.
type Address struct{ Atom, RSS, JSON string }

// Feed is a selected, ordered and addressed set of articles, ready to be written.
type Feed struct {
	ID string // tag URI, or HomeURL

	Title    string
	Subtitle string
	Language string
	Rights   string
	Icon     string
	Logo     string
	Authors  []Person // at least one

	// HomeURL is the page that it stands for, Self are its own addresses.
	HomeURL string
	Self    Address
	Hubs    []string

	// Style is the address of a style sheet for browsers, where no server shows its page to them;
	// "" for none.
	Style string
	// Archived says that this is an archive document: it no longer changes (RFC 5005
	// §4). Current, Previous and Next are the addresses of the subscription document
	// and of the archives beside; empty where there are none.
	Archived                bool
	Current, Previous, Next Address
	// Complete says that there is nothing besides this document (RFC 5005 §2).
	Complete bool

	// Podcast is what a feed with episodes says of itself; nil in all others.
	Podcast *Podcast
	// OfPodcast says that its site is a podcast, whether it has episodes yet or not.
	OfPodcast bool
	// NewURL is where a podcast lives now, "" where it has not moved.
	NewURL string

	// Updated is the newest of the articles' Updated, in the site's zone.
	Updated time.Time
	// SummaryOnly leaves out the full content.
	SummaryOnly bool
	Articles    []*Article
}

// Compose makes a feed of all the articles that its definition chooses; they are live
// and in order.
func Compose(s *Site, d Definition, articles []*Article) *Feed {
	var chosen []*Article
	for _, a := range articles {
		if !a.NoFeed && d.Match(s, a) {
			chosen = append(chosen, a)
		}
	}
	episodes := s.Podcast != nil && slices.ContainsFunc(chosen, func(a *Article) bool { return a.HasMedia })
	return Make(s, d, chosen, episodes)
}

// Make makes a feed of articles that have been chosen. episodes says that any article
// that its definition chooses has one.
func Make(s *Site, d Definition, chosen []*Article, episodes bool) *Feed {
	f := &Feed{
		ID: s.feedID(d.Path), Title: d.Title, Language: s.Language,
		Rights: s.Rights, Icon: s.Icon, Logo: s.Logo, Authors: s.DefaultAuthors(),
		HomeURL: s.URL(d.Under("index.html")), Hubs: s.Hubs, SummaryOnly: d.SummaryOnly, OfPodcast: s.Podcast != nil,
		Self:     Address{Atom: s.URL(d.Under(AtomName)), RSS: s.URL(d.Under(RSSName)), JSON: s.URL(d.Under(JSONName))},
		Articles: chosen, Updated: Updated(chosen, s.TimeZone),
	}
	switch d.Kind {
	case Whole:
		f.Subtitle = s.Subtitle
	case Language:
		f.Language = d.Value
	}
	if s.Podcast != nil && episodes {
		f.Podcast = s.Podcast
		if d.Kind != Whole { // the GUID is one feed's alone
			part := *s.Podcast
			part.GUID, part.Title, f.Podcast = "", d.Title, &part
		}
	}
	return f
}

// First returns f with its first n articles alone, and Updated to match.
func (f *Feed) First(n int) *Feed {
	g := *f
	g.Articles = f.Articles[:n]
	g.Updated = Updated(g.Articles, f.Updated.Location())
	return &g
}

// Forms are the formats of a feed, the one that readers should take first: RSS for podcasts,
// which apps and directories ask for, Atom for all others.
func (f *Feed) Forms() []Form {
	forms := []Form{{"Atom", AtomType, f.Self.Atom}, {"RSS", RSSType, f.Self.RSS}, {"JSON Feed", JSONType, f.Self.JSON}}
	if f.OfPodcast {
		forms[0], forms[1] = forms[1], forms[0]
	}
	return forms
}

// Form is one format of a feed: its name, media type and address.
type Form struct{ Name, Type, URL string }

// Archives yields the links of RFC 5005 §4 that f has, by their relation.
func (f *Feed) Archives() iter.Seq2[string, Address] {
	return func(yield func(rel string, to Address) bool) {
		for _, link := range []struct {
			rel string
			to  Address
		}{{"current", f.Current}, {"prev-archive", f.Previous}, {"next-archive", f.Next}} {
			if link.to != (Address{}) && !yield(link.rel, link.to) {
				return
			}
		}
	}
}

// Updated is the time of the last change of any of these, in a zone. Where there are none,
// nothing has changed since the epoch: the clock would make new bytes at each run.
func Updated(articles []*Article, zone *time.Location) time.Time {
	newest := time.Unix(0, 0).In(zone)
	for i, a := range articles {
		if i == 0 || a.Updated.After(newest) {
			newest = a.Updated
		}
	}
	return newest
}

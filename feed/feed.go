package feed

import (
	"cmp"
	"iter"
	"slices"
	"time"
)

// The file names of the forms of a feed, and of the list of all feeds at the root of dist.
const (
	AtomName = "atom.xml"
	RSSName  = "rss.xml"
	JSONName = "feed.json"
	OPMLName = "feeds.opml"
)

// Generator is the program that feeds name as their generator. It has no version, because an
// upgrade of Fil alone must not change the bytes of a feed.
const Generator = "Fil"

// Feed is a selected, ordered and addressed set of articles, ready to be written.
type Feed struct {
	ID string // see Definition.ID

	Title    string
	Subtitle string
	Language string
	Rights   string
	Icon     string
	Logo     string
	Authors  []Person // at least one

	// HomeURL is the address of the feed's HTML page. Self has the addresses of the feed itself.
	HomeURL string
	Self    Address
	Hubs    []string
	// Cloud is the address of the site's rssCloud, "" for none.
	Cloud string `json:",omitempty"`

	// Style is the address of a style sheet for browsers. It is set only if dist is served by a
	// host that cannot show browsers the feed's page instead; "" means none.
	Style string
	// Archived says that the document is an archive, which does not change any more (RFC 5005
	// §4). Current, Previous and Next are the addresses of the subscription document and of the
	// archives before and after this one; the zero value means that there is none.
	Archived                bool
	Current, Previous, Next Address
	// Complete says that this document holds all articles of the feed (RFC 5005 §2).
	Complete bool

	// Podcast describes a feed with episodes; nil for all other feeds.
	Podcast *Podcast
	// OfPodcast says that the site is a podcast, even if this feed has no episodes yet.
	OfPodcast bool
	// NewURL is the new address of a podcast that has moved, "" if it has not.
	NewURL string

	// License is that of the articles, Accounts the publisher's names at services.
	License  License   `json:",omitzero"`
	Accounts []Account `json:",omitempty"`
	// News says that RSS has what aggregators of news ask for.
	News bool `json:",omitempty"`
	// Markdown says that RSS has the text of each article in Markdown, too.
	Markdown bool `json:",omitempty"`

	// After is a line below the content of each item, for which AfterEmail is the address of the site.
	After      After  `json:",omitempty"`
	AfterEmail string `json:",omitempty"`

	// Updated is the latest Updated of the articles, in the site's zone.
	Updated time.Time
	// SummaryOnly says that entries have no full content.
	SummaryOnly bool
	// Articles are set when the feed is written.
	Articles []*Article
}

// Make returns the feed of a definition, without Updated and Articles. episodes says whether any of the
// articles that the definition chooses has audio or video.
func Make(s *Site, d Definition, episodes bool) *Feed {
	f := &Feed{
		ID: cmp.Or(d.ID, s.feedID(d.Path)), Title: d.Title, Language: s.Language,
		Rights: s.Rights, Icon: s.Icon, Logo: s.Logo, Authors: s.DefaultAuthors(),
		HomeURL: s.URL(d.Under("index.html")), Hubs: s.Hubs, SummaryOnly: d.SummaryOnly, OfPodcast: d.ShowOn(s) != nil,
		Self: s.addresses(d), License: s.License, Accounts: s.Accounts, Markdown: s.Markdown, News: s.News,
	}
	if s.HasHub() {
		f.Cloud = s.BaseURL + CloudPath
	}
	if !f.SummaryOnly && len(d.After) > 0 {
		f.After, f.AfterEmail = d.After, s.DefaultAuthors()[0].Email
	}
	switch d.Kind {
	case Whole:
		f.Subtitle = s.Subtitle
	case Language:
		f.Language = d.Value
	case Named:
		f.Subtitle, f.Logo = d.Subtitle, cmp.Or(d.Image, f.Logo)
	}
	if episodes {
		f.Podcast = d.ShowOn(s)
	}
	if f.Podcast != nil && f.Podcast == s.Podcast && d.Kind != Whole { // podcast:guid identifies one feed, so only the whole feed has it
		podcast := *s.Podcast
		podcast.GUID, podcast.Title = "", d.Title
		f.Podcast = &podcast
	}
	return f
}

// HasPodcast reports whether any of the site's feeds may be a podcast.
func (s *Site) HasPodcast() bool {
	return s.Podcast != nil || slices.ContainsFunc(s.Named, func(d Definition) bool { return d.Podcast != nil })
}

// ShowOn returns the podcast that a feed is if it has episodes: its own, else the site's; nil if it is none.
func (d Definition) ShowOn(s *Site) *Podcast {
	if d.Podcast != nil {
		return d.Podcast
	}
	return s.Podcast
}

// Archives yields the links to other documents that RFC 5005 §4 defines, by relation, without those
// that the feed does not have.
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

// Updated returns the latest Updated of the articles, or the epoch in the given zone if there are
// none: the time of the run would change the bytes of an empty feed at each run.
func Updated(articles []*Meta, zone *time.Location) time.Time {
	newest := time.Unix(0, 0).In(zone)
	for i, a := range articles {
		if i == 0 || a.Updated.After(newest) {
			newest = a.Updated
		}
	}
	return newest
}

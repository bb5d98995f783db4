package feed

import "time"

// The names that a feed's three forms have, in the folder that the feed stands for.
const (
	AtomName = "atom.xml"
	RSSName  = "rss.xml"
	JSONName = "feed.json"
)

// Generator is what feeds name as the program that made them. It has no version:
// an upgrade of Fil that changes nothing else must not change a feed's bytes.
const Generator = "Fil"

// Feed is a selected, ordered and addressed set of articles, ready to be written.
type Feed struct {
	// Path is its folder in dist, "" for the whole site's.
	Path string
	ID   string // tag URI, or HomeURL

	Title    string
	Subtitle string
	Language string
	Rights   string
	Icon     string
	Logo     string
	Authors  []Person // at least one

	// HomeURL is the page that it stands for; the others are its own three addresses.
	HomeURL, AtomURL, RSSURL, JSONURL string
	Hubs                              []string

	// Updated is the newest of the articles' Updated, in the site's zone.
	Updated time.Time
	// SummaryOnly leaves out the full content.
	SummaryOnly bool
	Articles    []*Article
}

// Compose makes the site's feed of the articles, which are live and in order: the
// first Limit of those that do not opt out.
func Compose(s *Site, articles []*Article) *Feed {
	f := &Feed{
		ID: s.feedID(""), Title: s.Title, Subtitle: s.Subtitle, Language: s.Language,
		Rights: s.Rights, Icon: s.Icon, Logo: s.Logo, Authors: s.DefaultAuthors(),
		HomeURL: s.URL("index.html"), AtomURL: s.URL(AtomName), RSSURL: s.URL(RSSName),
		JSONURL: s.URL(JSONName), Hubs: s.Hubs, SummaryOnly: s.Feed.SummaryOnly,
	}
	for _, a := range articles {
		if len(f.Articles) == s.Feed.Limit {
			break
		}
		if !a.NoFeed {
			f.Articles = append(f.Articles, a)
		}
	}
	f.Updated = newestUpdate(f.Articles, s.TimeZone)
	return f
}

// First returns f with its first n articles alone, and Updated to match.
func (f *Feed) First(n int) *Feed {
	g := *f
	g.Articles = f.Articles[:n]
	g.Updated = newestUpdate(g.Articles, f.Updated.Location())
	return &g
}

// newestUpdate is the time of the last change. A feed without articles has not
// changed since the epoch: the clock would make new bytes at each run.
func newestUpdate(articles []*Article, zone *time.Location) time.Time {
	newest := time.Unix(0, 0).In(zone)
	for i, a := range articles {
		if i == 0 || a.Updated.After(newest) {
			newest = a.Updated
		}
	}
	return newest
}

package feed

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Site is the whole publication, as site.yaml describes it.
type Site struct {
	Title    string
	Subtitle string // "" means none
	// BaseURL is the absolute address of the root of dist. It ends in a slash.
	BaseURL string
	// Language is a BCP 47 tag; "" means unknown.
	Language string
	// Languages are the languages that the names of files say; see [Site.LanguageOfFile].
	Languages []string
	// Authors are the authors of articles that name none; if it is empty, Title is.
	Authors []Person
	Rights  string // "" means none
	// Icon (small, square) and Logo (large) are absolute URLs; "" means none.
	Icon, Logo string
	// TimeZone is the zone of dates that name none, and of all times that are written.
	TimeZone *time.Location
	// FeedID is the ID of the site's feed, as another program gave it; "" means that Fil chooses it.
	FeedID string
	// IDAuthority is the tagging entity of tag URIs (RFC 4151 §2.1), as "example.org,2024". If it is
	// "", IDs are permalinks.
	IDAuthority string
	// Paths are the names in dist of the documents of the site's feed, where they are not the usual ones.
	Paths Address
	// IDPattern is the pattern of the IDs of articles that have none in their front matter, as another
	// program made them: "https://example.org{address}". It has precedence over IDAuthority.
	IDPattern string
	// Permalinks is the pattern of article addresses, as "/{year}/{slug}/": a path below the base
	// URL or an absolute URL. If it is "", addresses are the paths in content.
	Permalinks string
	// SectionPermalinks are the patterns for the articles of a section, which have precedence.
	SectionPermalinks map[string]string
	// Transliterate writes a name in Latin letters without accents, for its address. If it is nil,
	// addresses have letters of every script.
	Transliterate func(name string) string
	// Slugify makes a slug of a name or title, after its transliteration, as another program does. If it is nil, it is Slug.
	Slugify func(name string) string
	// LowerPaths says that addresses have the names of files in lower case, as Hugo makes them.
	LowerPaths bool
	// DatedPaths says that addresses keep the dates of file names, as Hugo's and Astro's do.
	DatedPaths bool
	// UndatedPages says that texts without a date are pages, in no feed and no list.
	UndatedPages bool
	// LanguageName returns the name of a language, given by its tag, in that language. If it is nil,
	// titles of feeds have the tag.
	LanguageName func(tag string) string
	// Pages says that Fil writes a page for each article.
	Pages bool
	// Nav are the links at the top of every page.
	Nav []Link
	// Feed bounds the subscription documents.
	Feed FeedOptions
	// Each lists the kinds of values that each have a feed.
	Each []Kind
	// Named are the feeds that site.yaml describes.
	Named []Definition
	// Podcast describes the site as a podcast: its feeds with episodes are podcasts. If it is nil,
	// none is.
	Podcast *Podcast
	// Markdown adds the text of each article in Markdown: to RSS, and beside its page.
	Markdown bool
	// News says that the site is one of news: articles are NewsArticles of schema.org, and there is a
	// sitemap of those of the last two days. RSS has its logo, as SmartNews asks.
	News bool
	// Me are pages of the same author elsewhere (rel=me), Accounts the author's names at services.
	Me       []string
	Accounts []Account
	// License is that of the site's texts. DenyAI says that programs which train models must not use them.
	License License
	DenyAI  bool
	// RawFeeds says that browsers get feeds as they are, not the page that explains a feed.
	RawFeeds bool
	// Moved are old addresses of feeds that are on this site.
	Moved []Moved
	// Retired are feeds that have moved to another site.
	Retired []Retired
	// Preview says that only the author sees the site: drafts and articles with a later date are
	// shown, and marked.
	Preview bool
	// HostedBy is the static host that serves dist, by its name in package hosts; "" means fil
	// serve or an unknown host.
	HostedBy string
	// Limits bounds what one article may cost.
	Limits Limits
	// Settle is how long the file of a new article must not have changed before it is published.
	Settle time.Duration
	// AutoUpdated says that an article gets a later Updated when its text changes, unless its front
	// matter has a time of update.
	AutoUpdated bool
	// GitDates says that articles without a date have that of their first commit, and that those whose front
	// matter has no time of update were updated with the last one.
	GitDates bool
	// Lines has the line of site.yaml that each key is in; keys within tables are as podcast.image.
	Lines map[string]int
	// Schedule lists the times to run as cron specs; if it is empty, the default applies.
	Schedule []string
	// Hubs are the WebSub hubs that feeds name and that are notified of changes. Ping are the
	// targets of XML-RPC pings.
	Hubs, Ping []string
	// Hub asks for fil serve to be a WebSub hub and an rssCloud for the site's feeds.
	Hub bool
	// Webhooks are the addresses that receive events. Posts are the accounts in which new articles are posted.
	Webhooks []Webhook
	Posts    []PostTarget
	// NoCount says that readers are not counted (count: false).
	NoCount bool
	// AllowPrivateHubs says that the addresses of hubs, of subscribers and of all other targets may be private.
	AllowPrivateHubs bool
	// Deltas says which clients get deltas of feeds (RFC 3229): "known", "all" or "off".
	Deltas string
	// TrustAssets says that SVG and XML files of content may run scripts in the site's origin.
	TrustAssets bool
	// FetchLimit is how many times in an hour a client may fetch one feed without a conditional
	// request; 0 means no limit.
	FetchLimit int
	// TrustedProxies are the proxies whose X-Forwarded-For headers count.
	TrustedProxies []netip.Prefix
}

// ParseProxy parses the address of a proxy, or a prefix of addresses, as 10.0.0.0/8 (RFC 4632 §3.1).
// IPv4 addresses that are mapped to IPv6 become IPv4.
func ParseProxy(text string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(text); err == nil {
		return addr.Unmap().Prefix(addr.Unmap().BitLen())
	}
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return netip.Prefix{}, fmt.Errorf("%q is neither an address nor a prefix", text)
	}
	if addr := prefix.Addr(); addr.Is4In6() && prefix.Bits() >= 96 {
		prefix = netip.PrefixFrom(addr.Unmap(), prefix.Bits()-96)
	}
	return prefix.Masked(), nil
}

// ParseProxies parses the addresses of proxies; see [ParseProxy]. It returns nil for nil, and an empty
// slice for an empty one.
func ParseProxies(texts []string) ([]netip.Prefix, error) {
	if texts == nil {
		return nil, nil
	}
	proxies := []netip.Prefix{}
	for _, text := range texts {
		proxy, err := ParseProxy(text)
		if err != nil {
			return nil, err
		}
		proxies = append(proxies, proxy)
	}
	return proxies, nil
}

// Limits bounds what one article, and a publication, may cost.
type Limits struct {
	// Tags and Authors are the most tags and authors of an article; those beyond are dropped.
	Tags, Authors int
	// Text is the most bytes of an article's HTML; 0 means 8 times the size of its file and 1 MiB.
	Text int
	// Files is the most files in dist.
	Files int
}

// TextOf returns the most bytes of HTML for an article whose file has the given number of bytes.
func (l Limits) TextOf(file int) int {
	if l.Text > 0 {
		return l.Text
	}
	return 8*file + 1<<20
}

// Account is a name at a service, such as mastodon.
type Account struct{ Service, Name string }

// Link is an address with a title.
type Link struct{ Title, URL string }

// Moved is an old address of a feed, at which its readers still ask.
type Moved struct {
	// Name is the path in dist, as "feed/index.html" for the address feed/. If Query is not "", only
	// requests with that query count, as "feed=rss2".
	Name, Query string
	// To is the name in dist of the feed. A star in Name and To stands for one segment of a path.
	To string
	// Redirect says that the server answers with a redirect (301). If it is false, the server answers with
	// the feed itself, because some readers do not follow redirects.
	Redirect bool
}

// Retired is a feed whose subscribers are redirected to another feed.
type Retired struct {
	// Path is its folder in dist, "" for the site's feed.
	Path string
	// To is the absolute address of the other feed.
	To string
}

// DefaultMaxBytes is the default of MaxBytes: some readers and aggregators read no more than half a
// megabyte.
const DefaultMaxBytes = 512 << 10

// FeedOptions bounds a subscription document.
type FeedOptions struct {
	// Limit is the most articles it has. Episodes of a podcast do not count: it has all of them.
	Limit int
	// MaxBytes is the most bytes of its Atom form. 0 means DefaultMaxBytes, but no limit for a
	// podcast, because directories list what its feed has. One article is always included.
	MaxBytes int
	// SummaryOnly says that entries have no full content.
	SummaryOnly bool
	// JSONArchives says that the archives of a feed are also in JSON Feed, to which next_url leads.
	JSONArchives bool `json:",omitempty"`
	// After is a line below the text of each item.
	After After `json:",omitempty"`
}

// Person is an author. Name is never "".
type Person struct {
	Name  string `json:"name"`
	URL   string `json:"url,omitempty"`   // absolute
	Email string `json:"email,omitempty"` // without mailto:
	// Avatar is the absolute address of a picture of the person.
	Avatar string `json:"avatar,omitempty"`
	// Fediverse is the person's account there, as @awa@mastodon.example.
	Fediverse string `json:"fediverse,omitempty"`
}

// URL returns the absolute address of a file in dist, percent-encoded. For an index.html that is the
// address of its folder.
func (s *Site) URL(file string) string {
	if file == "index.html" {
		return s.BaseURL
	}
	if folder, ok := strings.CutSuffix(file, "/index.html"); ok {
		return s.BaseURL + escapePath(folder) + "/"
	}
	return s.BaseURL + escapePath(file)
}

// Host reports whether an absolute URL is on the site: below its base URL.
func (s *Site) Host(u string) bool { return strings.HasPrefix(u, s.BaseURL) }

// The addresses, below the base URL, at which fil serve takes subscriptions to feeds: as a WebSub hub, and as an
// rssCloud.
const (
	HubPath   = "-/hub"
	CloudPath = "-/cloud"
)

// HubURL returns the address of the site's own hub.
func (s *Site) HubURL() string { return s.BaseURL + HubPath }

// OtherHubs returns the hubs that are not the site's own.
func (s *Site) OtherHubs() []string {
	return slices.DeleteFunc(slices.Clone(s.Hubs), func(hub string) bool { return s.Hub && hub == s.HubURL() })
}

// HasHub reports whether the site has a hub of its own. One on a static host has none: it takes no subscriptions.
func (s *Site) HasHub() bool { return s.Hub && s.HostedBy == "" }

// DefaultAuthors returns the authors of an article that names none: those of the site, else its title,
// because each entry must have an author (RFC 4287 §4.1.2, §4.2.1).
func (s *Site) DefaultAuthors() []Person {
	if len(s.Authors) > 0 {
		return s.Authors
	}
	return []Person{{Name: s.Title}}
}

// base returns BaseURL parsed. The reader of site.yaml has checked it; an invalid one gives an empty
// URL.
func (s *Site) base() *url.URL {
	u, err := url.Parse(s.BaseURL)
	if err != nil {
		return &url.URL{}
	}
	return u
}

package feed

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// Site is the whole publication, as site.yaml describes it.
type Site struct {
	Title    string
	Subtitle string // "" leaves it out
	// BaseURL is the absolute address of dist's root and ends in a slash.
	BaseURL string
	// Language is a BCP 47 tag; "" is unknown.
	Language string
	// Authors stand for each article that names none; without them the title does.
	Authors []Person
	Rights  string // "" leaves it out
	// Icon (small, square) and Logo (large) are absolute URLs; "" leaves them out.
	Icon, Logo string
	// TimeZone is where dates without a zone are, and what times are written in.
	TimeZone *time.Location
	// IDAuthority is the tagging entity of RFC 4151 §2.1, as "example.org,2024".
	// "" makes IDs permalinks.
	IDAuthority string
	// Permalinks is the pattern of article addresses, such as "/{year}/{slug}/",
	// relative to the base URL or absolute; "" is the path in content.
	Permalinks string
	// Transliterate writes a name in Latin letters without accents, for its address; nil keeps
	// the letters of every script.
	Transliterate func(name string) string
	// LanguageName is what a language, by its tag, calls itself; nil leaves the tag.
	LanguageName func(tag string) string
	// Pages says whether Fil writes a page for each article.
	Pages bool
	// Nav are the links at the head of every page.
	Nav []Link
	// Feed is what a subscription document holds.
	Feed FeedOptions
	// Each are the kinds of which every value has a feed of its own.
	Each []Kind
	// Named are the feeds that site.yaml describes one by one.
	Named []Definition
	// Podcast makes feeds with episodes podcasts; nil makes none.
	Podcast *Podcast
	// RawFeeds leaves feeds as they are in a browser, where their page would be shown.
	RawFeeds bool
	// Retired are feeds that have moved elsewhere.
	Retired []Retired
	// Preview says that only its author sees it: drafts and articles that are published later
	// are shown, and marked.
	Preview bool
	// HostedBy is the static host for which dist is made, as package hosts names them; "" is fil
	// serve, or none that is known.
	HostedBy string
	// Limits bound what one article may cost.
	Limits Limits
	// Settle is how long the file of a new article is left alone before it is published.
	Settle time.Duration
	// AutoUpdated moves the Updated of an article whose text is changed and that does not say
	// itself when that was.
	AutoUpdated bool
	// Lines are the lines of site.yaml in which keys stand, those of tables as podcast.image.
	Lines map[string]int
	// Schedule lists when to run, as cron specs; empty is the default.
	Schedule []string
	// Hubs are the WebSub hubs that subscribers are sent to, and that are told of changes;
	// Ping are the targets of XML-RPC pings.
	Hubs, Ping []string
	// AllowPrivateHubs lets both be at private addresses.
	AllowPrivateHubs bool
	// Deltas says who is sent deltas of feeds: known, all or off.
	Deltas string
	// TrustAssets lets SVG and XML files of content run scripts in the site's origin.
	TrustAssets bool
	// FetchLimit is how often in an hour a client may fetch one feed without asking whether
	// it has changed; 0 is without a limit.
	FetchLimit int
	// TrustedProxies are those whose X-Forwarded-For is believed.
	TrustedProxies []netip.Prefix
}

// ParseProxy reads the address of a proxy, or a prefix for many (RFC 4632 §3.1), as
// 10.0.0.0/8.
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

// Limits bound what one article, and a publication, may cost.
type Limits struct {
	// Tags and Authors are the most that an article has; the others are left out.
	Tags, Authors int
	// Text is the most bytes of an article's HTML; 0 is eight times its file and a megabyte.
	Text int
	// Files are the most files of dist.
	Files int
}

// TextOf is the most bytes of the HTML of an article whose file has that many.
func (l Limits) TextOf(file int) int {
	if l.Text > 0 {
		return l.Text
	}
	return 8*file + 1<<20
}

// Link is a titled address.
type Link struct{ Title, URL string }

// Retired is a feed whose subscribers are sent elsewhere.
type Retired struct {
	// Path is its folder in dist, "" for the site's.
	Path string
	// To is the absolute address of the feed that takes its place.
	To string
}

// DefaultMaxBytes is the default of MaxBytes. Some readers and aggregators read no more than half a
// megabyte.
const DefaultMaxBytes = 512 << 10

// FeedOptions limit a subscription document.
type FeedOptions struct {
	// Limit is the most articles it holds; of a podcast, besides its episodes, which it holds all.
	Limit int
	// MaxBytes is the most bytes its Atom form takes; 0 is DefaultMaxBytes, and no limit for a
	// podcast, because directories list what its feed holds. One article is always let in.
	MaxBytes int
	// SummaryOnly leaves the full content out.
	SummaryOnly bool
}

// Person is an author. A name is always given.
type Person struct {
	Name  string `json:"name"`
	URL   string `json:"url,omitempty"`   // absolute
	Email string `json:"email,omitempty"` // without mailto:
}

// URL returns the absolute address of a file in dist, percent-encoded. An index.html
// goes by the name of its folder.
func (s *Site) URL(file string) string {
	if file == "index.html" {
		return s.BaseURL
	}
	if folder, ok := strings.CutSuffix(file, "/index.html"); ok {
		return s.BaseURL + escapePath(folder) + "/"
	}
	return s.BaseURL + escapePath(file)
}

// Host reports whether an absolute URL is on the site itself, below its base URL.
func (s *Site) Host(u string) bool { return strings.HasPrefix(u, s.BaseURL) }

// DefaultAuthors are the people who stand for an article without authors: the
// site's, else its title, because RFC 4287 §4.2.1 wants an author for each entry.
func (s *Site) DefaultAuthors() []Person {
	if len(s.Authors) > 0 {
		return s.Authors
	}
	return []Person{{Name: s.Title}}
}

// base returns BaseURL parsed. It is checked when site.yaml is read.
func (s *Site) base() *url.URL {
	u, err := url.Parse(s.BaseURL)
	if err != nil {
		return &url.URL{}
	}
	return u
}

package serve

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"fil/feed/manifest"
)

// Site is what a manifest does not say of its publication.
type Site struct {
	// BaseURL is the absolute address of the root and ends in a slash.
	BaseURL string
	// Hubs are the WebSub hubs of its feeds.
	Hubs []string
	// RawFeeds leaves feeds as they are in a browser, where their page would be shown.
	RawFeeds bool
	// Deltas says who is sent deltas.
	Deltas Deltas
	// TrustAssets lets SVG and XML files of content run scripts.
	TrustAssets bool
	// Watched says that a publication may follow at any moment, and not on schedule alone.
	Watched bool
	// FetchLimit is how often in an hour a client may fetch one feed without asking whether
	// it has changed; 0 is without a limit.
	FetchLimit int
	// TrustedProxies are those whose X-Forwarded-For is believed.
	TrustedProxies []netip.Prefix
}

// prefix is the path of the base URL, which begins and ends in a slash.
func (s Site) prefix() string {
	u, err := url.Parse(s.BaseURL)
	if err != nil || u.Path == "" {
		return "/"
	}
	return u.Path
}

// links makes the Link header of a feed.
func (s *snapshot) links(f manifest.File) []string {
	if !isFeed(f.Type) {
		return nil
	}
	self := strings.Split(f.Name, "/")
	for i, part := range self {
		self[i] = url.PathEscape(part) // as the feed itself says it
	}
	var b strings.Builder
	for _, hub := range s.site.Hubs {
		fmt.Fprintf(&b, "<%s>; rel=\"hub\", ", hub)
	}
	fmt.Fprintf(&b, "<%s%s>; rel=\"self\"", s.site.BaseURL, strings.Join(self, "/"))
	return []string{b.String()}
}

package serve

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"fil/feed"
	"fil/feed/manifest"
)

// Site is what the server has to know of a publication and the manifest does not say. The zero
// value of each field but BaseURL is what most sites need.
type Site struct {
	manifest.Site
	// Watched says that the content folder is watched, so that the next publication may come at any
	// moment. Feeds are then cacheable for a minute only.
	Watched bool
	// TrustedProxies are the addresses of proxies whose X-Forwarded-For is believed.
	TrustedProxies []netip.Prefix
}

// prefix is the path of the base URL. It begins and ends in a slash.
func (s Site) prefix() string {
	u, err := url.Parse(s.BaseURL)
	if err != nil || u.Path == "" {
		return "/"
	}
	return u.Path
}

// links returns the Link header of a feed (see document.links), nil for a file that is no feed.
func (s *snapshot) links(f manifest.File) []string {
	if !feed.IsForm(f.Type) {
		return nil
	}
	self := strings.Split(f.Name, "/")
	for i, segment := range self {
		self[i] = url.PathEscape(segment) // the same bytes as the self link in the feed
	}
	var b strings.Builder
	for _, hub := range s.site.Hubs {
		fmt.Fprintf(&b, "<%s>; rel=\"hub\", ", hub)
	}
	fmt.Fprintf(&b, "<%s%s>; rel=\"self\"", s.site.BaseURL, strings.Join(self, "/"))
	return []string{b.String()}
}

package hosts

import (
	"fmt"
	"strings"

	"fil/feed/manifest"
)

// cloudflare writes _headers and _redirects within the limits of Cloudflare Pages: 100 rules for
// headers, 2,000 redirects, and no status 410. To stay below 100 rules, there is one for each base
// name of a feed. No two rules that match one file set the same header, because Cloudflare would
// send both values.
func cloudflare(s Site) []File {
	var headers, redirects strings.Builder
	headers.WriteString(s.Own["_headers"])
	fmt.Fprintf(&headers, "/*\n  X-Content-Type-Options: nosniff\n  Access-Control-Allow-Origin: *\n%s%s*\n  Cache-Control: %s\n", s.Prefix, assets, cacheForever)
	for _, end := range s.sandboxed() {
		fmt.Fprintf(&headers, "/*.%s\n  Content-Security-Policy: %s\n", end, manifest.Sandbox)
	}
	written := map[string]bool{}
	for _, f := range s.Feeds {
		base := f.Name[strings.LastIndexByte(f.Name, '/')+1:]
		pattern := s.Prefix + base
		if base != f.Name {
			pattern = s.Prefix + "*/" + base
		}
		if !written[pattern] {
			written[pattern] = true
			fmt.Fprintf(&headers, "%s\n  Content-Type: %s\n  Cache-Control: %s\n", pattern, f.Type, s.feedCaching())
		}
	}
	for _, f := range s.Copies { // "!" takes away what a rule for the base name has set
		fmt.Fprintf(&headers, "%s\n  ! Content-Type\n  ! Cache-Control\n  Content-Type: %s\n  Cache-Control: %s\n", s.path(f.Name), f.Type, s.feedCaching())
	}
	redirects.WriteString(s.Own["_redirects"])
	const maxRedirects = 2000
	lines := strings.Count(s.Own["_redirects"], "\n")
	for _, r := range s.Redirects {
		addresses, to := s.addresses(r)
		for _, from := range addresses {
			if to == "" || lines == maxRedirects {
				continue
			}
			lines++
			fmt.Fprintf(&redirects, "%s %s 301\n", from, to)
		}
	}
	return []File{{"_headers", headers.String()}, {"_redirects", redirects.String()}}
}

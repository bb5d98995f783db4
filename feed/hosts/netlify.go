package hosts

import (
	"fmt"
	"strings"

	"fil/feed/manifest"
)

// netlify writes _headers and _redirects. The "!" after a status applies the rule also where a file has
// that name, as the small HTML page of each old address.
func netlify(s Site) []File {
	var headers, redirects strings.Builder
	headers.WriteString(s.Own["_headers"])
	fmt.Fprintf(&headers, "/*\n  X-Content-Type-Options: nosniff\n  Access-Control-Allow-Origin: *\n%s%s*\n  Cache-Control: %s\n", s.Prefix, assets, cacheForever)
	for _, end := range s.sandboxed() {
		fmt.Fprintf(&headers, "/*.%s\n  Content-Security-Policy: %s\n", end, manifest.Sandbox)
	}
	for _, f := range s.Feeds {
		fmt.Fprintf(&headers, "%s\n  Content-Type: %s\n  Cache-Control: %s\n", s.path(f.Name), f.Type, s.feedCaching())
	}
	for _, f := range s.Copies {
		fmt.Fprintf(&headers, "%s\n  Content-Type: %s\n  Cache-Control: %s\n", s.path(f.Name), f.Type, s.feedCaching())
	}
	redirects.WriteString(s.Own["_redirects"])
	for _, r := range s.Redirects {
		if from, to := s.addresses(r); to != "" { // Netlify matches a path with and without its slash
			fmt.Fprintf(&redirects, "%s %s 301!\n", from[0], to)
		} else {
			fmt.Fprintf(&redirects, "%s %s404.html 410!\n", from[0], s.Prefix)
		}
	}
	return []File{{"_headers", headers.String()}, {"_redirects", redirects.String()}}
}

package hosts

import (
	"fmt"
	"strings"

	"fil/feed/manifest"
)

// caddy writes directives to be imported into a site block.
func caddy(s Site) []File {
	var b strings.Builder
	b.WriteString("# import it into the site block whose root is this folder\n")
	b.WriteString("file_server {\n\tprecompressed gzip\n\thide .fil-dist _headers _redirects fil-host.*\n}\nheader X-Content-Type-Options nosniff\nheader Access-Control-Allow-Origin *\n")
	for _, end := range s.sandboxed() {
		fmt.Fprintf(&b, "header *.%s Content-Security-Policy %q\n", end, manifest.Sandbox)
	}
	fmt.Fprintf(&b, "header %s%s* Cache-Control %q\n", s.Prefix, assets, cacheForever)
	for i, f := range s.types() {
		fmt.Fprintf(&b, "@feed%d path */%s\nheader @feed%d {\n\tContent-Type %q\n\tCache-Control %q\n}\n", i, f.Name, i, f.Type, s.feedCaching())
	}
	for i, f := range s.Copies {
		paths := decoded(s.copyPaths(f))
		if strings.ContainsAny(paths[0], "*{}") {
			continue
		}
		for j := range paths {
			paths[j] = quote(paths[j])
		}
		fmt.Fprintf(&b, "@copy%d path %s\nheader @copy%d {\n\tContent-Type %q\n\tCache-Control %q\n}\n", i, strings.Join(paths, " "), i, f.Type, s.feedCaching())
	}
	for _, r := range s.Redirects {
		addresses, to := s.addresses(r)
		for _, from := range decoded(addresses) {
			switch {
			case strings.ContainsAny(from, "*{}"): // wildcards and placeholders of a path matcher
			case to != "":
				fmt.Fprintf(&b, "redir %s %s permanent\n", quote(from), to)
			default:
				fmt.Fprintf(&b, "respond %s 410\n", quote(from))
			}
		}
	}
	return []File{{caddyName, b.String()}}
}

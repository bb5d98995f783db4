package hosts

import (
	"fmt"
	"strings"

	"fil/feed/manifest"
)

// nginx writes directives to be included in a server block.
func nginx(s Site) []File {
	// A location that sets a header inherits none of the server, so each repeats these.
	const nosniff = "add_header X-Content-Type-Options nosniff; add_header Access-Control-Allow-Origin *;"
	var b strings.Builder
	b.WriteString("# include it in the server block whose root is this folder\n")
	b.WriteString("charset utf-8;\ngzip_static on;\n" + nosniff + "\n")
	fmt.Fprintf(&b, "error_page 404 %s404.html;\nlocation ~ /\\.fil- { return 404; }\nlocation ~ /(?:_headers|_redirects|fil-host\\.[^/]*)$ { return 404; }\n", s.Prefix)
	fmt.Fprintf(&b, "location ^~ %s%s { add_header Cache-Control %q; %s }\n", s.Prefix, assets, cacheForever, nosniff)
	if active := s.sandboxed(); len(active) > 0 {
		fmt.Fprintf(&b, "location ~ \\.(?:%s)$ { add_header Content-Security-Policy %q; %s }\n", strings.Join(active, "|"), manifest.Sandbox, nosniff)
	}
	for _, f := range s.types() {
		fmt.Fprintf(&b, "location ~ /%s$ { types { } default_type %q; add_header Cache-Control %q; %s }\n", quoteMeta(f.Name), f.Type, s.feedCaching(), nosniff)
	}
	for _, f := range s.Copies {
		// nginx looks for a folder's index.html with a second search of the locations.
		fmt.Fprintf(&b, "location = %s { types { } default_type %q; add_header Cache-Control %q; %s }\n", quote(decoded(s.copyPaths(f))[0]), f.Type, s.feedCaching(), nosniff)
	}
	for _, r := range s.Redirects {
		addresses, to := s.addresses(r)
		for _, from := range decoded(addresses) {
			if to != "" {
				fmt.Fprintf(&b, "location = %s { return 301 %s; }\n", quote(from), quote(to))
			} else {
				fmt.Fprintf(&b, "location = %s { return 410; }\n", quote(from))
			}
		}
	}
	return []File{{nginxName, b.String()}}
}

package hosts

import (
	"fmt"
	"strings"

	"fil/feed/manifest"
)

// apache writes .htaccess. It uses mod_alias, and mod_headers if the server has it.
func apache(s Site) []File {
	var b strings.Builder
	b.WriteString(s.Own[".htaccess"])
	fmt.Fprintf(&b, "AddDefaultCharset utf-8\nErrorDocument 404 %s404.html\n<IfModule mod_headers.c>\n  Header set X-Content-Type-Options nosniff\n  Header set Access-Control-Allow-Origin \"*\"\n</IfModule>\n", s.Prefix)
	if active := s.sandboxed(); len(active) > 0 {
		fmt.Fprintf(&b, "<FilesMatch \"\\.(%s)$\">\n  <IfModule mod_headers.c>\n    Header set Content-Security-Policy %q\n  </IfModule>\n</FilesMatch>\n", strings.Join(active, "|"), manifest.Sandbox)
	}
	for _, f := range s.types() {
		fmt.Fprintf(&b, "<Files %q>\n  ForceType %q\n  <IfModule mod_headers.c>\n    Header set Cache-Control %q\n  </IfModule>\n</Files>\n", f.Name, f.Type, s.feedCaching())
	}
	fmt.Fprintf(&b, "<IfModule mod_headers.c>\n  <If \"%%{REQUEST_URI} =~ m#^%s%s#\">\n    Header set Cache-Control %q\n  </If>\n</IfModule>\n", s.Prefix, assets, cacheForever)
	for _, f := range s.Copies {
		fmt.Fprintf(&b, "<If \"%%{REQUEST_URI} =~ m#^%s$#\">\n  ForceType %q\n  <IfModule mod_headers.c>\n    Header set Cache-Control %q\n  </IfModule>\n</If>\n",
			strings.ReplaceAll(quoteMeta(decoded(s.copyPaths(f))[0]), "index\\.html", "(?:index\\.html)?"), f.Type, s.feedCaching())
	}
	for _, r := range s.Redirects {
		from, to := s.addresses(r)
		pattern := quote("^" + quoteMeta(strings.TrimSuffix(decoded(from)[0], "/")) + "/?$")
		if to != "" {
			// Apache percent-encodes a path itself, and replaces $1 by a group of the pattern.
			if !strings.Contains(to, "?") {
				to = strings.ReplaceAll(decoded([]string{to})[0], "$", `\$`)
			}
			fmt.Fprintf(&b, "RedirectMatch 301 %s %s\n", pattern, quote(to))
		} else {
			fmt.Fprintf(&b, "RedirectMatch 410 %s\n", pattern)
		}
	}
	return []File{{".htaccess", b.String()}}
}

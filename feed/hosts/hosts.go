// Package hosts writes what static hosts read to answer as fil serve would: media types with
// their charset, how long answers may be kept, addresses that have moved, and those that are
// gone. It is pure: a [Site] in, files out.
package hosts

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"fil/feed/manifest"
)

// Site describes a publication to a host.
type Site struct {
	// Prefix is the path of the base URL; it begins and ends in a slash.
	Prefix string
	// Feeds are the subscription documents, and the list of them, by their names in dist.
	Feeds []Feed
	// Redirects are the addresses that have moved or are gone.
	Redirects []manifest.Redirect
	// Hubs says that hubs are told of changes.
	Hubs bool
	// TrustAssets lets SVG files of content run scripts.
	TrustAssets bool
	// Own are the files of the same names that the author has written, by name: what they say
	// comes first.
	Own map[string]string
}

// Feed is a file with its media type.
type Feed struct{ Name, Type string }

// File is one file for a host.
type File struct{ Name, Text string }

// Kept is Cache-Control (RFC 9111 §5.2.2) of feeds, KeptBriefly that of feeds with hubs, which
// fetch a feed as soon as they are told of a change, perhaps through a cache. Forever is that of
// files whose names contain a hash of their bytes.
const (
	Kept        = "public, max-age=300"
	KeptBriefly = "public, max-age=60"
	Forever     = "public, max-age=31536000, immutable"
)

// active are the extensions of files whose scripts a browser would run. XML is not among them,
// because by its name a host cannot tell it from a feed.
var active = []string{"svg", "xhtml"}

// assets is the folder of files whose names contain a hash of their bytes.
const assets = "-/"

// hosts are the writers by their names.
var hosts = map[string]func(s Site) []File{
	"netlify":    netlify,
	"cloudflare": cloudflare,
	"github":     func(Site) []File { return []File{{".nojekyll", ""}} },
	"apache":     apache,
	"nginx":      nginx,
	"caddy":      caddy,
	"s3":         s3,
}

// Names are the hosts that there are, in order.
func Names() []string {
	names := make([]string, 0, len(hosts))
	for name := range hosts {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// For returns the files for a host, in order; none for a host that is not known.
func For(host string, s Site) []File {
	if write := hosts[host]; write != nil {
		return write(s)
	}
	return nil
}

// Reads reports whether a static host reads the file of that name at the root of dist as
// instructions. Such a file is not part of the site.
func Reads(name string) bool {
	switch name {
	case "_headers", "_redirects", ".nojekyll", ".htaccess", "CNAME", nginxName, caddyName, s3Name:
		return true
	}
	return false
}

// The names of files that the operator includes in a configuration, or runs.
const (
	nginxName = "fil-host.nginx.conf"
	caddyName = "fil-host.Caddyfile"
	s3Name    = "fil-host.s3.sh"
)

// lead returns the addresses of a redirect on the site, percent-encoded, that of a folder with and
// without its slash, and to where they lead, "" where that is gone.
func (s Site) lead(r manifest.Redirect) (from []string, to string) {
	if to = r.To; to != "" && !strings.Contains(to, "://") {
		to = s.path(to)
	}
	from = []string{s.path(r.From)}
	if bare := strings.TrimSuffix(from[0], "/"); bare != from[0] && from[0] != s.Prefix {
		from = append(from, bare)
	}
	return from, strings.ReplaceAll(to, "$", "%24") // which some hosts read as a variable's
}

// plain are addresses as they are, and not percent-encoded.
func plain(addresses []string) []string {
	all := make([]string, len(addresses))
	for i, address := range addresses {
		var err error
		if all[i], err = url.PathUnescape(address); err != nil {
			all[i] = address
		}
	}
	return all
}

// path is the address of a file of dist on the site, percent-encoded. An index.html goes by its
// folder.
func (s Site) path(name string) string {
	if name == "index.html" {
		return s.Prefix
	}
	name = strings.TrimSuffix(name, "index.html")
	return s.Prefix + (&url.URL{Path: name}).EscapedPath()
}

// netlify writes _headers and _redirects, with a line for each feed.
func netlify(s Site) []File {
	var headers, redirects strings.Builder
	headers.WriteString(s.Own["_headers"])
	fmt.Fprintf(&headers, "/*\n  X-Content-Type-Options: nosniff\n  Access-Control-Allow-Origin: *\n%s%s*\n  Cache-Control: %s\n", s.Prefix, assets, Forever)
	for _, end := range s.sandboxed() {
		fmt.Fprintf(&headers, "/*.%s\n  Content-Security-Policy: %s\n", end, manifest.Sandbox)
	}
	for _, f := range s.Feeds {
		fmt.Fprintf(&headers, "%s\n  Content-Type: %s\n  Cache-Control: %s\n", s.path(f.Name), f.Type, s.kept())
	}
	redirects.WriteString(s.Own["_redirects"])
	for _, r := range s.Redirects {
		if from, to := s.lead(r); to != "" { // with its slash and without is one there
			fmt.Fprintf(&redirects, "%s %s 301!\n", from[0], to)
		} else {
			fmt.Fprintf(&redirects, "%s %s404.html 410!\n", from[0], s.Prefix)
		}
	}
	return []File{{"_headers", headers.String()}, {"_redirects", redirects.String()}}
}

// cloudflare does the same within that host's limits: 100 rules for headers, 2,000 redirects,
// and no answer 410. A header that two rules give is given twice there, so that no two rules
// give the same.
func cloudflare(s Site) []File {
	var headers, redirects strings.Builder
	headers.WriteString(s.Own["_headers"])
	fmt.Fprintf(&headers, "/*\n  X-Content-Type-Options: nosniff\n  Access-Control-Allow-Origin: *\n%s%s*\n  Cache-Control: %s\n", s.Prefix, assets, Forever)
	for _, end := range s.sandboxed() {
		fmt.Fprintf(&headers, "/*.%s\n  Content-Security-Policy: %s\n", end, manifest.Sandbox)
	}
	told := map[string]bool{}
	for _, f := range s.Feeds {
		base := f.Name[strings.LastIndexByte(f.Name, '/')+1:]
		pattern := s.Prefix + base
		if base != f.Name {
			pattern = s.Prefix + "*/" + base
		}
		if !told[pattern] {
			told[pattern] = true
			fmt.Fprintf(&headers, "%s\n  Content-Type: %s\n  Cache-Control: %s\n", pattern, f.Type, s.kept())
		}
	}
	redirects.WriteString(s.Own["_redirects"])
	const most = 2000
	lines := strings.Count(s.Own["_redirects"], "\n")
	for _, r := range s.Redirects {
		addresses, to := s.lead(r)
		for _, from := range addresses {
			if to == "" || lines == most {
				continue
			}
			lines++
			fmt.Fprintf(&redirects, "%s %s 301\n", from, to)
		}
	}
	return []File{{"_headers", headers.String()}, {"_redirects", redirects.String()}}
}

func (s Site) kept() string {
	if s.Hubs {
		return KeptBriefly
	}
	return Kept
}

// sandboxed are the extensions of files that are sent with manifest.Sandbox.
func (s Site) sandboxed() []string {
	if s.TrustAssets {
		return nil
	}
	return active
}

// types are the media types of a site's feeds by the last part of their names, in order.
func (s Site) types() (list []Feed) {
	for _, f := range s.Feeds {
		f.Name = f.Name[strings.LastIndexByte(f.Name, '/')+1:]
		if !slices.Contains(list, f) {
			list = append(list, f)
		}
	}
	return list
}

// apache writes .htaccess, for mod_headers, mod_alias and mod_mime.
func apache(s Site) []File {
	var b strings.Builder
	b.WriteString(s.Own[".htaccess"])
	fmt.Fprintf(&b, "AddDefaultCharset utf-8\nErrorDocument 404 %s404.html\n<IfModule mod_headers.c>\n  Header set X-Content-Type-Options nosniff\n  Header set Access-Control-Allow-Origin \"*\"\n</IfModule>\n", s.Prefix)
	if active := s.sandboxed(); len(active) > 0 {
		fmt.Fprintf(&b, "<FilesMatch \"\\.(%s)$\">\n  <IfModule mod_headers.c>\n    Header set Content-Security-Policy %q\n  </IfModule>\n</FilesMatch>\n", strings.Join(active, "|"), manifest.Sandbox)
	}
	for _, f := range s.types() {
		fmt.Fprintf(&b, "<Files %q>\n  ForceType %q\n  <IfModule mod_headers.c>\n    Header set Cache-Control %q\n  </IfModule>\n</Files>\n", f.Name, f.Type, s.kept())
	}
	fmt.Fprintf(&b, "<IfModule mod_headers.c>\n  <If \"%%{REQUEST_URI} =~ m#^%s%s#\">\n    Header set Cache-Control %q\n  </If>\n</IfModule>\n", s.Prefix, assets, Forever)
	for _, r := range s.Redirects {
		from, to := s.lead(r)
		pattern := quote("^" + quoteMeta(strings.TrimSuffix(plain(from)[0], "/")) + "/?$")
		if to != "" {
			if !strings.Contains(to, "?") { // it percent-encodes a path itself, and reads $ as a part of the pattern
				to = strings.ReplaceAll(plain([]string{to})[0], "$", `\$`)
			}
			fmt.Fprintf(&b, "RedirectMatch 301 %s %s\n", pattern, quote(to))
		} else {
			fmt.Fprintf(&b, "RedirectMatch 410 %s\n", pattern)
		}
	}
	return []File{{".htaccess", b.String()}}
}

// quote is a text in quotes as Apache, nginx and Caddy read it: every letter stands for itself.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// quoteMeta escapes what a regular expression of PCRE reads as its own, in quotes.
func quoteMeta(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune(`\.+*?()|[]{}^$`, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// nginx writes directives for a server block.
func nginx(s Site) []File {
	const nosniff = "add_header X-Content-Type-Options nosniff; add_header Access-Control-Allow-Origin *;" // a location has only headers of its own
	var b strings.Builder
	b.WriteString("# include it in the server block whose root is this folder\n")
	b.WriteString("charset utf-8;\ngzip_static on;\n" + nosniff + "\n")
	fmt.Fprintf(&b, "error_page 404 %s404.html;\nlocation ~ /\\.fil- { return 404; }\nlocation ~ /(?:_headers|_redirects|fil-host\\.[^/]*)$ { return 404; }\n", s.Prefix)
	fmt.Fprintf(&b, "location ^~ %s%s { add_header Cache-Control %q; %s }\n", s.Prefix, assets, Forever, nosniff)
	if active := s.sandboxed(); len(active) > 0 {
		fmt.Fprintf(&b, "location ~ \\.(?:%s)$ { add_header Content-Security-Policy %q; %s }\n", strings.Join(active, "|"), manifest.Sandbox, nosniff)
	}
	for _, f := range s.types() {
		fmt.Fprintf(&b, "location ~ /%s$ { types { } default_type %q; add_header Cache-Control %q; %s }\n", quoteMeta(f.Name), f.Type, s.kept(), nosniff)
	}
	for _, r := range s.Redirects {
		addresses, to := s.lead(r)
		for _, from := range plain(addresses) {
			if to != "" {
				fmt.Fprintf(&b, "location = %s { return 301 %s; }\n", quote(from), quote(to))
			} else {
				fmt.Fprintf(&b, "location = %s { return 410; }\n", quote(from))
			}
		}
	}
	return []File{{nginxName, b.String()}}
}

// caddy writes directives for a site block.
func caddy(s Site) []File {
	var b strings.Builder
	b.WriteString("# import it into the site block whose root is this folder\n")
	b.WriteString("file_server {\n\tprecompressed gzip\n\thide .fil-dist _headers _redirects fil-host.*\n}\nheader X-Content-Type-Options nosniff\nheader Access-Control-Allow-Origin *\n")
	for _, end := range s.sandboxed() {
		fmt.Fprintf(&b, "header *.%s Content-Security-Policy %q\n", end, manifest.Sandbox)
	}
	fmt.Fprintf(&b, "header %s%s* Cache-Control %q\n", s.Prefix, assets, Forever)
	for i, f := range s.types() {
		fmt.Fprintf(&b, "@feed%d path */%s\nheader @feed%d {\n\tContent-Type %q\n\tCache-Control %q\n}\n", i, f.Name, i, f.Type, s.kept())
	}
	for _, r := range s.Redirects {
		addresses, to := s.lead(r)
		for _, from := range plain(addresses) {
			switch {
			case strings.ContainsAny(from, "*{}"): // which mean something in its matchers
			case to != "":
				fmt.Fprintf(&b, "redir %s %s permanent\n", quote(from), to)
			default:
				fmt.Fprintf(&b, "respond %s 410\n", quote(from))
			}
		}
	}
	return []File{{caddyName, b.String()}}
}

// s3 writes a script that uploads the folder with what each object needs to carry.
func s3(s Site) []File {
	var b strings.Builder
	b.WriteString("#!/bin/sh\n# sh " + s3Name + " s3://BUCKET: uploads this folder; the AWS command line has to be set up\nset -eu\ncd \"$(dirname \"$0\")\"\nto=\"${1:?name the bucket, as in s3://example.org}\"\n")
	b.WriteString("aws s3 sync . \"$to\" --delete --exclude '.fil-dist/*' --exclude '_headers' --exclude '_redirects' --exclude 'fil-host.*' --exclude '*.html' --exclude 'index.html.gz' --exclude '*/index.html.gz' --exclude '" + assets + "*'")
	for _, f := range s.types() {
		fmt.Fprintf(&b, " --exclude '%s' --exclude '*/%s' --exclude '%s.gz' --exclude '*/%s.gz'", f.Name, f.Name, f.Name, f.Name)
	}
	fmt.Fprintf(&b, "\naws s3 sync ./%s \"$to/%s\" --delete --exclude '*.gz' --cache-control '%s'\n", strings.TrimSuffix(assets, "/"), strings.TrimSuffix(assets, "/"), Forever)
	b.WriteString("aws s3 sync . \"$to\" --delete --exclude '*' --include '*.html' --content-type 'text/html; charset=utf-8'\n")
	for _, f := range s.types() {
		fmt.Fprintf(&b, "aws s3 sync . \"$to\" --delete --exclude '*' --include '%s' --include '*/%s' --content-type '%s' --cache-control '%s'\n", f.Name, f.Name, f.Type, s.kept())
	}
	for _, r := range s.Redirects {
		if _, to := s.lead(r); to != "" { // what is gone has no object
			fmt.Fprintf(&b, "aws s3api put-object --bucket \"${to#s3://}\" --key %s --website-redirect-location %s\n", quoteShell(r.From), quoteShell(to))
		}
	}
	return []File{{s3Name, b.String()}}
}

// quoteShell is a text as one word of a shell (POSIX, Shell Command Language §2.2.2).
func quoteShell(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// Package hosts writes the configuration files of static hosts, so that these answer as fil serve
// would: with the right media types and charsets, cache lifetimes, redirects (301) and removed
// addresses (410). It does no I/O: [For] takes a [Site] and returns each [File] for a host, as far
// as the host supports these things. Each host has a Go file of its name.
package hosts

import (
	"net/url"
	"slices"
	"strings"

	"fil/feed/manifest"
)

// Site is what the configuration files are made from.
type Site struct {
	// Prefix is the path of the base URL, percent-encoded. It begins and ends with a slash.
	Prefix string
	// Feeds are the subscription documents and the OPML list of feeds.
	Feeds []Feed
	// Copies are files with the bytes of feeds at old addresses of these. An index.html is the answer
	// at the address of its folder.
	Copies []Feed
	// Redirects are the addresses that have moved or are gone.
	Redirects []manifest.Redirect
	// Hubs says that WebSub hubs are notified of changes.
	Hubs bool
	// TrustAssets lets SVG and XHTML files of content run scripts.
	TrustAssets bool
	// Own are the texts of configuration files that the author has written, by name. A written file
	// of the same name begins with that text, so that the author's rules take precedence.
	Own map[string]string
}

// Feed is a file's name in dist, with its media type.
type Feed struct{ Name, Type string }

// File is one file for a host, with its name in dist.
type File struct{ Name, Text string }

// The values of Cache-Control (RFC 9111 §5.2.2).
const (
	cacheFeed = "public, max-age=300"
	// cacheFeedBriefly is for feeds with hubs: a hub fetches the feed as soon as it is notified of
	// a change, perhaps through a cache, and should not get the old one.
	cacheFeedBriefly = "public, max-age=60"
	// cacheForever is for files whose names contain a hash of their bytes.
	cacheForever = "public, max-age=31536000, immutable"
)

// active are the extensions of files whose scripts a browser would run. XML files could have
// scripts too, but a host's rule for "*.xml" would apply to feeds as well.
var active = []string{"svg", "xhtml"}

// assets is the folder of files whose names contain a hash of their bytes.
const assets = "-/"

// hosts are the functions that write the files, by the name of the host.
var hosts = map[string]func(s Site) []File{
	"netlify":    netlify,
	"cloudflare": cloudflare,
	"github":     func(Site) []File { return []File{{".nojekyll", ""}} },
	"apache":     apache,
	"nginx":      nginx,
	"caddy":      caddy,
	"s3":         s3,
}

// Names returns the names of the supported hosts, sorted.
func Names() []string {
	names := make([]string, 0, len(hosts))
	for name := range hosts {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// For returns the files for a host, none if the host is unknown.
func For(host string, s Site) []File {
	if write := hosts[host]; write != nil {
		return write(s)
	}
	return nil
}

// Reads reports whether a file of that name at the root of dist is configuration of a static host,
// and so not part of the site.
func Reads(name string) bool {
	switch name {
	case "_headers", "_redirects", ".nojekyll", ".htaccess", "CNAME", nginxName, caddyName, s3Name:
		return true
	}
	return false
}

// The names of files that the operator includes in the configuration of a server, or runs.
const (
	nginxName = "fil-host.nginx.conf"
	caddyName = "fil-host.Caddyfile"
	s3Name    = "fil-host.s3.sh"
)

// addresses returns the source paths and the target of a redirect, percent-encoded. A folder has two
// source paths, with and without its slash. The target is "" if the address is gone. A "$" in it is
// percent-encoded too, because some hosts would replace it as the beginning of a variable.
func (s Site) addresses(r manifest.Redirect) (from []string, to string) {
	to = r.To
	if to != "" && !strings.Contains(to, "://") {
		to = s.path(to)
	}
	from = []string{s.path(r.From)}
	if bare := strings.TrimSuffix(from[0], "/"); bare != from[0] && from[0] != s.Prefix {
		from = append(from, bare)
	}
	return from, strings.ReplaceAll(to, "$", "%24")
}

// decoded returns addresses without percent-encoding. An address that cannot be decoded stays as it
// is.
func decoded(addresses []string) []string {
	all := make([]string, len(addresses))
	for i, address := range addresses {
		plain, err := url.PathUnescape(address)
		if err != nil {
			plain = address
		}
		all[i] = plain
	}
	return all
}

// path returns the URL path of a file of dist, percent-encoded. That of an index.html is the path
// of its folder.
func (s Site) path(name string) string {
	if name == "index.html" {
		return s.Prefix
	}
	name = strings.TrimSuffix(name, "index.html")
	return s.Prefix + (&url.URL{Path: name}).EscapedPath()
}

// feedCaching returns the Cache-Control of feeds.
func (s Site) feedCaching() string {
	if s.Hubs {
		return cacheFeedBriefly
	}
	return cacheFeed
}

// sandboxed returns the extensions of files that are sent with the Content-Security-Policy
// manifest.Sandbox.
func (s Site) sandboxed() []string {
	if s.TrustAssets {
		return nil
	}
	return active
}

// types returns the media types of the feeds by their base names, without duplicates: for hosts
// whose rules are for all files of one base name.
func (s Site) types() (list []Feed) {
	for _, f := range s.Feeds {
		f.Name = f.Name[strings.LastIndexByte(f.Name, '/')+1:]
		if !slices.Contains(list, f) {
			list = append(list, f)
		}
	}
	return list
}

// copyPaths returns the URL paths of a copy, percent-encoded: that of the file, and for an index.html
// that of its folder.
func (s Site) copyPaths(f Feed) []string {
	name := s.Prefix + (&url.URL{Path: f.Name}).EscapedPath()
	if folder := strings.TrimSuffix(name, "index.html"); folder != name {
		return []string{name, folder}
	}
	return []string{name}
}

// quote puts a text in double quotes, in which Apache, nginx and Caddy take every character
// literally.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// quoteMeta escapes the characters that have a meaning in a PCRE regular expression.
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

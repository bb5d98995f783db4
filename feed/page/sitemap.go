package page

import (
	"encoding/xml"
	"io"
	"time"
)

// MaxSitemap is the maximum number of addresses in one sitemap (sitemaps.org/protocol.html).
const MaxSitemap = 50_000

const (
	// SitemapName is the name in dist of the sitemap index, which lists all sitemaps.
	SitemapName = "sitemap.xml"
	// SitemapType is the media type of sitemaps and of their index.
	SitemapType = "application/xml; charset=utf-8"
)

// SitemapURL is an address in a sitemap, with the time of its last change; zero if unknown.
type SitemapURL struct {
	URL     string // absolute
	Changed time.Time
}

// Sitemap lists the addresses of pages or, if Index is true, of sitemaps.
type Sitemap struct {
	Index bool
	URLs  []SitemapURL
}

// Write writes the sitemap. Its only errors are those of w.
func (s Sitemap) Write(w io.Writer) error {
	root, child := "urlset", "url"
	if s.Index {
		root, child = "sitemapindex", "sitemap"
	}
	b := []byte(xml.Header + "<" + root + ` xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
	for _, u := range s.URLs {
		b = append(append(append(b, '<'), child...), "><loc>"...)
		b = appendText(b, u.URL)
		b = append(b, "</loc>"...)
		if !u.Changed.IsZero() {
			b = append(u.Changed.AppendFormat(append(b, "<lastmod>"...), time.RFC3339), "</lastmod>"...)
		}
		b = append(append(append(b, "</"...), child...), ">\n"...)
		if len(b) > 64<<10 { // a site may have 50,000 addresses
			if _, err := w.Write(b); err != nil {
				return err
			}
			b = b[:0]
		}
	}
	b = append(append(append(b, "</"...), root...), ">\n"...)
	_, err := w.Write(b)
	return err
}

// appendText appends s to b with the characters escaped that the sitemap protocol names.
func appendText(b []byte, s string) []byte {
	for i := range len(s) {
		switch s[i] {
		case '&':
			b = append(b, "&amp;"...)
		case '<':
			b = append(b, "&lt;"...)
		case '>':
			b = append(b, "&gt;"...)
		case '"':
			b = append(b, "&quot;"...)
		case '\'':
			b = append(b, "&apos;"...)
		default:
			b = append(b, s[i])
		}
	}
	return b
}

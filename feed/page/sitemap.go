package page

import (
	"encoding/xml"
	"io"
	"time"
)

// The sitemap protocol (sitemaps.org) lets a sitemap have so many addresses.
const MaxSitemap = 50_000

// SitemapName is the index of all sitemaps, SitemapType the media type of both.
const (
	SitemapName = "sitemap.xml"
	SitemapType = "application/xml; charset=utf-8"
)

// Place is an address with the time of its last change, zero where nobody knows.
type Place struct {
	URL     string // absolute
	Changed time.Time
}

// Sitemap lists addresses of pages, or, where Index says so, of sitemaps.
type Sitemap struct {
	Index  bool
	Places []Place
}

// Write writes the sitemap. Its only errors are those of w.
func (s Sitemap) Write(w io.Writer) error {
	root, each := "urlset", "url"
	if s.Index {
		root, each = "sitemapindex", "sitemap"
	}
	b := []byte(xml.Header + "<" + root + ` xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
	for _, p := range s.Places {
		b = append(append(append(b, '<'), each...), "><loc>"...)
		b = appendText(b, p.URL)
		b = append(b, "</loc>"...)
		if !p.Changed.IsZero() {
			b = append(p.Changed.AppendFormat(append(b, "<lastmod>"...), time.RFC3339), "</lastmod>"...)
		}
		b = append(append(append(b, "</"...), each...), ">\n"...)
		if len(b) > 64<<10 {
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

// appendText appends a text with what XML wants escaped.
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

package page

import (
	"encoding/xml"
	"os"
	"strings"
	"testing"
	"time"

	"fil/feed/feedtest"
)

func sitemap(t *testing.T, s Sitemap) string {
	t.Helper()
	var b strings.Builder
	if err := s.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSitemap(t *testing.T) {
	at := time.Date(2024, 1, 2, 3, 4, 5, 0, time.FixedZone("", 3600))
	text := sitemap(t, Sitemap{URLs: []SitemapURL{{"https://fil.example/a?b=1&c='2'", at}, {URL: "https://fil.example/"}}})
	var parsed struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []struct {
			Loc     string `xml:"loc"`
			Lastmod string `xml:"lastmod"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal([]byte(text), &parsed); err != nil {
		t.Fatal(err)
	}
	if len(parsed.URLs) != 2 || parsed.URLs[0].Loc != "https://fil.example/a?b=1&c='2'" || parsed.URLs[0].Lastmod != "2024-01-02T03:04:05+01:00" || parsed.URLs[1].Lastmod != "" {
		t.Errorf("%+v", parsed)
	}
	feedtest.Golden(t, "sitemap.xml", []byte(text))
	feedtest.Golden(t, "sitemap-index.xml", []byte(sitemap(t, Sitemap{Index: true, URLs: []SitemapURL{{URL: "https://fil.example/sitemap-2024.xml", Changed: at}}})))
}

func ExampleSitemap_Write() {
	if err := (Sitemap{URLs: []SitemapURL{{URL: "https://fil.example/"}}}).Write(os.Stdout); err != nil {
		panic(err)
	}
	// Output:
	// <?xml version="1.0" encoding="UTF-8"?>
	// <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
	// <url><loc>https://fil.example/</loc></url>
	// </urlset>
}

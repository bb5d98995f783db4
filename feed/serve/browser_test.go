package serve

import (
	"fil/feed/manifest"
	"strings"
	"testing"
)

// With RawFeeds, a browser gets the feed itself.
func TestRawFeeds(t *testing.T) {
	p := sample()
	s := New(quiet(), Options{})
	s.Swap(p.files, p.m, Site{Site: manifest.Site{BaseURL: "https://fil.example/", RawFeeds: true}})
	if got := exchange(s, "GET /atom.xml\nSec-Fetch-Dest: document"); !strings.Contains(got, "<feed/>") || strings.Contains(got, "Sec-Fetch-Dest") {
		t.Error(got)
	}
}

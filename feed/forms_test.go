package feed_test

import (
	"slices"
	"testing"

	"fil/feed"
)

// Each form has a name, a file and a media type of its own, and its own place in an Address.
func TestForms(t *testing.T) {
	for i, f := range feed.Forms() {
		var a feed.Address
		f.Set(&a, "https://a.example/")
		if f.In(a) != "https://a.example/" {
			t.Errorf("%s: set and not found: %+v", f.Name, a)
		}
		for _, other := range feed.Forms()[:i] {
			if other.Name == f.Name || other.File == f.File || other.Is(f.Type) || other.In(a) != "" {
				t.Errorf("%s is not told from %s", f.Name, other.Name)
			}
		}
	}
}

func TestFormsOfFeed(t *testing.T) {
	self := feed.Address{Atom: "a", RSS: "r", JSON: "j"}
	for podcast, want := range map[bool][]string{false: {"Atom a", "RSS r", "JSON Feed j"}, true: {"RSS r", "Atom a", "JSON Feed j"}} {
		var got []string
		for _, d := range (&feed.Feed{Self: self, OfPodcast: podcast}).Forms() {
			got = append(got, d.Name+" "+d.URL)
		}
		if !slices.Equal(got, want) {
			t.Errorf("podcast %t: %v, want %v", podcast, got, want)
		}
	}
}

func TestIsForm(t *testing.T) {
	for mediaType, want := range map[string]bool{
		"application/atom+xml": true, "application/atom+xml; charset=utf-8": true, "application/rss+xml;charset=utf-8": true, "application/feed+json": true,
		"application/xml": false, "application/atom+xmlx": false, "text/html; charset=utf-8": false, "text/x-opml; charset=utf-8": false, "application/json": false, "": false,
	} {
		if got := feed.IsForm(mediaType); got != want {
			t.Errorf("%q: %t", mediaType, got)
		}
	}
}

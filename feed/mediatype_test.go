package feed_test

import (
	"testing"

	"fil/feed"
)

func TestMediaType(t *testing.T) {
	for name, want := range map[string]string{
		"a.mp3":                           "audio/mpeg",
		"A.MP3":                           "audio/mpeg",
		"été/photo.jpeg":                  "image/jpeg",
		"a.tar.gz":                        "application/gzip",
		"100%.jpg":                        "image/jpeg", // no URL, but a file
		"a b.pdf":                         "application/pdf",
		"https://a.example/a.mp3":         "audio/mpeg",
		"https://a.example/a.mp3?x=1.jpg": "audio/mpeg",
		"https://a.example/a.m4a#t=10":    "audio/mp4",
		"https://a.example/a%2Emp3":       "audio/mpeg",
		"https://a.example/":              "application/octet-stream",
		"https://a.example":               "application/octet-stream",
		"a.opus":                          "audio/ogg",
		"a.webm":                          "video/webm",
		"a.svg":                           "image/svg+xml; charset=utf-8",
		"a.html":                          "text/html; charset=utf-8",
		"a.vtt":                           "text/vtt; charset=utf-8",
		"a":                               "application/octet-stream",
		"":                                "application/octet-stream",
		"a.":                              "application/octet-stream",
		"a.mp3/b":                         "application/octet-stream",
		"a.mp33":                          "application/octet-stream",
		".mp3":                            "audio/mpeg",
	} {
		if got := feed.MediaType(name); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}

func TestIsFeed(t *testing.T) {
	for mediaType, want := range map[string]bool{
		feed.AtomType: true, feed.RSSType: true, feed.JSONType: true, feed.OPMLType: true, feed.HTMLType: false, "application/xml; charset=utf-8": false, "": false,
	} {
		if got := feed.IsFeed(mediaType); got != want {
			t.Errorf("%q: %t", mediaType, got)
		}
	}
}

// An article is an episode by its first enclosure that is audio or video.
func TestMedia(t *testing.T) {
	enclosures := func(types ...string) *feed.Article {
		a := &feed.Article{}
		for _, each := range types {
			a.Enclosures = append(a.Enclosures, feed.Enclosure{URL: "https://a.example/" + each, Type: each})
		}
		return a
	}
	for name, c := range map[string]struct {
		article *feed.Article
		want    string // its type, "" for none
	}{
		"none":                   {enclosures(), ""},
		"audio":                  {enclosures("audio/mpeg"), "audio/mpeg"},
		"video":                  {enclosures("video/mp4"), "video/mp4"},
		"a document":             {enclosures("application/pdf"), ""},
		"an image, then audio":   {enclosures("image/jpeg", "audio/mpeg"), "audio/mpeg"},
		"video before audio":     {enclosures("video/mp4", "audio/mpeg"), "video/mp4"},
		"a playlist":             {enclosures("application/vnd.apple.mpegurl"), ""},
		"a type with parameters": {enclosures("audio/ogg; codecs=opus"), "audio/ogg; codecs=opus"},
		"a type without slash":   {enclosures("audio"), ""},
		"an unknown type":        {enclosures(""), ""},
	} {
		got := c.article.Media()
		if (got != nil) != (c.want != "") || got != nil && got.Type != c.want {
			t.Errorf("%s: %+v", name, got)
		}
		if got != nil {
			got.Length = 5 // it is the article's own, not a copy
			if c.article.Media().Length != 5 {
				t.Errorf("%s: a copy", name)
			}
		}
	}
}

package hosts

import (
	"fmt"
	"os"
	"testing"

	"fil/feed/feedtest"
	"fil/feed/manifest"
)

// ExampleFor prints the files for Netlify of a small site.
func ExampleFor() {
	for _, f := range For("netlify", Site{Prefix: "/", Feeds: []Feed{{"atom.xml", "application/atom+xml; charset=utf-8"}},
		Redirects: []manifest.Redirect{{From: "old/index.html", To: "new/index.html", Status: 301}}}) {
		fmt.Printf("%s\n%s", f.Name, f.Text)
	}
	// Output:
	// _headers
	// /*
	//   X-Content-Type-Options: nosniff
	//   Access-Control-Allow-Origin: *
	// /-/*
	//   Cache-Control: public, max-age=31536000, immutable
	// /*.svg
	//   Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox
	// /*.xhtml
	//   Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox
	// /atom.xml
	//   Content-Type: application/atom+xml; charset=utf-8
	//   Cache-Control: public, max-age=300
	// _redirects
	// /old/ /new/ 301!
}

// tricky is a site below a path, with names that have characters with a meaning in the
// configuration of some host.
var tricky = Site{
	Prefix: "/blog/",
	Feeds: []Feed{{"feeds.opml", "text/x-opml; charset=utf-8"}, {"atom.xml", "application/atom+xml; charset=utf-8"}, {"rss.xml", "application/rss+xml; charset=utf-8"},
		{"tags/blé/atom.xml", "application/atom+xml; charset=utf-8"}, {"tags/blé/rss.xml", "application/rss+xml; charset=utf-8"}},
	Copies: []Feed{{"index.xml", "application/rss+xml; charset=utf-8"}, {"fil d’été/index.html", "application/atom+xml; charset=utf-8"}},
	Redirects: []manifest.Redirect{
		{From: "été 2024/index.html", To: "été/index.html", Status: 301},
		{From: `it's "a" (test) [1]+$x/index.html`, To: "https://elsewhere.example/a?b=c&d=e", Status: 301},
		{From: "gone.html", Status: 410},
		{From: "index.html", To: "accueil/index.html", Status: 301},
	},
	Own: map[string]string{"_redirects": "/mine /x 302\n", "_headers": "/mine\n  X-Mine: 1\n", ".htaccess": "Options -Indexes\n"},
}

// TestGolden compares the files of each host with those in testdata.
func TestGolden(t *testing.T) {
	for _, host := range Names() {
		for _, f := range For(host, tricky) {
			if !Reads(f.Name) {
				t.Errorf("Reads(%q) is false", f.Name)
			}
			feedtest.Golden(t, host+"-"+f.Name+".golden", []byte(f.Text))
		}
	}
	if For("unknown", tricky) != nil {
		t.Error("there are files for an unknown host")
	}
	if _, err := os.Stat("testdata"); err != nil {
		t.Error(err)
	}
}

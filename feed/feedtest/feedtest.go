// Package feedtest has what the tests of several rooms share: a feed in which
// everything is said that a feed can say, and goldens.
package feedtest

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fil/feed"
)

var update = flag.Bool("update", false, "write the goldens anew")

// Zone is the time zone of the samples: not UTC, and with summer time.
func Zone() *time.Location {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err) // the database is embedded by package source; Go has its own
	}
	return zone
}

// Site is a site with everything set.
func Site() *feed.Site {
	return &feed.Site{
		Title: "Le fil & ses <amis>", Subtitle: "Des notes", BaseURL: "https://fil.example/", Language: "fr",
		Authors: []feed.Person{{Name: "La rédaction", URL: "https://fil.example/nous", Email: "nous@fil.example"}},
		Rights:  "© 2024 La rédaction", Icon: "https://fil.example/icon.png", Logo: "https://fil.example/logo.png",
		TimeZone: Zone(), IDAuthority: "fil.example,2024", Pages: true,
		Feed: feed.FeedOptions{Limit: 20, MaxBytes: 512 << 10}, Hubs: []string{"https://hub.example/"},
	}
}

// Articles are a plain one and one with everything set, the newest first.
func Articles() []*feed.Article {
	zone := Zone()
	return []*feed.Article{
		{
			Path: "2024-07-02-tout.md", Stem: "2024-07-02-tout", ID: "tag:fil.example,2024:2024-07-02-tout",
			Permalink: "https://fil.example/tout/", Page: "tout/index.html", Slug: "tout",
			Title: "Tout & <plus> : l’été", Summary: "Un résumé\u00a0: court.",
			Content:   "<p>« Bonjour\u00a0» &amp; <em>bienvenue</em> ]]&gt; ici. <a href=\"https://fil.example/rien/\">Lien</a></p>\n",
			Published: time.Date(2024, 7, 2, 18, 30, 0, 0, zone), Updated: time.Date(2024, 7, 3, 8, 0, 0, 0, zone),
			Link: "https://ailleurs.example/x?a=1&b=2",
			Authors: []feed.Person{{Name: "Awa Traoré", URL: "https://awa.example/", Email: "awa@fil.example"},
				{Name: "Ben"}},
			Tags: []string{"Mali", "été & hiver"}, Section: "notes", Language: "en", Rights: "CC BY 4.0",
			Image: "https://fil.example/tout/p.jpg",
			Enclosures: []feed.Enclosure{
				{URL: "https://fil.example/tout/e.mp3", Type: "audio/mpeg", Length: 3 << 30, Title: "Épisode"},
				{URL: "https://fil.example/tout/e.pdf", Type: "application/pdf", Length: 12},
			},
		},
		{
			Path: "2024-01-rien.md", Stem: "2024-01-rien", ID: "https://fil.example/rien/",
			Permalink: "https://fil.example/rien/", Page: "rien/index.html", Slug: "rien", Title: "Rien",
			Content:   "<p>Peu.</p>\n",
			Published: time.Date(2024, 1, 1, 0, 0, 0, 0, zone), Updated: time.Date(2024, 1, 1, 0, 0, 0, 0, zone),
			Authors: []feed.Person{{Name: "La rédaction"}},
		},
	}
}

// Feed is the site's feed of the articles.
func Feed() *feed.Feed { return feed.Compose(Site(), Articles()) }

// Golden compares got with the file of that name in testdata, or writes it with
// -update.
func Golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s: -want +got (go test -update writes it anew)\n%s", name, diff)
	}
}

// Clean makes any string one that package source could have handed over.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

package source

import (
	"testing"
	"testing/fstest"
	"time"

	"fil/feed"
	"fil/feed/source/inventory"
)

// Each row is a file and its address, with slugs: ascii and with slugs: unicode.
func TestSlugsInAddresses(t *testing.T) {
	for _, test := range []struct{ file, text, ascii, unicode string }{
		{"Élections.md", "Texte.", "elections/", "%C3%89lections/"},
		{"2024-02-01-Où va le blé ?.md", "Texte.", "ou-va-le-ble/", "O%C3%B9%20va%20le%20bl%C3%A9%20%3F/"},
		{"économie/œuvre.md", "Texte.", "economie/oeuvre/", "%C3%A9conomie/%C5%93uvre/"},
		{"Straße.md", "Text.", "strasse/", "Stra%C3%9Fe/"},
		{"Москва.md", "Текст.", "moskva/", "%D0%9C%D0%BE%D1%81%D0%BA%D0%B2%D0%B0/"},
		{"北京.md", "文。", "bei-jing/", "%E5%8C%97%E4%BA%AC/"},
		{"a.md", "---\nslug: Été 2024\n---\n\nTexte.", "ete-2024/", "%C3%A9t%C3%A9-2024/"},
		{"b.md", "---\nslug: My-Slug\n---\n\nText.", "My-Slug/", "My-Slug/"}, // an ASCII slug stays as written
		{"c.md", "---\npermalink: /élu/\n---\n\nTexte.", "%C3%A9lu/", "%C3%A9lu/"},
		{"🎉.md", "Texte.", "6146299cd5/", "6146299cd5/"},
	} {
		for slugs, want := range map[string]string{"ascii": test.ascii, "unicode": test.unicode} {
			fsys := fstest.MapFS{test.file: {Data: []byte(test.text), ModTime: time.Unix(1e9, 0)}, inventory.SiteFile: {Data: []byte("base_url: https://example.org/\nslugs: " + slugs + "\n")}}
			site, err := ReadSite(fsys, Overrides{DefaultBaseURL: "https://example.org/"})
			if err != nil {
				t.Fatal(err)
			}
			c, err := readWhole(t.Context(), fsys, site, Options{})
			if err != nil || len(c.Articles) != 1 {
				t.Fatalf("%s: %v, %v", test.file, c.Problems, err)
			}
			if got := c.Articles[0].Permalink; got != "https://example.org/"+want {
				t.Errorf("slugs: %s: %s is at %s, want %s", slugs, test.file, got, want)
			}
		}
	}
}

// Feeds of tags and named feeds get transliterated addresses.
func TestSlugsOfFeeds(t *testing.T) {
	site, err := ReadSite(fstest.MapFS{inventory.SiteFile: {Data: []byte("feeds: [{name: Été, tags: [blé]}]\nslugs: ascii\n")}}, Overrides{DefaultBaseURL: "https://example.org/"})
	if err != nil {
		t.Fatal(err)
	}
	values := func(kind feed.Kind) map[string]string {
		return map[feed.Kind]map[string]string{feed.Tag: {"blé": "Blé"}}[kind]
	}
	all, _ := feed.Definitions(site, values, nil)
	var paths []string
	for _, d := range all {
		paths = append(paths, d.Path)
	}
	if len(paths) != 3 || paths[1] != "ete" || paths[2] != "tags/ble" {
		t.Errorf("feeds at %q", paths)
	}
	_, err = ReadSite(fstest.MapFS{inventory.SiteFile: {Data: []byte("slugs: latin\n")}}, Overrides{DefaultBaseURL: "https://example.org/"})
	if err == nil || err.Error() != `site.yaml:1: slugs is ascii, unicode, hugo or pelican, not "latin"` {
		t.Errorf("a wrong word: %v", err)
	}
}

func TestParseSettle(t *testing.T) {
	for text, want := range map[string]time.Duration{"30s": 30 * time.Second, "0": 0, "45": 45 * time.Second, "2m": 2 * time.Minute, "1h": time.Hour} {
		if got, err := ParseSettle(text); err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "soon", "-1s", "2h", "30 s"} {
		if got, err := ParseSettle(text); err == nil {
			t.Errorf("%q is %v", text, got)
		}
	}
}

package feed_test

import (
	"slices"
	"testing"

	"fil/feed"
	"fil/feed/feedtest"
)

func TestParseProxy(t *testing.T) {
	for text, want := range map[string]string{
		"10.0.0.1":            "10.0.0.1/32",
		"10.1.2.3/8":          "10.0.0.0/8",
		"0.0.0.0/0":           "0.0.0.0/0",
		"10.0.0.1/32":         "10.0.0.1/32",
		"::1":                 "::1/128",
		"fd00:1:2::3/8":       "fd00::/8",
		"::ffff:10.0.0.1":     "10.0.0.1/32", // mapped addresses are those of IPv4 (RFC 4291 §2.5.5.2)
		"::ffff:10.9.9.9/104": "10.0.0.0/8",
		"::/0":                "::/0",
		"":                    "",
		"10.0.0":              "",
		"10.0.0.0/33":         "",
		"10.0.0.0/-1":         "",
		"10.0.0.1:80":         "",
		"[::1]":               "",
		" 10.0.0.1":           "",
		"proxy.example":       "",
		"*":                   "",
	} {
		got, err := feed.ParseProxy(text)
		if (err == nil) != (want != "") || err == nil && got.String() != want {
			t.Errorf("%q: %v (%v), want %q", text, got, err, want)
		}
	}
}

func TestTextOf(t *testing.T) {
	for _, c := range []struct{ limit, file, want int }{
		{0, 0, 1 << 20}, {0, 1000, 8000 + 1<<20}, {0, 100 << 20, 801 << 20}, {5, 0, 5}, {5, 1000, 5},
	} {
		if got := (feed.Limits{Text: c.limit}).TextOf(c.file); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}

func TestURL(t *testing.T) {
	for file, want := range map[string]string{
		"index.html":         "https://fil.example/",
		"a/index.html":       "https://fil.example/a/",
		"été/où/index.html":  "https://fil.example/%C3%A9t%C3%A9/o%C3%B9/",
		"a b/c d.xml":        "https://fil.example/a%20b/c%20d.xml",
		"100%.txt":           "https://fil.example/100%25.txt",
		"a?b#c.txt":          "https://fil.example/a%3Fb%23c.txt",
		"myindex.html":       "https://fil.example/myindex.html",
		"a/index.html/x.txt": "https://fil.example/a/index.html/x.txt",
		"a/index.htm":        "https://fil.example/a/index.htm",
	} {
		if got := feedtest.Site().URL(file); got != want {
			t.Errorf("%s: %s, want %s", file, got, want)
		}
	}
}

func TestHost(t *testing.T) {
	site := feedtest.Site()
	for base, cases := range map[string]map[string]bool{
		"https://fil.example/": {
			"https://fil.example/": true, "https://fil.example/a": true, "http://fil.example/a": false, "https://fil.example.evil/a": false, "https://www.fil.example/": false, "/a": false, "": false,
		},
		"https://fil.example/blog/": {
			"https://fil.example/blog/": true, "https://fil.example/blog/a": true, "https://fil.example/blogs/a": false, "https://fil.example/": false,
		},
	} {
		site.BaseURL = base
		for address, want := range cases {
			if got := site.Host(address); got != want {
				t.Errorf("%s on %s: %t", address, base, got)
			}
		}
	}
}

// Each entry has an author (RFC 4287 §4.1.2): that of the site, else its title.
func TestDefaultAuthors(t *testing.T) {
	site := feedtest.Site()
	if got := site.DefaultAuthors(); !slices.Equal(got, site.Authors) {
		t.Errorf("%v", got)
	}
	site.Authors = nil
	if got := site.DefaultAuthors(); !slices.Equal(got, []feed.Person{{Name: site.Title}}) {
		t.Errorf("%v", got)
	}
}

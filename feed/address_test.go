package feed_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"fil/feed"
	"fil/feed/feedtest"
)

// The ID depends on the path only, not on the date, title or slug of the article, nor on the address
// of the site.
func TestIdentity(t *testing.T) {
	a := feed.Article{Meta: feed.Meta{Stem: "blog/2024-01-é t", Published: time.Now(), Title: "x"}}
	site := feedtest.Site()
	if err := site.AssignAddress(&a, ""); err != nil {
		t.Fatal(err)
	}
	if want := "tag:fil.example,2024:blog/2024-01-%C3%A9%20t"; a.ID != want {
		t.Errorf("ID %s, want %s", a.ID, want)
	}
	if want := "https://fil.example/blog/%C3%A9%20t/"; a.Permalink != want {
		t.Errorf("permalink %s, want %s", a.Permalink, want)
	}
	b := feed.Article{Meta: feed.Meta{Stem: a.Stem, Published: a.Published.AddDate(1, 0, 0), Title: "y"}, Slug: "z"}
	site.BaseURL = "https://other.example/"
	if err := site.AssignAddress(&b, ""); err != nil || b.ID != a.ID {
		t.Errorf("the ID became %s (%v)", b.ID, err)
	}
	site.IDAuthority = ""
	c := feed.Article{Meta: feed.Meta{Stem: "x"}}
	if err := site.AssignAddress(&c, ""); err != nil || c.ID != c.Permalink {
		t.Errorf("without authority the ID is %s (%v)", c.ID, err)
	}
}

// AssignAddress refuses addresses that cannot be files, or that are below reserved names.
func TestAssignAddressRefuses(t *testing.T) {
	for _, address := range []string{"/tags/x/", "/Archive/2024/", "/a/.b/", "/a?b", "//host/x", "ftp://x.example/", "/a%5Cb/", "/a%00/", "/%2e%2e/x/"} {
		a := feed.Article{Meta: feed.Meta{Stem: "x"}}
		if err := feedtest.Site().AssignAddress(&a, address); err == nil && strings.Contains(a.Page, "..") || err == nil && address != "/%2e%2e/x/" {
			t.Errorf("%s is accepted: %s, %s", address, a.Permalink, a.Page)
		}
	}
}

// The address of an article follows its path in content, its slug, the site's pattern or the address
// of its front matter, and its page is the file that a server would look for there.
func TestAssignAddress(t *testing.T) {
	newYear := time.Date(2023, 12, 31, 23, 30, 0, 0, time.UTC).In(feedtest.Zone()) // 2024 in Paris
	for name, c := range map[string]struct {
		path, slug, section string // path is the file in content
		base, pattern       string // base is https://fil.example/ if it is ""
		address             string // of the front matter
		permalink, page     string
	}{
		"a file":                    {path: "note.md", permalink: "https://fil.example/note/", page: "note/index.html"},
		"in folders":                {path: "blog/2024/note.md", permalink: "https://fil.example/blog/2024/note/", page: "blog/2024/note/index.html"},
		"an index file":             {path: "blog/note/index.md", permalink: "https://fil.example/blog/note/", page: "blog/note/index.html"},
		"a date before the name":    {path: "2024-01-15-note.md", permalink: "https://fil.example/note/", page: "note/index.html"},
		"a date alone":              {path: "2024-01-15.md", permalink: "https://fil.example/2024-01-15/", page: "2024-01-15/index.html"},
		"Jekyll's posts":            {path: "_posts/2024-01-15-note.md", permalink: "https://fil.example/note/", page: "note/index.html"},
		"Jekyll's drafts":           {path: "blog/_drafts/note.md", permalink: "https://fil.example/blog/note/", page: "blog/note/index.html"},
		"a standalone page":         {path: "_pages/about.md", permalink: "https://fil.example/about/", page: "about/index.html"},
		"letters with accents":      {path: "été/où.md", permalink: "https://fil.example/%C3%A9t%C3%A9/o%C3%B9/", page: "été/où/index.html"},
		"Chinese":                   {path: "日本.md", permalink: "https://fil.example/%E6%97%A5%E6%9C%AC/", page: "日本/index.html"},
		"a space":                   {path: "mon texte.md", permalink: "https://fil.example/mon%20texte/", page: "mon texte/index.html"},
		"a percent sign":            {path: "100%.md", permalink: "https://fil.example/100%25/", page: "100%/index.html"},
		"a question mark":           {path: "quoi?.md", permalink: "https://fil.example/quoi%3F/", page: "quoi?/index.html"},
		"a number sign":             {path: "#1.md", permalink: "https://fil.example/%231/", page: "#1/index.html"},
		"capitals":                  {path: "README.md", permalink: "https://fil.example/README/", page: "README/index.html"},
		"a slug":                    {path: "b/2024-01-15-note.md", slug: "autre", permalink: "https://fil.example/b/autre/", page: "b/autre/index.html"},
		"a slug like other tools'":  {path: "note.md", slug: "Mon_Titre.v2~", permalink: "https://fil.example/Mon_Titre.v2~/", page: "Mon_Titre.v2~/index.html"},
		"a slug that is a title":    {path: "note.md", slug: "Mon Titre !", permalink: "https://fil.example/mon-titre/", page: "mon-titre/index.html"},
		"a slug with a slash":       {path: "note.md", slug: "a/b", permalink: "https://fil.example/a-b/", page: "a-b/index.html"},
		"a slug of dots":            {path: "note.md", slug: "..", permalink: "https://fil.example/note/", page: "note/index.html"},
		"a slug of hyphens":         {path: "note.md", slug: "---", permalink: "https://fil.example/note/", page: "note/index.html"},
		"a base with a path":        {path: "b/note.md", base: "https://fil.example/blog/", permalink: "https://fil.example/blog/b/note/", page: "b/note/index.html"},
		"a base with a port":        {path: "note.md", base: "http://fil.example:8080/", permalink: "http://fil.example:8080/note/", page: "note/index.html"},
		"a pattern":                 {path: "b/note.md", pattern: "/{year}/{month}/{day}/{slug}/", permalink: "https://fil.example/2024/01/01/note/", page: "2024/01/01/note/index.html"},
		"a pattern of a file":       {path: "note.md", pattern: "/{slug}.html", permalink: "https://fil.example/note.html", page: "note.html"},
		"a pattern with a section":  {path: "note.md", section: "Mes récits", pattern: "/{section}/{slug}/", permalink: "https://fil.example/Mes%20r%C3%A9cits/note/", page: "Mes récits/note/index.html"},
		"a pattern, no section":     {path: "note.md", pattern: "/{section}/{slug}/", permalink: "https://fil.example/note/", page: "note/index.html"},
		"a pattern, slug escaped":   {path: "mon été.md", pattern: "/x/{slug}/", permalink: "https://fil.example/x/mon%20%C3%A9t%C3%A9/", page: "x/mon été/index.html"},
		"a pattern, base with path": {path: "note.md", base: "https://fil.example/blog/", pattern: "/{year}/{slug}/", permalink: "https://fil.example/blog/2024/note/", page: "2024/note/index.html"},
		"a pattern, a page":         {path: "_pages/about.md", pattern: "/{year}/{slug}/", permalink: "https://fil.example/about/", page: "about/index.html"},
		"an address":                {path: "note.md", address: "/x/y/", permalink: "https://fil.example/x/y/", page: "x/y/index.html"},
		"an address, no slashes":    {path: "note.md", address: "x", permalink: "https://fil.example/x", page: "x/index.html"},
		"an address over a pattern": {path: "note.md", pattern: "/{year}/{slug}/", address: "/x/", permalink: "https://fil.example/x/", page: "x/index.html"},
		"an address over a slug":    {path: "note.md", slug: "autre", address: "/x/", permalink: "https://fil.example/x/", page: "x/index.html"},
		"an address of a file":      {path: "note.md", address: "/old/page.html", permalink: "https://fil.example/old/page.html", page: "old/page.html"},
		"an address of an index":    {path: "note.md", address: "/x/index.html", permalink: "https://fil.example/x/", page: "x/index.html"},
		"an address of the root":    {path: "note.md", address: "/", permalink: "https://fil.example/", page: "index.html"},
		"an address, not escaped":   {path: "note.md", address: "/été/", permalink: "https://fil.example/%C3%A9t%C3%A9/", page: "été/index.html"},
		"an address, escaped":       {path: "note.md", address: "/%C3%A9t%C3%A9/", permalink: "https://fil.example/%C3%A9t%C3%A9/", page: "été/index.html"},
		"an address, dot segments":  {path: "note.md", address: "/a/../b/", permalink: "https://fil.example/b/", page: "b/index.html"}, // RFC 3986 §5.2.4
		"an absolute address":       {path: "note.md", address: "https://fil.example/z/", permalink: "https://fil.example/z/", page: "z/index.html"},
		"an address elsewhere":      {path: "note.md", address: "https://elsewhere.example/z?a=1", permalink: "https://elsewhere.example/z?a=1"},
		"an address, other scheme":  {path: "note.md", address: "http://fil.example/z/", permalink: "http://fil.example/z/"},
	} {
		site := feedtest.Site()
		site.Permalinks = c.pattern
		if c.base != "" {
			site.BaseURL = c.base
		}
		a := feed.Article{Meta: feed.Meta{Path: c.path, Stem: feed.Stem(c.path), Section: c.section, Published: newYear}, Slug: c.slug}
		if err := site.AssignAddress(&a, c.address); err != nil || a.Permalink != c.permalink || a.Page != c.page {
			t.Errorf("%s: %s in %q (%v), want %s in %q", name, a.Permalink, a.Page, err, c.permalink, c.page)
		}
		if c.page == "" {
			continue
		}
		if got := site.URL(a.Page); strings.HasSuffix(a.Permalink, "/") && got != a.Permalink {
			t.Errorf("%s: the address of %s is %s, want %s", name, a.Page, got, a.Permalink)
		}
	}
}

// IDs that another program made come from a pattern.
func TestIDPattern(t *testing.T) {
	for pattern, want := range map[string]string{
		"https://old.example{address}":                 "https://old.example/2024/01/mon%20titre",
		"tag:old.example,{year}-{month}-{day}:/{slug}": "tag:old.example,2024-01-01:/mon%20titre",
		"tag:old.example,{year}:{address}.html":        "tag:old.example,2024:/2024/01/mon%20titre.html",
		"urn:x:example:{title}":                        "urn:x:example:un-titre",
	} {
		site := feedtest.Site()
		site.IDPattern, site.Permalinks = pattern, "/{year}/{month}/{slug}.html"
		a := feed.Article{Meta: feed.Meta{Stem: "mon titre", Title: "Un titre", Published: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)}}
		if err := site.AssignAddress(&a, ""); err != nil || a.ID != want || site.OwnID(&a.Meta) != want {
			t.Errorf("%s: %s, %s, %v, want %s", pattern, a.ID, site.OwnID(&a.Meta), err, want)
		}
	}
}

// A name without letters and digits gets a hash for an address, which depends on the path alone.
func TestAssignAddressOfEmoji(t *testing.T) {
	hash := regexp.MustCompile(`^https://fil\.example/(b/)?[0-9a-f]{10}/$`)
	seen := map[string]string{}
	for _, stem := range []string{"🎉", "🎈", "b/🎉", "!!!", "2024-01-15-🎉"} {
		for range 2 {
			a := feed.Article{Meta: feed.Meta{Stem: stem}}
			if err := feedtest.Site().AssignAddress(&a, ""); err != nil || !hash.MatchString(a.Permalink) {
				t.Errorf("%s: %s (%v)", stem, a.Permalink, err)
			}
			if other, ok := seen[a.Permalink]; ok && other != stem {
				t.Errorf("%s and %s are both at %s", stem, other, a.Permalink)
			}
			seen[a.Permalink] = stem
		}
	}
}

// With transliteration addresses are in ASCII, unless nothing of a name would be left.
func TestAssignAddressTransliterated(t *testing.T) {
	site := feedtest.Site()
	site.Transliterate = strings.NewReplacer("é", "e", "É", "E", "日本", "").Replace
	for _, c := range []struct{ stem, slug, permalink string }{
		{"été/mon école", "", "https://fil.example/ete/mon-ecole/"},
		{"note", "École", "https://fil.example/ecole/"},
		{"note", "Ecole_2", "https://fil.example/Ecole_2/"}, // in ASCII already, it is used unchanged
		{"日本", "", "https://fil.example/%E6%97%A5%E6%9C%AC/"},
	} {
		a := feed.Article{Meta: feed.Meta{Stem: c.stem}, Slug: c.slug}
		if err := site.AssignAddress(&a, ""); err != nil || a.Permalink != c.permalink {
			t.Errorf("%s, slug %q: %s (%v), want %s", c.stem, c.slug, a.Permalink, err, c.permalink)
		}
	}
}

// An ID that is set stays. Without pages an article has an address and no page.
func TestAssignAddressKeepsIDs(t *testing.T) {
	site := feedtest.Site()
	site.Pages = false
	a := feed.Article{Meta: feed.Meta{ID: "urn:x", Stem: "note"}}
	if err := site.AssignAddress(&a, ""); err != nil || a.ID != "urn:x" || a.Page != "" || a.Permalink != "https://fil.example/note/" || a.Slug != "note" {
		t.Errorf("%+v (%v)", a, err)
	}
}

// File refuses addresses that are not on the site, are reserved, or cannot be files.
func TestFile(t *testing.T) {
	longest := strings.Repeat("x", 250)
	for address, want := range map[string]string{
		"/":                                   "index.html",
		"/a":                                  "a/index.html",
		"/a/":                                 "a/index.html",
		"/a.html":                             "a.html",
		"/a.htm":                              "a.htm",
		"/a.txt":                              "a.txt/index.html",
		"/a.HTML":                             "a.HTML/index.html",
		"https://fil.example/a/b/":            "a/b/index.html",
		"/sitemap-x/":                         "sitemap-x/index.html",
		"/x/tags/":                            "x/tags/index.html",
		"/tag/":                               "tag/index.html",
		"/" + longest + "/":                   longest + "/index.html",
		"/" + longest + "x/":                  "",
		strings.Repeat("/abcdefg", 124) + "/": "", // 1,002 bytes with index.html
		strings.Repeat("/abcdefg", 123) + "/": strings.Repeat("abcdefg/", 123) + "index.html",
		"https://fil.example.evil/a/":         "",
		"https://elsewhere.example/a/":        "",
		"mailto:a@fil.example":                "",
		"https:///a/":                         "",
		"/a/.well-known/":                     "",
		"/.git/":                              "",
		"/a\x7fb/":                            "",
		"/a%0Ab/":                             "",
		"/a%5Cb/":                             "",
		"/tags":                               "",
		"/TAGS/x/":                            "",
		"/authors/":                           "",
		"/lang/fr/":                           "",
		"/subscribe/":                         "",
		"/-/x/":                               "",
		"/atom.xml":                           "",
		"/Feed.json":                          "",
		"/feeds.opml/":                        "",
		"/CNAME/":                             "",
		"/robots.txt":                         "",
		"/sitemap.xml":                        "",
		"/sitemap-2024.xml":                   "",
		"/%74ags/":                            "", // "tags", escaped
	} {
		got, err := feedtest.Site().File(address)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%.80s: %.80q (%v), want %.80q", address, got, err, want)
		}
	}
}

func TestReserved(t *testing.T) {
	for name, want := range map[string]bool{
		"tags": true, "Tags": true, "tag": false, "archive": true, "archives": false, "-": true, "--": false, "": false, "sitemap.xml": true, "SITEMAP.XML": true,
		"sitemap": false, "sitemap-2024.xml": true, "Sitemap-Pages.XML": true, "sitemap-2024.html": false, "rss.xml": true, "404.html": true, "404": false, "_redirects": true, "cname": true,
	} {
		if got := feed.Reserved(name); got != want {
			t.Errorf("%q: %t", name, got)
		}
	}
}

func TestTooLong(t *testing.T) {
	for _, c := range []struct {
		name string
		want bool
	}{
		{"", false}, {strings.Repeat("a", 250), false}, {strings.Repeat("a", 251), true},
		{strings.Repeat("é", 125), false}, {strings.Repeat("é", 126), true}, // limits are in bytes
		{"a/" + strings.Repeat("b", 251) + "/c", true},
		{strings.Repeat("abcd/", 200), false}, {strings.Repeat("abcd/", 200) + "x", true},
	} {
		if got := feed.TooLong(c.name); got != c.want {
			t.Errorf("%d bytes: %t", len(c.name), got)
		}
	}
}

func TestWithin(t *testing.T) {
	set := map[string]bool{"a": true, "b/c": true, "d.md": true}
	for name, want := range map[string]bool{
		"a": true, "a/x": true, "a/x/y.md": true, "ab": false, "ab/c": false, "b": false, "b/c": true, "b/c/d": true, "b/cd": false, "d.md": true, "x/a": false, "": false, ".": false,
	} {
		if got := feed.Within(name, set); got != want {
			t.Errorf("%q: %t", name, got)
		}
	}
	if feed.Within("a", nil) {
		t.Error("a path is in no set")
	}
}

func TestOwnID(t *testing.T) {
	for _, c := range []struct{ authority, stem, want string }{
		{"fil.example,2024", "blog/note", "tag:fil.example,2024:blog/note"},
		{"fil.example,2024", "été/à lire", "tag:fil.example,2024:%C3%A9t%C3%A9/%C3%A0%20lire"},
		{"fil.example,2024", "a#b", "tag:fil.example,2024:a%23b"}, // a tag URI has no fragment (RFC 4151 §2.1)
		{"fil.example,2024", "", "tag:fil.example,2024:"},
		{"", "blog/note", "https://fil.example/p/"},
	} {
		site := feedtest.Site()
		site.IDAuthority = c.authority
		if got := site.OwnID(&feed.Meta{Stem: c.stem, Permalink: "https://fil.example/p/"}); got != c.want {
			t.Errorf("%s of %q: %s, want %s", c.stem, c.authority, got, c.want)
		}
	}
}

// With DatedPaths, addresses keep the dates of file names.
func TestDatedPaths(t *testing.T) {
	for pattern, want := range map[string][2]string{"": {"/s/x/", "/s/2024-01-15-x/"}, "/:year/:filename/": {"/2024/x/", "/2024/2024-01-15-x/"}} {
		for n, dated := range []bool{false, true} {
			site := feedtest.Site()
			site.Permalinks, site.DatedPaths = pattern, dated
			a := feed.Article{Meta: feed.Meta{Path: "s/2024-01-15-x.md", Stem: "s/2024-01-15-x", Published: time.Date(2024, 1, 15, 0, 0, 0, 0, time.UTC)}}
			if err := site.AssignAddress(&a, ""); err != nil || !strings.HasSuffix(a.Permalink, want[n]) {
				t.Errorf("%q, %v: %s, %v", pattern, dated, a.Permalink, err)
			}
		}
	}
}

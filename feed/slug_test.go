package feed_test

import (
	"strings"
	"testing"

	"fil/feed"
	"fil/feed/feedtest"
)

func TestStem(t *testing.T) {
	for name, want := range map[string]string{
		"a.md": "a", "b/a.md": "b/a", "b/index.md": "b", "index.html": "", "a.b.md": "a.b", "b/a.tar.gz.txt": "b/a.tar.gz",
		"a": "a", "a/index/index.md": "a/index", "myindex.md": "myindex", "a/myindex.md": "a/myindex", "index": "", "a.b/c": "a.b/c", "a.b/c.md": "a.b/c",
		"été/index.html": "été", "été/où.md": "été/où", "index.fr.md": "index.fr", "2024-01-15-a.markdown": "2024-01-15-a", "_pages/about.md": "_pages/about", "日本.md": "日本", "a/Index.md": "a/Index",
	} {
		if got := feed.Stem(name); got != want {
			t.Errorf("Stem(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestNameDate(t *testing.T) {
	for name, want := range map[string][2]string{
		"2024-01-15-titre": {"titre", "2024-01-15"}, "2024-01-titre": {"titre", "2024-01"}, "1984-relu": {"1984-relu", ""},
		"2024-01": {"2024-01", "2024-01"}, "2024-01-15": {"2024-01-15", "2024-01-15"}, "2024-13-x": {"2024-13-x", ""}, "2024-02-30-x": {"2024-02-30-x", ""}, "2024-01-3-x": {"3-x", "2024-01"},
		"2024-01-15_x": {"x", "2024-01-15"}, "2024-01x": {"2024-01x", ""}, "": {"", ""},
		"2024-02-29-bissextile":       {"bissextile", "2024-02-29"}, // a leap year
		"2023-02-29-x":                {"2023-02-29-x", ""},
		"1900-02-29-x":                {"1900-02-29-x", ""}, // no leap year, because 1900 is not divisible by 400
		"2000-02-29-x":                {"x", "2000-02-29"},
		"2024-04-31-x":                {"2024-04-31-x", ""},
		"2024-00-x":                   {"2024-00-x", ""},
		"2024-12-31-réveillon":        {"réveillon", "2024-12-31"},
		"2024-01-15 un titre":         {"un titre", "2024-01-15"},
		"2024-01-15-2024-02-01-x":     {"2024-02-01-x", "2024-01-15"}, // only the first date
		"2024-01-日本":                  {"日本", "2024-01"},
		"2024-01-15-🎉":                {"🎉", "2024-01-15"},
		"2024-07-15T103000-x":         {"x", "2024-07-15T10:30:00"},
		"2024-07-15T10-30-05Z x":      {"x", "2024-07-15T10:30:05Z"},
		"2024-07-15T1030":             {"2024-07-15T1030", "2024-07-15T10:30:00"},
		"2024-07-15t10-x":             {"x", "2024-07-15T10:00:00"},
		"2024-07-15T1030+0200-x":      {"x", "2024-07-15T10:30:00+02:00"},
		"2024-07-15T10:30:00-05:00-x": {"x", "2024-07-15T10:30:00-05:00"},
		"2024-07-15T253000-x":         {"2024-07-15T253000-x", "2024-07-15"}, // no such time
		"2024-07-15T10x":              {"2024-07-15T10x", "2024-07-15"},
		"2024-07-15th-anniversary":    {"15th-anniversary", "2024-07"},
		"2024-03-24h-le-mans":         {"24h-le-mans", "2024-03"},
		"2024-07-15.fr":               {"2024-07-15.fr", "2024-07-15"},
		"2024-02-30T1030-x":           {"30T1030-x", "2024-02"},
		"2024-01-100-idées":           {"100-idées", "2024-01"},
		"2024":                        {"2024", ""},
		"2024-x":                      {"2024-x", ""},
		"2024-1-x":                    {"2024-1-x", ""},
		"12024-01-x":                  {"12024-01-x", ""},
		"24-01-15-x":                  {"24-01-15-x", ""},
		"20240115-x":                  {"20240115-x", ""},
		"x-2024-01-15":                {"x-2024-01-15", ""},
		"２０２４-01-x":                   {"２０２４-01-x", ""}, // fullwidth digits
		" 2024-01-x":                  {" 2024-01-x", ""},
	} {
		if rest, date := feed.NameDate(name); rest != want[0] || date != want[1] {
			t.Errorf("NameDate(%q) = %q, %q, want %q", name, rest, date, want)
		}
	}
}

func TestSlug(t *testing.T) {
	for name, want := range map[string]string{
		"Mon été à Gao !": "mon-été-à-gao", "🎉": "", "a--b": "a-b", "Ὀδυσσεύς": "ὀδυσσεύς", "日本 語": "日本-語", " x ": "x", strings.Repeat("é", 200): strings.Repeat("é", 60),
		"":                             "",
		"C++":                          "c",
		"A & B":                        "a-b",
		"l’été":                        "l-été",
		"--a--":                        "a",
		"a_b.c~d":                      "a-b-c-d",
		"../etc/passwd":                "etc-passwd",
		"a\u00a0b":                     "a-b",
		"a\tb\nc":                      "a-b-c",
		"½ x²":                         "½-x²",
		"１２":                           "１２",
		"e\u0301te\u0301":              "e\u0301te\u0301", // combining marks are part of their letters
		"नमस्ते दुनिया":                "नमस्ते-दुनिया",
		"Привет, мир":                  "привет-мир",
		"שלום":                         "שלום",
		"👩‍💻 dev":                      "dev",
		"🎉🎉":                           "",
		"STRASSE Straße":               "strasse-straße",
		"ÉCOLE":                        "école",
		strings.Repeat("a", 120):       strings.Repeat("a", 120),
		strings.Repeat("a", 121):       strings.Repeat("a", 120),
		strings.Repeat("a", 119) + "é": strings.Repeat("a", 119), // é has two bytes, and letters are not cut
		strings.Repeat("a", 118) + "é": strings.Repeat("a", 118) + "é",
		strings.Repeat("日", 41):        strings.Repeat("日", 40),
		strings.Repeat("😀", 500) + "a": "a",
	} {
		if got := feed.Slug(name); got != want {
			t.Errorf("Slug(%.40q) = %q, want %q", name, got, want)
		}
	}
}

// A slug is that of its own slug.
func TestSlugIsStable(t *testing.T) {
	for _, name := range []string{"Mon été à Gao !", "Привет, мир", "C++ & Go", "a_b.c", "日本 語", strings.Repeat("mot ", 20)} {
		if slug := feed.Slug(name); feed.Slug(slug) != slug {
			t.Errorf("%q: %q, then %q", name, slug, feed.Slug(slug))
		}
	}
}

func TestSiteSlug(t *testing.T) {
	site := feedtest.Site()
	if got := site.Slug("Été"); got != "été" {
		t.Errorf("without transliteration: %q", got)
	}
	site.Transliterate = func(name string) string { return strings.NewReplacer("É", "E", "é", "e", "日本", "").Replace(name) }
	for name, want := range map[string]string{"Été": "ete", "日本": "日本", "日本 x": "x", "🎉": "", "": ""} {
		if got := site.Slug(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// The slugs of other programs are those that they made (Hugo 0.165, Pelican 4.8).
func TestSlugsOfPrograms(t *testing.T) {
	for name, want := range map[string][2]string{
		"What's new in v1.2?": {"whats-new-in-v1.2", "whats-new-in-v12"},
		"Foo_Bar baz":         {"foo_bar-baz", "foo_bar-baz"},
		"A - B":               {"a-b", "a-b"},
		"a--b":                {"a--b", "a-b"},
		" L’été ":             {"lété", "lété"}, // Pelican's is transliterated before
		"C++ @home":           {"c++-@home", "c-home"},
		"x -y":                {"x-y", "x-y"},
		"Tom &amp; Jerry — x": {"tom-amp-jerry-x", "tom-amp-jerry-x"},
		"..":                  {"", ""},
		"🎉":                   {"", ""},
		".NET":                {"net", "net"},
	} {
		if hugo, pelican := feed.HugoSlug(name), feed.PelicanSlug(name); hugo != want[0] || pelican != want[1] {
			t.Errorf("%q: %q, %q, want %q", name, hugo, pelican, want)
		}
	}
}

package check

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// Valid feeds with one entry or item each.
const (
	goodAtom = `<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><id>urn:x</id><updated>2024-01-01T00:00:00Z</updated>` +
		`<link rel="self" href="https://x.example/atom.xml"/><author><name>n</name></author>` +
		`<entry><title>t</title><id>urn:y</id><updated>2024-01-01T00:00:00Z</updated><content>c</content></entry></feed>`
	goodRSS = `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>t</title><link>https://x.example/</link><description>d</description>` +
		`<atom:link rel="self" href="https://x.example/rss.xml"/>` +
		`<item><title>t</title><link>https://x.example/a</link><guid isPermaLink="false">urn:y</guid><pubDate>Mon, 01 Jan 2024 00:00:00 +0100</pubDate></item></channel></rss>`
	goodJSON = `{"version":"https://jsonfeed.org/version/1.1","title":"t","home_page_url":"https://x.example/","feed_url":"https://x.example/feed.json",` +
		`"items":[{"id":"y","url":"https://x.example/a","content_html":"c","date_published":"2024-01-01T00:00:00Z"}]}`
)

// TestChecks replaces one piece of a valid feed, and wants the problem that this makes; an empty
// expectation wants none.
func TestChecks(t *testing.T) {
	for _, c := range []struct {
		check                  func([]byte) []Problem
		good                   string
		old, replacement, want string
	}{
		{Atom, goodAtom, "", "", ""},
		{Atom, goodAtom, "<id>urn:x</id>", "", "instead of one"},
		{Atom, goodAtom, "<id>urn:y</id>", "<id> </id>", "no id"},
		{Atom, goodAtom, "<author><name>n</name></author>", "", "no author"},
		{Atom, goodAtom, "<name>n</name>", "", "author's name"},
		{Atom, goodAtom, "2024-01-01T00:00:00Z</updated><content>", "2024-01-01</updated><content>", "no RFC 3339 date"},
		{Atom, goodAtom, `rel="self"`, `rel="other"`, "no link to itself"},
		{Atom, goodAtom, "https://x.example/atom.xml", "/atom.xml", "no absolute URL"},
		{Atom, goodAtom, "<content>c</content>", "", "neither content"},
		{Atom, goodAtom, "</feed>", "", "does not parse"},
		{Atom, goodAtom, "<content>c", "<content>\x01", "does not parse"},
		{Atom, goodAtom, "<content>c", "<content>\xff", "not UTF-8"},
		{Atom, goodAtom, "2005/Atom", "2004/Atom", "not Atom's feed"},
		{Atom, goodAtom, "<content>c</content>", `<content>c</content><category label="x"/>`, "category's term"},
		{RSS, goodRSS, "", "", ""},
		{RSS, goodRSS, "<description>d</description>", "", "no description"},
		{RSS, goodRSS, ` isPermaLink="false"`, "", "permanent link"},
		{RSS, goodRSS, "Mon, 01 Jan 2024 00:00:00 +0100", "2024-01-01", "no date"},
		{RSS, goodRSS, `rel="self"`, `rel="x"`, "no link to itself"},
		{RSS, goodRSS, `version="2.0"`, `version="0.9"`, "version 2.0"},
		{RSS, goodRSS, "<guid", `<enclosure url="x" length="1"/><guid`, "enclosure's type"},
		{RSS, goodRSS, "</item>", "</item><item><title>t</title><link>https://x.example/b</link><guid isPermaLink=\"false\">urn:y</guid><pubDate>Mon, 01 Jan 2024 00:00:00 +0100</pubDate></item>", "same id"},
		{RSS, goodRSS, "<item><title>t</title>", "<item>", "neither title"},
		{JSON, goodJSON, "", "", ""},
		{JSON, goodJSON, "version/1.1", "version/1", "version is"},
		{JSON, goodJSON, `"id":"y",`, "", "no id"},
		{JSON, goodJSON, `"content_html":"c",`, "", "neither content_html"},
		{JSON, goodJSON, `2024-01-01T00:00:00Z`, "2024", "no RFC 3339"},
		{JSON, goodJSON, `"title":"t",`, "", "no title"},
		{JSON, goodJSON, `"items":[`, `"itemz":[`, "no items"},
		{JSON, goodJSON, "]}", "]", "does not parse"},
		{JSON, goodJSON, "]}", "]}{}", "follows"},
		{JSON, goodJSON, `"y"`, `7`, "does not parse"},
	} {
		doc := strings.Replace(c.good, c.old, c.replacement, 1)
		var all []string
		for _, p := range c.check([]byte(doc)) {
			all = append(all, p.String())
		}
		if got := strings.Join(all, "\n"); (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s → %s: %q, want %q", c.old, c.replacement, got, c.want)
		}
	}
}

// TestImports wants the package to import the standard library only, so that it shares no code with
// the packages that write feeds.
func TestImports(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range file.Imports {
			first, _, _ := strings.Cut(strings.Trim(spec.Path.Value, `"`), "/")
			if first == "fil" || strings.Contains(first, ".") { // other modules' paths begin with a domain
				t.Errorf("%s imports %s", name, spec.Path.Value)
			}
		}
	}
}

// FuzzCheck wants no input to make a check panic.
func FuzzCheck(f *testing.F) {
	for _, s := range []string{goodAtom, goodRSS, goodJSON} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(_ *testing.T, data []byte) {
		Atom(data)
		RSS(data)
		JSON(data)
	})
}

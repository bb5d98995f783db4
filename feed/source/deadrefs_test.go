package source

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"fil/feed/source/inventory"
)

// Each row is a text and the warnings about its dead references.
func TestDeadReferences(t *testing.T) {
	at := time.Unix(1.7e9, 0)
	for _, test := range []struct{ text, want string }{
		{"![](photo.jpg) ![](img/b.png) [l](autre.md) [z](/racine.pdf)", ""},
		{"![](nope.png)", `a.md:4: "nope.png" leads to no file of content → put it beside the article, or write its name as it is`},
		{"Un.\n\nDeux : [l](nope.md)", `a.md:6: "nope.md" leads to no file of content → put it beside the article, or write its name as it is`},
		{"[l](autre)", ""}, // may be an address
		{"[l](autre.md#ici)", ""},
		{"![](/img/nope.png)", `a.md:4: "/img/nope.png" leads to no file of content → put it beside the article, or write its name as it is`},
		{"[l](/autre/page/)", ""}, // may belong to another program
		{"![](Photo.JPG)", `a.md:4: "Photo.JPG" is photo.jpg in content: a Mac finds it, and a server does not → write photo.jpg`},
		{"![](IMG/b.png)", `a.md:4: "IMG/b.png" is img/b.png in content: a Mac finds it, and a server does not → write b.png`},
		{"![](photo 1.jpg)", `a.md:4: "photo 1.jpg" has spaces, and is not taken for an address → write it as <photo 1.jpg>, or with %20 for each space`},
		{"![](<photo 1.jpg>) ![](photo%201.jpg)", ""},
		{"`![](photo 1.jpg)`\n\n```\n![](photo 2.jpg)\n```", ""},
		{"![](photo.jpg \"Un titre\")", ""},
		{`![](C:\Users\moi\x.png)`, `a.md:4: "C:\\Users\\moi\\x.png" is a file on one computer → put it into content, and write its name`},
		{"![](file:///home/moi/x.png)", `a.md:4: "file:///home/moi/x.png" is a file on one computer → put it into content, and write its name`},
		{"[l](#un-titre)\n\n## Un titre", ""},
		{"[l](#nulle-part)\n\n## Un titre", `a.md:4: #nulle-part leads to no place on the page → the places are the headings, such as #a-heading`},
		{"[l](https://example.org/nope.png) [m](mailto:a@b.example) [t](#top)", ""},
		{"[f](atom.xml) [g](feeds.opml)", ""},
		{"<img src=\"nope.png\">", `a.md:4: "nope.png" leads to no file of content → put it beside the article, or write its name as it is`},
		{"[a](x.md) [b](x.md) [c](x.md)", `a.md:4: "x.md" leads to no file of content → put it beside the article, or write its name as it is`},
		{"[l](Autre.md)", `a.md:4: "Autre.md" leads to no file of content → put it beside the article, or write its name as it is`},
		{"[l](<photo 2.jpg>)", `a.md:4: "photo 2.jpg" leads to no file of content → put it beside the article, or write its name as it is`},
		{"[l](nope.pdf#page=2)", `a.md:4: "nope.pdf#page=2" leads to no file of content → put it beside the article, or write its name as it is`},
		{"[l](nope.xyz)", ""},  // not the extension of a file of content
		{"[l](nope.html)", ""}, // a page that another program may make
		{"[l](#a-b)\n\n<h2 id=\"a-b\">A</h2>", ""},
		{"[l](autre.md#nulle-part)", ""}, // places of other pages are not checked
		{"![](nope.png)\n\n![](nope2.png)", `a.md:4: "nope.png" leads to no file of content → put it beside the article, or write its name as it is
a.md:6: "nope2.png" leads to no file of content → put it beside the article, or write its name as it is`},
		{"transcript", `a.md:3: "nope.vtt" leads to no file of content → put it beside the article, or write its name as it is`},
	} {
		text := "---\ndate: 2024-01-01\n---\n" + test.text + "\n"
		if test.text == "transcript" {
			text = "---\ndate: 2024-01-01\ntranscript: nope.vtt\n---\nUn épisode.\n"
		}
		fsys := fstest.MapFS{"a.md": {Data: []byte(text), ModTime: at}, "autre.md": {Data: []byte("---\ndate: 2024-01-01\n---\n## Ici\n"), ModTime: at}}
		for _, name := range []string{"photo.jpg", "photo 1.jpg", "img/b.png", "racine.pdf"} {
			fsys[name] = &fstest.MapFile{Data: []byte("x"), ModTime: at}
		}
		site, err := ReadSite(fsys, Overrides{DefaultBaseURL: "https://example.org/"})
		if err != nil {
			t.Fatal(err)
		}
		c, err := readWhole(t.Context(), fsys, site, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range c.Problems {
			got = append(got, p.Error()+" → "+p.Hint)
		}
		if warned := strings.Join(got, "\n"); warned != test.want {
			t.Errorf("%q:\n%s\nwant\n%s", test.text, warned, test.want)
		}
	}
}

// Each row is a site.yaml and the warnings about files it names and about its podcast.
func TestSiteProblems(t *testing.T) {
	square := func(size int) []byte {
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, size, size))); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	const guid = "917393e3-1b1e-5cef-ace4-edaa54e1f810"
	for text, want := range map[string]string{
		"license: CC0\n":        "site.yaml:1: programs do not find license: robots.txt is your own",
		"robots: {ai: allow}\n": "",
		"news: true\n":          "site.yaml:1: news: articles without a language are not in the sitemap of news",
		"language: fr\npodcast:\n  guid: " + guid + "\n  category: [News]\n  owner: {name: A, email: a@b.example}\n  image: text.png\n": `site.yaml:6: the cover text.png cannot be read as a picture: directories refuse it`,
		"feed: {after: 'À {email}'}\n":                                         "site.yaml:1: feed.after: items whose authors have no email are without the line",
		"authors: {name: A, email: a@b.example}\nfeed: {after: 'À {email}'}\n": "",
		"icon: nope.png\n": `site.yaml:1: icon: "nope.png" is not in content`,
		"title: S\nlogo: img/nope.png\nicon: https://example.com/i.png\n":                                                                `site.yaml:2: logo: "img/nope.png" is not in content`,
		"language: fr\npodcast:\n  guid: " + guid + "\n  category: [News]\n  owner: {name: A, email: a@b.example}\n  image: nope.png\n":  `site.yaml:6: podcast.image: "nope.png" is not in content`,
		"language: fr\npodcast:\n  guid: " + guid + "\n  category: [News]\n  owner: {name: A, email: a@b.example}\n  image: small.png\n": `site.yaml:6: the cover small.png is 64 × 64 pixels: directories refuse it`,
		"language: fr\npodcast:\n  guid: " + guid + "\n  category: [News]\n  owner: {name: A, email: a@b.example}\n  image: large.png\n": "",
		"podcast:\n  guid: " + guid + "\n": "site.yaml:1: the podcast has no cover: directories refuse it\nsite.yaml:1: the podcast has no category: directories refuse it\nsite.yaml:1: the podcast has no owner: directories ask whether it is yours, by email\nsite.yaml:1: the podcast has no language: directories refuse it",
	} {
		fsys := fstest.MapFS{inventory.SiteFile: {Data: []byte(text)}, "text.png": {Data: []byte("non")}, "robots.txt": {Data: []byte("User-agent: *\nAllow: /\n")}, "small.png": {Data: square(64)}, "large.png": {Data: square(leastCover)}}
		site, err := ReadSite(fsys, Overrides{DefaultBaseURL: "https://example.org/"})
		if err != nil {
			t.Fatal(err)
		}
		c, err := readWhole(t.Context(), fsys, site, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range c.Problems {
			got = append(got, p.Error())
			if p.Hint == "" || !p.Warning {
				t.Errorf("%s has no mend, or is no warning", p.Error())
			}
		}
		if warned := strings.Join(got, "\n"); warned != want {
			t.Errorf("%q:\n%s\nwant\n%s", text, warned, want)
		}
	}
}

// A draft gets no warnings, and an article not more than maxDead.
func TestDeadReferencesAreFew(t *testing.T) {
	var text strings.Builder
	for i := range 2 * maxDead {
		fmt.Fprintf(&text, "[l](nope%d.png)\n\n", i)
	}
	for front, want := range map[string]int{"draft: true": 0, "title: T": maxDead} {
		content := readAll(t, files("a.md", "---\ndate: 2024-01-02\n"+front+"\n---\n"+text.String()))
		if len(content.Problems) != want {
			t.Errorf("%s: %d warnings, want %d", front, len(content.Problems), want)
		}
	}
}

package source

import (
	"errors"
	"strings"
	"testing"
	"time"

	"fil/feed"
	"fil/feed/source/frontmatter"
	"fil/feed/source/plaintext"
)

func FuzzArticle(f *testing.F) {
	f.Add("---\ntitle: x\n---\n# y\n\n[a](b) <b onclick=x>z</b>")
	f.Add("+++\na = [1, {b=2}]\n[[c]]\nd.e = 1\n+++\n")
	f.Add("{\"a\": [1, {\"b\": null}]}\nx")
	f.Add("---\na: &b [*b]\n---\n")
	f.Add("---\ntitle: \"a&#14;b\"\nsummary: \"&#xFFFE;\"\n---\n&#1;")
	site := &feed.Site{Title: "S", BaseURL: "https://fil.example/", TimeZone: time.UTC, Pages: true}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4<<10 {
			return
		}
		for _, name := range []string{"2024-01-a.md", "2024-01-a.html", "2024-01-a.txt"} {
			content, err := readWhole(t.Context(), files(name, text), site, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if len(content.Articles)+len(content.Refused) != 1 {
				t.Errorf("%d articles, %v", len(content.Articles), content.Problems)
			}
			for _, p := range content.Problems {
				if strings.Contains(p.Message, "a fault of Fil's") {
					t.Error(p)
				}
			}
			for _, a := range content.all() {
				whole := a.Title + a.Summary + a.Content
				if plaintext.Clean(whole) != whole {
					t.Errorf("not clean: %q", whole)
				}
				if lower := strings.ToLower(a.Content); strings.Contains(lower, "<script") {
					t.Errorf("a script: %q", a.Content)
				}
			}
		}
	})
}

// FuzzFields checks that any front matter is read without a panic, and that lines of problems are
// lines of the file.
func FuzzFields(f *testing.F) {
	f.Add("title: a #b\nstatus: [x, draft]\nbuild: {list: never}\nepisode: S1E2\nduration: 1h\n")
	f.Add("date: Fri Jul  8 10:00:00 UTC 2022\ntags:\n  - [a, [b]]\nheader: {image: x}\n")
	f.Fuzz(func(t *testing.T, front string) {
		if len(front) > 2<<10 {
			return
		}
		h := &head{article: feed.Article{}}
		err := h.readHead("---\n"+front+"\n---\n", time.UTC)
		for _, w := range append(h.warnings, err) {
			var at *frontmatter.Error
			if errors.As(w, &at) && (at.Line < 0 || at.Line > strings.Count(front, "\n")+4) {
				t.Errorf("%q: line %d: %v", front, at.Line, w)
			}
		}
	})
}

// FuzzPage checks that any page is read without a panic, and that its content is safe HTML.
func FuzzPage(f *testing.F) {
	f.Add(`<html><head><title>T – S</title><script type="application/ld+json">{"@type":"Article","author":{"name":"A"}}</script></head><article><h1>T</h1><math><mfrac><mn>1</mn></mfrac></math></article>`)
	f.Add(`<div class="katex"><math><semantics><annotation>x</annotation></semantics></math></div><noscript><img src=a></noscript><svg><p>x</svg>`)
	f.Add(`<object data=a><embed src=b></object><iframe data-src=c></iframe><template><p>x</template><!--more--><img srcset="a 1x">`)
	site := &feed.Site{Title: "S", BaseURL: "https://fil.example/", TimeZone: time.UTC, Pages: true}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 4<<10 {
			return
		}
		content, err := readWhole(t.Context(), files("2024-01-a.html", s), site, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range content.Problems {
			if strings.Contains(p.Message, "a fault of Fil's") {
				t.Error(p)
			}
		}
		for _, a := range content.all() {
			lower := strings.ToLower(a.Content)
			for _, evil := range []string{"<script", "<style", "<svg", "<iframe", "<object", "javascript:", plaintext.Reserved, "<annotation"} {
				if strings.Contains(lower, evil) && !strings.Contains(s, "javascript:") {
					t.Errorf("%s in %q of %q", evil, a.Content, s)
				}
			}
		}
	})
}

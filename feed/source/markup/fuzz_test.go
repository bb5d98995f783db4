package markup

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"fil/feed"
	"fil/feed/source/plaintext"
)

// fuzzSize is the number of bytes above which a fuzzed text is skipped, so that each run is short.
const fuzzSize = 4 << 10

// dangerousHTML are the seeds of the targets that read HTML.
var dangerousHTML = []string{
	`<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `<a href="javascript:alert(1)">a</a>`, `<svg><script>x</script></svg>`, `<math><mtext></p><img src=x onerror=y>`,
	`<noscript><p title="</noscript><img src=x onerror=alert(1)>">`, `<style><!--</style><img src=x onerror=y>-->`, `<iframe srcdoc="<script>x</script>">`,
	`<table><td><a href=" jAvAsCrIpT:x">`, `<p id="a" class=b style=c>d<!--more-->e`, `<img data-src="a" srcset="b 1x, c 2x">`, `<object data=a><embed src=b></object>`,
	`<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">`, `<template><script>x</script></template>`, `<form><math><mtext></form><form><mglyph><style></math><img src onerror=x>`,
}

// checkSafe reports anything in HTML that could run a script, or an address that is not absolute.
func checkSafe(t *testing.T, in, out string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(out))
	if err != nil {
		t.Fatalf("%q becomes %q: %v", in, out, err)
	}
	for n := range root.Descendants() {
		if n.Type == html.CommentNode {
			t.Errorf("%q becomes %q with a comment", in, out)
		}
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "script", "style", "iframe", "frame", "object", "embed", "applet", "base", "link", "meta", "form", "textarea", "select", "button", "svg", "template", "noscript":
			t.Errorf("%q becomes %q with <%s>", in, out, n.Data)
		}
		for _, a := range n.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "srcdoc", a.Key == "style" && !strings.HasPrefix(a.Val, "text-align:"):
				t.Errorf("%q becomes %q with %s", in, out, a.Key)
			case a.Key == "href", a.Key == "src", a.Key == "cite":
				if scheme, _, _ := strings.Cut(a.Val, ":"); !slices.Contains(Schemes, strings.ToLower(scheme)) {
					t.Errorf("%q becomes %q with the address %q", in, out, a.Val)
				}
			}
		}
	}
}

// FuzzClean checks that clean HTML is safe, and that cleaning it again changes nothing that a parser sees.
func FuzzClean(f *testing.F) {
	for _, s := range dangerousHTML {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > fuzzSize {
			return
		}
		c := &Cleaner{Resolve: resolve}
		out, err := c.CleanFragment(plaintext.Clean(s))
		if err != nil {
			return
		}
		checkSafe(t, s, out)
		again, err := c.CleanFragment(out)
		if err != nil {
			t.Fatalf("%q becomes %q: %v", s, out, err)
		}
		checkSafe(t, out, again)
	})
}

// FuzzMarkdown checks that the HTML of Markdown is safe, with and without raw HTML in it.
func FuzzMarkdown(f *testing.F) {
	for _, s := range slices.Concat(dangerousHTML, linkifyTexts, []string{"[a](javascript:x)", "![a](data:text/html,x)", "# a {onclick=b}", "| a |\n|---|\n| b |", "a[^1]\n\n[^1]: b", "<javascript:x>", ":tada:"}) {
		f.Add(s)
	}
	m := NewMarkdown()
	f.Fuzz(func(t *testing.T, s string) {
		s = plaintext.Clean(s)
		if len(s) > fuzzSize || CheckCost(s, 1) != nil {
			return
		}
		out, title, err := m.Render(s, &feed.Article{Meta: feed.Meta{Permalink: base}}, &Cleaner{Resolve: resolve})
		if err != nil {
			return
		}
		checkSafe(t, s, out)
		if !utf8.ValidString(out) || strings.ContainsAny(title, "\n\t") {
			t.Errorf("%q becomes %q with the title %q", s, out, title)
		}
	})
}

// FuzzTranslated checks that HTML from other tools' markup is safe.
func FuzzTranslated(f *testing.F) {
	for _, s := range slices.Concat(dangerousHTML, []string{
		`{{< figure src="javascript:x" caption="<script>y</script>" link="javascript:z" >}}`, `[[b|<script>x</script>]]`, `{% youtube "<script>x</script>" %}`, "::: note <script>x</script>\na\n:::",
		"<A b={'<script>'}>{\"<script>x</script>\"}</A>", "*[a]: \"><script>x</script>\n\na", "[embed]http:<script>x</script>[/embed]", "{{< kbd \"<script>x</script>\" >}}",
	}) {
		f.Add(s, false)
		f.Add(s, true)
	}
	m := NewMarkdown()
	f.Fuzz(func(t *testing.T, s string, mdx bool) {
		s = plaintext.Clean(s)
		if len(s) > fuzzSize {
			return
		}
		o := options
		o.MDX = mdx
		text, _, err := Translate(s, o)
		if err != nil || CheckCost(text, 1) != nil {
			return
		}
		out, _, err := m.Render(text, &feed.Article{Meta: feed.Meta{Permalink: base}}, &Cleaner{Resolve: resolve})
		if err == nil {
			checkSafe(t, s, out)
		}
	})
}

// FuzzComment checks that a comment is removed after any text: it is not published, or Translate returns
// an error. In code, in an open tag or in an address it is no comment; such texts are skipped.
func FuzzComment(f *testing.F) {
	for _, s := range []string{"a", "[[b]]", "- a\n  b", "> a", "{{< note >}}", "*[a]: b", "!!! note\n    a", "==a", "$a_1$", "| a |\n|---|\n| b |", "# a", "^[a b]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > fuzzSize || strings.ContainsAny(s, "`~<\\\"'{%\t") || strings.Contains(s+" ", "    ") || strings.Contains(s, "://") {
			return
		}
		for _, comment := range []string{"{% comment %}SECRET{% endcomment %}", "{# SECRET #}", "{{/* SECRET */}}", "{{!-- SECRET --}}", "{::comment}SECRET{:/comment}"} {
			if out, _, err := Translate(s+" "+comment+"\n", options); err == nil && strings.Contains(out, "SECRET") {
				t.Errorf("%q: %q is published in %q", s, comment, out)
			}
		}
	})
}

// FuzzPage checks that the metadata of a page is text in one line, and that the article is part of it.
func FuzzPage(f *testing.F) {
	for _, s := range slices.Concat(dangerousHTML, []string{
		document(`<title>a | b</title><meta property="og:site_name" content="b">`, `<article><h1>a</h1><p>c</p></article>`),
		document(`<script type="application/ld+json">{"@type":"Article","headline":"a","author":[{"name":"b"}]}</script>`, `<main>c</main>`),
		document(`<meta name=author content=a>`, `<header><time datetime=2024-01-02>b</time></header><nav>c</nav><p>d</p>`),
	}) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > fuzzSize {
			return
		}
		p, err := ParsePage(plaintext.Clean(s))
		if err != nil {
			return
		}
		for _, value := range []string{p.Title(), p.Description} {
			if strings.ContainsAny(value, "\n\t") {
				t.Errorf("%q: %q is not one line", s, value)
			}
		}
		for _, a := range p.Authors {
			if a.Name == "" || len(a.Name) >= 100 {
				t.Errorf("%q: author %q", s, a.Name)
			}
		}
		if p.Body == nil {
			return
		}
		whole := len(TextOf(p.Body))
		main := p.Main(p.Title())
		if main == nil {
			t.Fatalf("%q: no article", s)
		}
		if n := len(TextOf(main)); n > whole {
			t.Errorf("%q: the article has %d bytes of text, the page %d", s, n, whole)
		}
		out, err := (&Cleaner{Resolve: resolve}).Clean(main)
		if err == nil {
			checkSafe(t, s, out)
		}
	})
}

// FuzzSrcset checks that a srcset has only absolute addresses, and that resolving it again changes nothing.
func FuzzSrcset(f *testing.F) {
	for _, s := range []string{"a 1x, b 2x", "a,b", "a, b", ",,a ,", "data:x,y 1x", "a\t1x,b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out := resolveSrcset(s, resolve)
		if again := resolveSrcset(out, resolve); again != out {
			t.Errorf("%q becomes %q, and that %q", s, out, again)
		}
	})
}

// FuzzPictures checks that the pictures of clean HTML are those that a parser finds.
func FuzzPictures(f *testing.F) {
	for _, s := range []string{`<img src="a">`, `<p>&lt;img<img alt="&quot;" src=b width=1>`, `<img alt='<img src="x">' src=c class="d e">`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > fuzzSize {
			return
		}
		out, err := (&Cleaner{Resolve: resolve}).CleanFragment(plaintext.Clean(s))
		if err != nil {
			return
		}
		var want, got []string
		root, err := html.Parse(strings.NewReader(out))
		if err != nil {
			t.Fatal(err)
		}
		for n := range root.Descendants() {
			if n.Type == html.ElementNode && n.Data == "img" {
				want = append(want, attr(n, "src"))
			}
		}
		for p := range Pictures(out) {
			if !strings.HasSuffix(out[:p.At], "<img") {
				t.Errorf("%q: position %d", out, p.At)
			}
			got = append(got, strings.TrimSpace(p.Src))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", out, got, want)
		}
	})
}

// FuzzExcerpt checks that texts are in one line, and that the mark of a summary is removed.
func FuzzExcerpt(f *testing.F) {
	for _, s := range []string{"<p>a</p><p>b</p>", "<p>a</p>" + plaintext.Reserved + "<p>b</p>", `<sup id="fnref">1</sup>`, `<math alttext="a">`, "<blockquote>\n<p><strong>a</strong></p>\n<p>b</p>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		without, summary := CutSummary(s)
		if strings.Contains(without, plaintext.Reserved) || strings.Contains(summary, plaintext.Reserved) {
			t.Errorf("%q: the mark remains in %q, %q", s, without, summary)
		}
		for _, text := range []string{summary, FirstText(s, 0), FirstParagraphs(s)} {
			if strings.Contains(text, "\n") || strings.TrimSpace(text) != text {
				t.Errorf("%q: %q is not one line", s, text)
			}
		}
	})
}

// FuzzParseArgs checks that values in quotes are read as they were written.
func FuzzParseArgs(f *testing.F) {
	f.Add("a", "b c")
	f.Add("x", `"quoted" \ text`)
	f.Fuzz(func(t *testing.T, a, b string) {
		if strings.Contains(a+b, "<!--") {
			return // comments are removed from values
		}
		escaper := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
		got := parseArgs(`name="` + escaper.Replace(a) + `" "` + escaper.Replace(b) + `"`)
		if got.get("name") != a || got.at(0) != b || len(got.list) != 1 {
			t.Errorf("%q and %q become %q and %q", a, b, got.named, got.list)
		}
	})
}

// FuzzCheckCost checks that a text that passes still passes when it is in a longer one, and that errors
// have a line of the text.
func FuzzCheckCost(f *testing.F) {
	f.Add("| a |\n|---|\n| b |", uint16(1))
	f.Add("[", uint16(2000))
	f.Add(">", uint16(200))
	f.Add("[a]: b\n", uint16(6000))
	f.Fuzz(func(t *testing.T, piece string, times uint16) {
		text := strings.Repeat(piece, int(times))
		if len(text) > 1<<20 {
			return
		}
		if CheckCost(text, 1) != nil && CheckCost(text+"\n\na", 1) == nil {
			t.Errorf("%d times %q is refused, and a longer text is not", times, piece)
		}
	})
}

package markup

import (
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"fil/feed"
	"fil/feed/source/plaintext"
)

// A summary has at least 300 characters if the text has, and ends with a sentence if one ends before
// the 500th character.
func TestSummary(t *testing.T) {
	sentence := "Mot " + strings.Repeat("mot ", 23) + "fin. " // 100 characters and a space
	for name, c := range map[string]struct {
		html string
		n    int
		end  string
	}{
		"short":             {"<p>Un.</p>", 3, "Un."},
		"sentences":         {"<p>" + strings.Repeat(sentence, 9) + "</p>", 302, "fin."},
		"paragraphs":        {strings.Repeat("<p>"+sentence+"</p>\n", 9), 302, "fin."},
		"a long sentence":   {"<p>" + strings.Repeat("mot ", 200) + "</p>", 500, "mot…"},
		"a long second one": {"<p>" + sentence + sentence + strings.Repeat("mot ", 200) + "</p>", 500, "…"},
		"a list between":    {"<p>Un :</p><ul><li>a</li></ul><p>Deux.</p>", 10, "Deux."},
		"without its notes": {`<p>Un.</p><div class="footnotes"><p>Note.</p></div>`, 3, "Un."},
		"a picture first":   {`<p><img src="a"></p><p>Un.</p><p>Deux.</p>`, 9, "Deux."},
		"no paragraph":      {"<ul><li>Un.</li></ul>", 3, "Un."},
	} {
		got := plaintext.Summary(FirstParagraphs(c.html))
		if n := len([]rune(got)); n > c.n || n < c.n-4 || !strings.HasSuffix(got, c.end) {
			t.Errorf("%s: %d characters: %s", name, n, got)
		}
	}
}

// FirstText is the text of an element, or of all of the HTML.
func TestFirstText(t *testing.T) {
	for _, row := range []struct {
		in   string
		kind atom.Atom
		want string
	}{
		{"", 0, ""},
		{"<p>a</p>", 0, "a"},
		{"<p>a</p><p>b</p>", 0, "a b"},
		{"<p>a<br>b</p>", 0, "a b"},
		{"<ul><li>a</li><li>b</li></ul>", 0, "a b"},
		{"<p>a <em>b</em>c</p>", 0, "a bc"},
		{"<p>a<b>b</b><i>c</i><code>d</code></p>", 0, "abcd"},
		{"<p>H<sub>2</sub>O</p>", 0, "H2O"},
		{"<p>a  \n b</p>", 0, "a b"},
		{"<p>a &amp; b &lt; c</p>", 0, "a & b < c"},
		{"<p>a&nbsp;b</p>", 0, "a\u00a0b"},
		{"<p>a</p><p>b</p>", atom.P, "a"},
		{"<h2>t</h2><p>a</p>", atom.P, "a"},
		{"<p></p><p> </p><p>b</p>", atom.P, "b"},
		{"<p><img src=\"x\"></p><p>b</p>", atom.P, "b"},
		{"<h1>t</h1>", atom.P, ""},
		{"<h1>t</h1><p>a</p>", atom.H1, "t"},
		{`<p>a<sup id="fnref:1"><a href="#fn:1">1</a></sup>.</p>`, 0, "a."},
		{`<p>x<sup>2</sup></p>`, 0, "x2"},
		{`<p>a <math alttext="x^2"><msup><mi>x</mi><mn>2</mn></msup></math> b</p>`, 0, "a x^2 b"},
		{`<p>a <math alttext="x &lt; y"><mi>x</mi></math></p>`, 0, "a x < y"},
		{"text without elements", 0, "text without elements"},
		{"<table><tr><td>a</td><td>b</td></tr></table>", 0, "a b"},
		{"<p>a<!-- c -->b</p>", 0, "ab"},
		{"<blockquote><p>a</p></blockquote>", atom.P, "a"},
	} {
		if got := FirstText(row.in, row.kind); got != row.want {
			t.Errorf("%s: %q, want %q", row.in, got, row.want)
		}
	}
}

// Paragraphs of a summary: without footnotes, and without the titles of callouts.
func TestFirstParagraphs(t *testing.T) {
	long := strings.Repeat("x", plaintext.MinSummary)
	for _, row := range []conversion{
		{"<p>a</p>", "a"},
		{"<p>a</p>\n<p>b</p>", "a b"},
		{"<h2>t</h2><p>a</p>", "a"},
		{"<p>" + long + "</p><p>b</p>", long},
		{"<p>a</p><p>" + long + "</p><p>b</p>", "a " + long},
		{"<blockquote>\n<p><strong>Note</strong></p>\n<p>a</p>\n</blockquote>", "a"},
		{"<blockquote>\n<p>a</p>\n</blockquote>", "a"},
		{`<p>a</p><div class="footnotes"><p>b</p></div>`, "a"},
		{"<pre><code>x := 1</code></pre><p>a</p>", "a"},
		{"text", "text"},
		{"", ""},
	} {
		if got := FirstParagraphs(row.in); got != row.want {
			t.Errorf("%s: %q, want %q", row.in, got, row.want)
		}
	}
}

// Each tool's comment ends the summary, in Markdown and in HTML.
func TestExcerptMarks(t *testing.T) {
	m := NewMarkdown()
	for _, row := range []struct {
		comment, separator string
		want               bool
	}{
		{"<!--more-->", "", true},                  // WordPress, Hugo, Hexo
		{"<!-- more -->", "", true},                // Zola, Hexo
		{"<!--MORE-->", "", true},                  // WordPress is not case-sensitive
		{"<!--more Read the rest-->", "", true},    // WordPress: with its own words
		{"<!--truncate-->", "", true},              // Docusaurus
		{"<!-- truncate -->", "", true},            // Docusaurus
		{"<!-- TEASER_END -->", "", true},          // Nikola
		{"<!-- PELICAN_END_SUMMARY -->", "", true}, // Pelican
		{"<!-- excerpt -->", "", true},             // Eleventy, Gatsby
		{"<!-- end -->", "<!-- end -->", true},     // Gatsby: excerpt_separator
		{"<!-- end -->", "", false},
		{"<!--cut-->", "<!--cut-->", true}, // Jekyll: excerpt_separator
		{"<!--cut-->", "cut", true},
		{"<!--cut-->", "<!--other-->", false},
		{"<!-- readmore -->", "", true},
		{"<!-- read-more -->", "", true},
		{"<!-- break -->", "", true}, // Drupal
		{"<!-- moreover -->", "", false},
		{"<!-- a comment -->", "", false},
		{"<!-- anymore -->", "", false},
		{"<!---->", "", false},
	} {
		c := &Cleaner{Resolve: resolve, Separator: row.separator}
		for name, render := range map[string]func() (string, error){
			"Markdown": func() (string, error) {
				out, _, err := m.Render("Before.\n\n"+row.comment+"\n\nAfter.", &feed.Article{Meta: feed.Meta{Permalink: base}}, c)
				return out, err
			},
			"Markdown in a paragraph": func() (string, error) {
				out, _, err := m.Render("Before. "+row.comment+" After.", &feed.Article{Meta: feed.Meta{Permalink: base}}, c)
				return out, err
			},
			"HTML": func() (string, error) { return c.CleanFragment("<p>Before.</p>" + row.comment + "<p>After.</p>") },
		} {
			out, err := render()
			if err != nil {
				t.Fatal(err)
			}
			content, summary := CutSummary(out)
			if got := summary == "Before."; got != row.want || summary != "" && !got {
				t.Errorf("%s, %s, separator %q: summary %q", name, row.comment, row.separator, summary)
			}
			if strings.Contains(content, plaintext.Reserved) || !strings.Contains(content, "Before.") || !strings.Contains(content, "After.") {
				t.Errorf("%s, %s: content %s", name, row.comment, content)
			}
		}
	}
}

// The mark of a summary is removed with the paragraph that it is alone in. Only the first one counts.
func TestCutSummary(t *testing.T) {
	const mark = plaintext.Reserved
	for _, row := range []struct{ in, without, summary string }{
		{"<p>a</p>", "<p>a</p>", ""},
		{"<p>a</p>\n<p>" + mark + "</p>\n<p>b</p>", "<p>a</p>\n<p>b</p>", "a"},
		{"<p>a" + mark + "b</p>", "<p>ab</p>", "a"},
		{"<p>a</p>" + mark + "<p>b</p>", "<p>a</p><p>b</p>", "a"},
		{"<p>" + mark + "</p><p>b</p>", "<p>b</p>", ""},
		{"<p>a</p><p>b</p>" + mark + "<p>c</p>", "<p>a</p><p>b</p><p>c</p>", "a b"},
		{"<p>a</p>" + mark + "<p>b</p>" + mark + "<p>c</p>", "<p>a</p><p>b</p><p>c</p>", "a"},
		{"", "", ""},
	} {
		without, summary := CutSummary(row.in)
		if without != row.without || summary != row.summary {
			t.Errorf("%q: %q, %q; want %q, %q", row.in, without, summary, row.without, row.summary)
		}
	}
}

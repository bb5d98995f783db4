package markup

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fil/feed"
	"fil/feed/source/frontmatter"
)

// A text below each limit passes, and a text above it is an error.
func TestCheckCost(t *testing.T) {
	row := func(cells int) string { return strings.Repeat("|a", cells) + "|\n" }
	for _, c := range []struct {
		name         string
		below, above string
	}{
		{"cells", row(100) + strings.Repeat("|-", 100) + "|\n" + strings.Repeat(row(100), 1000), row(1000) + strings.Repeat("|-", 1000) + "|\n" + strings.Repeat("a\n", 300)},
		{"brackets", strings.Repeat("[", maxOpen), strings.Repeat("[", maxOpen+1)},
		{"closed brackets", strings.Repeat("[a]", 10*maxOpen), strings.Repeat("[a](", maxOpen+1)},
		{"brackets of paragraphs", strings.Repeat("[\n\n", 10*maxOpen), strings.Repeat("[\n", maxOpen+1)},
		{"quotations", strings.Repeat(">", maxQuotes) + "a", strings.Repeat(">", maxQuotes+1) + "a"},
		{"lists", strings.Repeat("- ", maxQuotes) + "a", strings.Repeat("- ", maxQuotes+1) + "a"},
		{"definitions", strings.Repeat("[a]: b\n", maxDefinitions), strings.Repeat("[a]: b\n", maxDefinitions+1)},
		{"definitions in groups", strings.Repeat(strings.Repeat("[a]: b\n", 1000)+"\n", 10), strings.Repeat("[a]: b\n", maxDefinitions+1) + "\n"},
		{"footnotes", strings.Repeat("[^1] ", maxFootnotes), strings.Repeat("[^1] ", maxFootnotes+1)},
		{"bodies", strings.Repeat("<body>", maxBodies), strings.Repeat("<body>", maxBodies+1)},
		{"html", strings.Repeat("<html a=b>", maxBodies), strings.Repeat("<HTML a=b>", maxBodies+1)},
	} {
		if err := CheckCost(c.below, 1); err != nil {
			t.Errorf("%s below the limit: %v", c.name, err)
		}
		if err := CheckCost(c.above, 1); err == nil {
			t.Errorf("%s above the limit: no error", c.name)
		}
	}
}

// The error has the line of the file in which the limit is exceeded.
func TestCheckCostLine(t *testing.T) {
	err := CheckCost("a\n\nb\n"+strings.Repeat(">", 1000), 10)
	var located *frontmatter.Error
	if !errors.As(err, &located) || located.Line != 13 {
		t.Errorf("%#v, want line 13", err)
	}
}

// Markdown and HTML that exceed a limit while they are parsed are an error.
func TestParserLimits(t *testing.T) {
	m := NewMarkdown()
	for text, ok := range map[string]bool{
		strings.Repeat("*a* ", maxMarks/2-1):                    true,
		strings.Repeat("*a ", maxMarks+1):                       false,
		strings.Repeat("_a ", maxMarks+1):                       false,
		strings.Repeat("~a ", maxMarks+1):                       false,
		strings.Repeat(strings.Repeat("*a* ", 1000)+"\n\n", 10): true,
	} {
		if _, _, err := m.Render(text, &feed.Article{Meta: feed.Meta{Permalink: base}}, &Cleaner{Resolve: resolve}); (err == nil) != ok {
			t.Errorf("%.10q: %v", text, err)
		}
	}
	if _, err := ParsePage(strings.Repeat("<body a=b>", maxBodies+1)); err == nil {
		t.Error("too many bodies: no error")
	}
}

// A text of one piece, again and again, takes time in proportion to its length: of twice the length,
// twice the time.
func BenchmarkPieces(b *testing.B) {
	m, c := NewMarkdown(), &Cleaner{Resolve: resolve}
	steps := map[string]func(text string){
		"Translate":       func(text string) { _, _, _ = Translate(text, options) },
		"Translate MDX":   func(text string) { _, _, _ = Translate(text, Options{MDX: true}) },
		"Translate HTML":  func(text string) { _, _, _ = Translate(text, Options{HTML: true}) },
		"CheckCost":       func(text string) { _ = CheckCost(text, 1) },
		"CleanFragment":   func(text string) { _, _ = c.CleanFragment(text) },
		"FirstParagraphs": func(text string) { FirstParagraphs(text) },
		"Markdown": func(text string) {
			if CheckCost(text, 1) == nil {
				_, _, _ = m.Render(text, &feed.Article{Meta: feed.Meta{Permalink: base}}, &Cleaner{Resolve: resolve, MaxBytes: 10 * len(text)})
			}
		},
	}
	html := []string{"<p>", "<b>", "<a href=x>", "<img data-src=x>", "<noscript><img>", "</p>", "<math>", "<table><td>", "&amp;", "[a](b)", "> a\n", "* a\n", "a@b.c ", "www.a.b "}
	for _, piece := range slices.Concat(html, bombs) {
		if piece == "<A>" { // quadratic: for each, jsxClosing reads the rest of the text
			continue
		}
		for name, step := range steps {
			for _, size := range []int{8 << 10, 16 << 10} {
				text := strings.Repeat(piece, size/len(piece))
				b.Run(fmt.Sprintf("%s/%q/%d", name, piece, size), func(b *testing.B) {
					for b.Loop() {
						step(text)
					}
				})
			}
		}
	}
}

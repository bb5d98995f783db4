package source

import (
	"fmt"
	"strings"
	"testing"

	"fil/feed/source/inventory"
)

// Texts that would need much time or memory are refused quickly.
func TestCostlyTexts(t *testing.T) {
	aliases := "---\na: &a [x,x,x,x,x,x,x,x,x]\n"
	for i, name := 'b', 'a'; i < 'k'; i, name = i+1, i {
		aliases += fmt.Sprintf("%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n", i, i, name, name, name, name, name, name, name, name)
	}
	for name, text := range map[string]string{
		"aliases": aliases + "---\n",
		"nested":  "---\na: " + strings.Repeat("[", 20000) + "\n---\n",
		"json":    `{"a": ` + strings.Repeat("[", 20000) + "\n",
		"large":   strings.Repeat("x", inventory.MaxArticle+1),
		"table":   strings.Repeat("|a", 1000) + "\n" + strings.Repeat("|-", 1000) + "\n" + strings.Repeat("x\n", 1000),
		"links":   strings.Repeat("[a](", 20_000),
		"opened":  strings.Repeat("[", 80_000),
		"quoted":  strings.Repeat("> ", 20_000) + "x",
		"listed":  strings.Repeat("- ", 20_000) + "x",
		"tags":    strings.Repeat("<div>", 600) + "x",
		// Rendering these took four times as long for twice the size, or gave a thousand times the
		// size.
		"marks":       strings.Repeat("*a_ ", 40_000),
		"other marks": strings.Repeat("~a~~b ", 40_000) + strings.Repeat("a**b c* ", 4000),
		"definitions": strings.Repeat("[a]: https://a.example/\n", 80_000),
		"footnotes":   strings.Repeat("x[^1]\n", 20_000) + "\n\n[^1]: Note.\n",
		"bodies":      strings.Repeat("<body x=y>", 12_000),
		"long links":  strings.Repeat("[a] ", 40_000) + "\n\n[a]: https://a.example/" + strings.Repeat("x", 2000) + "\n",
		"long titles": strings.Repeat("[a] ", 40_000) + "\n\n[a]: https://a.example/ \"" + strings.Repeat("x", 2000) + "\"\n",
	} {
		content := readAll(t, files("a.md", text))
		if len(content.Problems) != 1 || len(content.Articles) != 0 {
			t.Errorf("%s: %v", name, content.Problems)
		}
	}
	html := "<html><body>" + strings.Repeat("<div>", 600)
	if content := readAll(t, files("a.html", html)); len(content.Refused) != 1 {
		t.Errorf("nested HTML: %v", content.Problems)
	}
	if content := readAll(t, files("a.html", "<html>"+strings.Repeat("<body x1=y>", 12_000))); len(content.Refused) != 1 {
		t.Errorf("many bodies: %v", content.Problems)
	}
	// These are accepted: their time grows with their size.
	for name, text := range map[string]string{
		"a.txt": strings.Repeat("İ", 100_000) + " (opens in new window)", "b.txt": strings.Repeat("(opens in new window) ", 20_000),
		"c.txt": strings.Repeat("> ", 20_000) + "x\n\ny", "d.txt": "x:\n" + strings.Repeat("1. a\n", 30_000),
		"e.html": "<p>" + strings.Repeat("<time datetime=2024-01-01>x</time>y", 20_000), "f.html": "<p>" + strings.Repeat("<time></time>", 20_000),
		"g.md": strings.Repeat("![x](p.png) ", 20_000),
	} {
		if content := readAll(t, files(name, "---\ndate: 2024-01-01\n---\n"+text, "p.png", "x")); len(content.Articles) != 1 {
			t.Errorf("%s: %v", name, content.Problems)
		}
	}
	// A long ordinary text is accepted.
	fine := strings.Repeat("| a | b | c |\n", 1) + "|---|---|---|\n" + strings.Repeat("| 1 | 2 | 3 |\n", 5000) + "\n" + strings.Repeat("- [a](https://a.example/) [b]\n", 3000)
	if content := readAll(t, files("2024-01-01-a.md", fine)); len(content.Problems) != 0 {
		t.Error(content.Problems)
	}
}

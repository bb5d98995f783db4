package source

import (
	"testing"

	"fil/feed/source/plaintext"
)

func TestTitlesFromBodies(t *testing.T) {
	for name, c := range map[string][3]string{
		"2024-01-a.md":    {"# Un *titre*\n\nTexte.", "Un titre", "<p>Texte.</p>\n"},
		"2024-01-b.html":  {"<html lang=en><head><title>Page</title></head><body><p>Texte.</p></body></html>", "Page", "<p>Texte.</p>"},
		"2024-01-c.html":  {"<h1>Gros</h1><p>Texte.</p>", "Gros", "<p>Texte.</p>"},
		"2024-01-d.txt":   {"La ligne du dessus\n\nTexte.", "La ligne du dessus", "<p>Texte.</p>\n"},
		"2024-01-e-f.md":  {"![](x.png)", "e f", `<p><img src="https://fil.example/x.png" alt=""></p>` + "\n"},
		"2024-01-g.md":    {"# 1\\. Foo `a&amp;b` <https://x.example> *z*\n\nTexte.", "1. Foo a&amp;b https://x.example z", "<p>Texte.</p>\n"},
		"2024-01-h.html":  {"<p>un<br>deux<br/>trois</p>", "un deux trois", ""},
		"2024-01-i.html":  {"<main><h1>Dedans</h1><p>x</p></main>", "Dedans", ""},
		"2024-01-note.md": {"Note[^1].\n\n[^1]: bas", "Note", ""},
	} {
		a := readOne(t, name, c[0])
		if a.Title != c[1] || c[2] != "" && a.Content != c[2] {
			t.Errorf("%s: title %q, content %q", name, a.Title, a.Content)
		}
	}
}

// Each row is a title or summary in front matter, and its plain text.
func TestPlainText(t *testing.T) {
	for s, want := range map[string]string{
		"Tom &amp; Jerry": "Tom & Jerry", "AT&T &copy; R&reg": "AT&T © R&reg", "<em>Un</em> <b>mot</b>": "Un mot", "La balise <b>": "La balise <b>",
		"a < b et c > d": "a < b et c > d", "Un<br>deux<br/>trois": "Un deux trois", "<code>&lt;div&gt;</code>": "<div>", "&#8217;&#x27;": "’'", "<p>x</p>": "x", "La balise <p>": "La balise <p>", "": "",
	} {
		if got := plaintext.FromHTML(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

package source

import (
	"strings"
	"testing"

	"fil/feed/source/frontmatter"
)

// Each row is a text, and its lines of metadata, "" for a text without.
func TestMetaLines(t *testing.T) {
	for text, want := range map[string]string{
		"Title: Un\nDate: 2024-01-01\n\nTexte.":       "title=Un date=2024-01-01 |\nTexte.",
		"\nTitre : Un\n\nTexte.":                      "title=Un |\nTexte.",
		"Status: draft\n\nTexte.":                     "status=draft |\nTexte.",
		"public:: false\n\nTexte.":                    "public=false |\nTexte.",
		"Title: Un\n  et deux\nTags: a\n\nTexte.":     "title=Un et deux tags=a |\nTexte.",
		"Authors: A; B\nTitle: x\n":                   "authors=[A B] title=x |",
		"Note: ceci est un texte.\n\nTexte.":          "",
		"Titre: un\nPuis une ligne de texte.\n\nFin.": "",
		"Date: 2024-01-01 Partager sur X\n\nTexte.":   "",
		"Title: a\nTitle: b\n\nTexte.":                "",
		"Un texte.\n\nTitle: x":                       "",
		"https://x.example/\n\nTexte.":                "",
		"Il dit : voici.\n\nTexte.":                   "",
	} {
		fields, body, _ := splitMetaLines(text, 1)
		got := ""
		if fields != nil {
			for _, f := range fields.Fields {
				value := f.Value.Text
				if f.Value.Kind == frontmatter.List {
					var all []string
					for _, item := range f.Value.List {
						all = append(all, item.Text)
					}
					value = "[" + strings.Join(all, " ") + "]"
				}
				got += f.Key + "=" + value + " "
			}
			got += "|" + body
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// FuzzMetaLines checks that every line is either metadata or text.
func FuzzMetaLines(f *testing.F) {
	f.Add("Title: a\nDate: b\n\nc")
	f.Add("title:: a\n  b\n\n")
	f.Fuzz(func(t *testing.T, text string) {
		fields, body, line := splitMetaLines(text, 1)
		lines := strings.Count(text[:len(text)-len(body)], "\n")
		if !strings.HasSuffix(text, body) || fields != nil && line != 1+lines && body != "" {
			t.Errorf("%q: %q in line %d", text, body, line)
		}
		if fields == nil && body != text {
			t.Errorf("%q: lost %q", text, body)
		}
	})
}

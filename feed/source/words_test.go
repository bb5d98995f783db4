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

// Each row is a duration as authors write it.
func TestDurations(t *testing.T) {
	for s, want := range map[string]time.Duration{
		"2700": 45 * time.Minute, "45:00": 45 * time.Minute, "1:02:03": 62*time.Minute + 3*time.Second, "00:45:10.5": 45*time.Minute + 10*time.Second,
		"45 min": 45 * time.Minute, "45min.": 45 * time.Minute, "45 minutes": 45 * time.Minute, "1h30": 90 * time.Minute, "1 h 05 min 10 s": 65*time.Minute + 10*time.Second,
		"1 heure": time.Hour, "1,5 h": 90 * time.Minute, "PT45M": 45 * time.Minute, "PT1H2M3S": 62*time.Minute + 3*time.Second, "90s": 90 * time.Second, "45′": 45 * time.Minute,
	} {
		if got, ok := parseDuration(s); !ok || got != want {
			t.Errorf("%q: %v, %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "longtemps", "-5", "1:2:3:4", "1:99", "4,5", "min", "PT", "12 chats"} {
		if got, ok := parseDuration(s); ok {
			t.Errorf("%q is taken for %v", s, got)
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

// FuzzFields checks that any front matter is read without a panic, and that lines of problems are
// lines of the file.
func FuzzFields(f *testing.F) {
	f.Add("title: a #b\nstatus: [x, draft]\nbuild: {list: never}\nepisode: S1E2\nduration: 1h\n")
	f.Add("date: Fri Jul  8 10:00:00 UTC 2022\ntags:\n  - [a, [b]]\nheader: {image: x}\n")
	f.Fuzz(func(t *testing.T, front string) {
		if len(front) > 2<<10 {
			return
		}
		h := &head{article: feed.Article{Matter: &feed.Matter{}}}
		err := h.readHead("---\n"+front+"\n---\n", time.UTC)
		for _, w := range append(h.warnings, err) {
			var at *frontmatter.Error
			if errors.As(w, &at) && (at.Line < 0 || at.Line > strings.Count(front, "\n")+4) {
				t.Errorf("%q: line %d: %v", front, at.Line, w)
			}
		}
	})
}

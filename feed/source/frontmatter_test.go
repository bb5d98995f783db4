package source

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fil/feed"
)

// YAML, TOML and JSON give the same article, with Fil's keys and with those of other tools.
func TestFrontMatter(t *testing.T) {
	paris, _ := time.LoadLocation("Europe/Paris")
	want := feed.Article{Meta: feed.Meta{Title: "1.10", Tags: []string{"Mali", "blé"}, Language: "en", ID: "urn:x:1",
		Authors:   []feed.Person{{Name: "Awa"}, {Name: "Ben", URL: "https://b.example/", Email: "b@b.example"}},
		Published: time.Date(2024, 1, 15, 10, 0, 0, 0, paris), Updated: time.Date(2024, 2, 1, 0, 0, 0, 0, paris),
		Expires: time.Date(2030, 1, 1, 0, 0, 0, 0, paris)}, Summary: "Un résumé", Rights: "CC0",
	}
	for name, text := range map[string]string{
		"yaml.md": "---\ntitle: 1.10\ndate: 2024-01-15 10:00\nupdated: 2024-02-01\nexpires: 2030-01-01\nsummary: Un résumé\n" +
			"tags: [Mali, blé]\nlanguage: en\nrights: CC0\nid: urn:x:1\nauthors:\n  - Awa\n  - {name: Ben, url: https://b.example/, email: b@b.example}\n---\nTexte.\n",
		"hugo.md": "+++\ntitle = '1.10'\ndate = 2024-01-15 10:00:00\nlastmod = 2024-02-01\nexpiryDate = 2030-01-01\ndescription = 'Un résumé'\n" +
			"tags = ['Mali']\ncategories = ['blé']\nlang = 'en'\ncopyright = 'CC0'\nguid = 'urn:x:1'\nlayout = 'x'\n" +
			"[[authors]]\nname = 'Awa'\n[[authors]]\nname = 'Ben'\nurl = 'https://b.example/'\nemail = 'b@b.example'\n+++\nTexte.\n",
		"json.md": `{"title": 1.10, "date": "2024-01-15T10:00:00+01:00", "last_modified_at": "2024-02-01", "expires": "2030-01-01",` + "\n" +
			`"excerpt": "Un résumé", "tags": "Mali, blé", "lang": "en", "license": "CC0", "id": "urn:x:1",` + "\n" +
			`"author": ["Awa", {"name": "Ben", "url": "https://b.example/", "email": "b@b.example"}]}` + "\nTexte.\n",
		"zola.md": "+++\ntitle = \"1.10\"\ndate = 2024-01-15T10:00:00+01:00\nupdated = 2024-02-01\nexpires = \"2030-01-01\"\ndescription = \"Un résumé\"\n" +
			"authors = [\"Awa\", {name = \"Ben\", url = \"https://b.example/\", email = \"b@b.example\"}]\nlanguage = \"en\"\nrights = \"CC0\"\nid = \"urn:x:1\"\n" +
			"[taxonomies]\ntags = [\"Mali\"]\ncategories = [\"blé\"]\n[extra]\nfoo = 1\n+++\nTexte.\n",
	} {
		a := readOne(t, name, text)
		got := feed.Article{Meta: feed.Meta{Title: a.Title, Tags: a.Tags, Language: a.Language, ID: a.ID,
			Authors: a.Authors, Published: a.Published, Updated: a.Updated, Expires: a.Expires}, Summary: a.Summary, Rights: a.Rights,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
		if a.Content != "<p>Texte.</p>\n" {
			t.Errorf("%s: content %q", name, a.Content)
		}
	}
}

// Each row is an article with an error: its line, message and hint. Other articles are read.
func TestProblems(t *testing.T) {
	for _, c := range []struct{ text, line, message, hint string }{
		{"---\ntitle: x\nauther: y\n---\n", ":3:", `unknown key "auther"`, "did you mean author?"},
		{"---\ntitle: x\ntitle: y\n---\n", ":3:", "given twice", "keep one"},
		{"---\ntitle: Mali: le blé\n---\n", ":2:", "its own signs", `write title: "Mali: le blé"`},
		{"---\ntitle: x\nsummary: \"y\ntags: z\n---\n", ":3:", "quotes around the value are not closed", `write summary: "y"`},
		{"---\ntitle: x\ntags: [a, b\nfoo: z\n---\n", ":3:", "the bracket is never closed", "write tags: [a, b]"},
		{"\n\n---\ntitle: x\nauther: z\n---\n", ":5:", "unknown key", ""},
		{"---\ntitle: x\nTitle: z\n---\n", ":3:", "given twice", ""},
		{"---\ndate: 2024-01\nenclosures: {url: \"https:///x\"}\n---\n", ":3:", "no address", ""},
		{"---\ndate: 2024-01\nenclosures: {url: \"https://x.example/a\", type: mp3}\n---\n", ":3:", "media type", ""},
		{"---\ndate: 2024-01\nid: \"a\\x01\"\n---\n", ":3:", "signs that no ID has", ""},
		{"---\ndate: 0001-01-01T00:00:00Z\n---\n", ":2:", "outside the years", ""},
		{"---\ndate: 2024-01\n---\n", "a.md:", "empty", ""},
		{"---\ndate: hier\n---\n", ":2:", `"hier" is not a date`, "2024-01-15"},
		{"---\ndate: 12000-01-01\n---\n", ":2:", "is not a date", ""},
		{"---\ndate: 0000-01-01\n---\n", ":2:", "outside the years", ""},
		{"---\ntitle: x\n\nTexte.\n", ":1:", "never closed", "---"},
		{"+++\ntitle = x\n+++\n", ":2:", "not valid TOML", ""},
		{"+++\ntitle = 'x'\nauther = 'y'\n+++\n", ":3:", "unknown key", "author"},
		{"{\"title\": \"x\",\n\"title\": \"y\"}\n", ":2:", "given twice", ""},
		{"{\"title\": }\n", ":1:", "not valid JSON", ""},
		{"---\n- a\n- b\n---\n", ":2:", "not a list of keys", ""},
		{"---\npermalink: /:year/:titel/\n---\n", ":2:", "unknown part", ""},
		{"---\ndate: 2024-01\nenclosures: [ep.mp3]\n---\n", ":3:", "not in content", ""},
		{"---\nslug: /../../x\npermalink: /tags/x/\n---\n", "a.md:", "/tags/", "another"},
	} {
		content := readAll(t, files("a.md", c.text, "2024-01-good.md", "Bien."))
		if len(content.Articles) != 1 || content.Articles[0].Path != "2024-01-good.md" {
			t.Errorf("%q: the others are not read", c.text)
		}
		if len(content.Problems) != 1 {
			t.Errorf("%q: problems %v", c.text, content.Problems)
			continue
		}
		p := content.Problems[0]
		if s := p.Error(); !strings.Contains(s, c.line) || !strings.Contains(s, c.message) || !strings.Contains(p.Hint, c.hint) {
			t.Errorf("%q: %s (hint %s)", c.text, s, p.Hint)
		}
		if !slices.Equal(content.Refused, []string{"a.md"}) {
			t.Errorf("%q: refused %v", c.text, content.Refused)
		}
	}
}

func TestOddFrontMatter(t *testing.T) {
	for text, want := range map[string]string{
		"---\n---\nTexte.":                           "<p>Texte.</p>\n",
		"\ufeff---\r\ntitle: x\r\n---\r\nTexte.\r\n": "<p>Texte.</p>\n",
		"---\rtitle: x\r---\rTexte.\r":               "<p>Texte.</p>\n",
		"---\n# rien\n---\nTexte.":                   "<p>Texte.</p>\n",
		"\n\n---\ntitle: x\n---\nTexte.":             "<p>Texte.</p>\n",
		"---\n\nUn trait.\n\n---\n\nFin.":            "<hr>\n<p>Un trait.</p>\n<hr>\n<p>Fin.</p>\n",
		"---\na: &a {lang: en}\n<<: *a\n---\nTexte.": "<p>Texte.</p>\n",
		"---\ntitle: x\n...\nTexte.":                 "<p>Texte.</p>\n",
		"---\n\nUn trait, puis du texte.":            "<hr>\n<p>Un trait, puis du texte.</p>\n",
		"{{ gabarit }}":                              "<p>{{ gabarit }}</p>\n",
		"{}\nTexte.":                                 "<p>Texte.</p>\n",
	} {
		if a := readOne(t, "2024-01-a.md", text); a.Content != want {
			t.Errorf("%q: %q, want %q", text, a.Content, want)
		}
	}
}

// Each key of another tool sets the same field as Fil's.
func TestOtherNames(t *testing.T) {
	day := time.Date(2030, 1, 2, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		keys, value string
		ok          func(a *feed.Article) bool
	}{
		{"date pubDate pub_date publishDate published", "2030-01-02T00:00:00Z", func(a *feed.Article) bool { return a.Published.Equal(day) }},
		{"updated lastmod last_modified_at updatedDate modified lastModified", "2030-01-02T00:00:00Z", func(a *feed.Article) bool { return a.Updated.Equal(day) }},
		{"expires expiryDate unpublishDate expiry_date expiry", "2030-01-02T00:00:00Z", func(a *feed.Article) bool { return a.Expires.Equal(day) }},
		{"tags tag categories category keywords", "x", func(a *feed.Article) bool { return fmt.Sprint(a.Tags) == "[x]" }},
		{"rights copyright license licence", "x", func(a *feed.Article) bool { return a.Rights == "x" }},
		{"image images cover thumbnail featured_image", "https://x.example/i.png", func(a *feed.Article) bool { return a.Image.URL != "" }},
		{"enclosures enclosure", "https://x.example/i.mp3", func(a *feed.Article) bool { return len(a.Enclosures) == 1 }},
		{"published", "false", func(a *feed.Article) bool { return a.Draft }},
	} {
		for key := range strings.FieldsSeq(c.keys) {
			if a := readOne(t, "2020-01-a.md", "---\n"+key+": "+c.value+"\n---\nx\n"); !c.ok(a) {
				t.Errorf("%s: %+v", key, a)
			}
		}
	}
	if a := readOne(t, "a.md", "---\ndate: 2030-01-02T00:00:00Z\npubdate: 2020-01-01\nupdated: 2019-01-01\n---\nx\n"); !a.Published.Equal(day) || !a.Updated.Equal(day) {
		t.Error(a.Published, a.Updated)
	}
	if a := readOne(t, "2020-01-a.md", "---\npublished: false\ndraft: false\n---\nx\n"); !a.Draft {
		t.Error("live")
	}
	if a := readOne(t, "2020-01-a.md", "---\ndraft: true\npublished: true\n---\nx\n"); !a.Draft {
		t.Error("live")
	}
}

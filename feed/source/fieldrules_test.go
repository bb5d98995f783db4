package source

import (
	"strings"
	"testing"
)

// Each row is front matter with a key or value that is wrong, and the error that refuses the article,
// or the warning with which the value is omitted.
func TestWrongFields(t *testing.T) {
	for _, c := range []struct {
		front, message, hint string
		refused              bool
	}{
		// A misspelled key is an error, because something would be lost.
		{"titel: x", `unknown key "titel"`, "did you mean title?", true},
		{"drfat: true", `unknown key "drfat"`, "did you mean draft?", true},
		{"draf: true", `unknown key "draf"`, "did you mean draft?", true},
		{"privat: true", `unknown key "privat"`, "did you mean private?", true},
		{"pubdat: 2024-01-01", `unknown key "pubdat"`, "did you mean pubdate?", true},
		{"perma_link: /x/", "", "", false}, // folded, it is permalink
		{"permalnk: /x/", `unknown key "permalnk"`, "did you mean permalink?", true},
		{"tgas: x", `unknown key "tgas"`, "did you mean tags?", true},
		{"sumary: x", `unknown key "sumary"`, "did you mean summary?", true},
		{"enclosre: x", `unknown key "enclosre"`, "did you mean enclosure?", true},
		// A key in another language is an error too, and a key of another tool is none.
		{"titre: x", `unknown key "titre"`, "did you mean title?", true},
		{"mots-clés: x", `unknown key "mots-clés"`, "did you mean tags?", true},
		{"autor: x", `unknown key "autor"`, "did you mean authors?", true},
		{"fecha: 2024-01-01", `unknown key "fecha"`, "did you mean date?", true},
		{"weight: 3", "", "", false},
		{"links: x", "", "", false},
		{"sections: x", "", "", false},
		{"subtitle: x", "", "", false},
		{"stats: 4", "", "", false},
		{"x: y", "", "", false},
		{"title: a\nTITLE: b", "given twice", "keep one of the two", true},
		// These decide when and where an article is published.
		{"slug: {a: b}", "single value", "", true},
		{"id: \"a\\tb\"", "signs that no ID has", "tag:example.org,2024:my-article", true},
		{"id: \"<x>\"", "signs that no ID has", "", true},
		{"permalink: /{{ x }}/", "another program's template", "/2024/my-article/", true},
		{"feed: perhaps", "true or false", "", true},
		{"enclosures: {type: audio/mpeg}", "an enclosure without url", "", true},
		// These do not, and are omitted.
		{"title: [a]", "title is a single value", "", false},
		{"summary: {a: b}", "single value", "", false},
		{"language: french", "not a language", "BCP 47", false},
		{"language: [fr]", "single value", "", false},
		{"authors: {url: https://x.example/}", "an author without name", "write name", false},
		{"authors: {name: A, url: nope}", "url", "https://example.org/", false},
		{"authors: {name: A, email: nope}", "not an email address", "name@example.org", false},
		{"link: nope", "link", "https://example.org/", false},
		{"link: ftp://x.example/", "link", "", false},
		{"replies: nope", "replies", "", false},
		{"source: {title: x}", "a source has a title and a url", "write source:", false},
		{"source: {title: x, url: nope}", "source", "", false},
		{"tags: [{a: b}]", "single value", "", false},
		{"image: nulle-part.png", `"nulle-part.png" is not in content`, "put it beside the article", false},
		{"image: P.png", `"P.png" is not in content`, "write p.png, with the same capitals", false},
		{"image: \"mailto:awa@example.org\"", "no address", "", false},
		{"transcript: nulle-part.vtt", `"nulle-part.vtt" leads to no file of content`, "", false},
	} {
		text := "---\ndate: 2024-01-02\n" + c.front + "\n---\nTexte.\n"
		content := readAll(t, files("a.md", text, "p.png", "x"))
		if (len(content.Refused) == 1) != c.refused || len(content.Articles)+len(content.Refused) != 1 {
			t.Errorf("%s: %d articles, refused %v, %v", c.front, len(content.Articles), content.Refused, content.Problems)
			continue
		}
		if c.message == "" {
			if len(content.Problems) > 0 {
				t.Errorf("%s: %v", c.front, content.Problems)
			}
			continue
		}
		if len(content.Problems) != 1 {
			t.Errorf("%s: %v", c.front, content.Problems)
			continue
		}
		if p := content.Problems[0]; p.Warning == c.refused || p.Line != 3+strings.Count(c.front, "\n") || !strings.Contains(p.Message, c.message) || !strings.Contains(p.Hint, c.hint) {
			t.Errorf("%s: %v, hint %q", c.front, p, p.Hint)
		}
	}
}

// A key is the same in any case, and with hyphens or underscores.
func TestFoldKey(t *testing.T) {
	for key, want := range map[string]string{
		"draft": "draft", "Draft": "draft", "isDraft": "isdraft", "is_draft": "isdraft", "is-draft": "isdraft", "IS DRAFT": "isdraft",
		"build": "build", "_build": "_build", "e\u0301tat": "\u00e9tat", "publish?": "publish?", "": "",
	} {
		if got := foldKey(key); got != want {
			t.Errorf("%q: %q, want %q", key, got, want)
		}
	}
	for word, want := range map[string]string{
		"draft": "draft", "Draft": "draft", "✅ In progress": "in-progress", "in_progress": "in-progress", "IN  PROGRESS": "in-progress", "  ": "", "(done)": "done", "À relire": "à-relire",
	} {
		if got := foldWord(word); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}

// A key without a value is as if it were not there.
func TestEmptyFields(t *testing.T) {
	for name := range rules {
		if name == "date" {
			continue
		}
		content := readAll(t, files("a.md", "---\ndate: 2024-01-02\n"+name+":\n---\nTexte.\n"))
		if len(content.Articles) != 1 || len(content.Problems) > 0 {
			t.Errorf("%s: %d articles, %v", name, len(content.Articles), content.Problems)
			continue
		}
		if got := summarise(content.article(0)); got != "title=Texte; date=2024-01-02; at=/a/" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

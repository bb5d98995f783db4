package source

import (
	"strings"
	"testing"
	"testing/fstest"

	"fil/feed/source/plaintext"
)

// In a file with an error, a line of the front matter withholds the article by itself.
func TestWithheldBy(t *testing.T) {
	for text, want := range map[string]string{
		"---\ntitle: [X\ndraft: true\n---\nText.\n":              "draft: true",
		"\n---\ndraft: \"yes\" # later\n---\nText.\n":            `draft: "yes" # later`,
		"+++\ntitle = [\ndraft = true\n+++\nText.\n":             "draft = true",
		"{\"draft\": true, x\n}\nText.\n":                        "",
		"{\n  \"private\": true,\n  \"x\": [\n}\nText.\n":        `"private": true,`,
		"---\npublished: false\ntitle: [X\n---\nText.\n":         "published: false",
		"---\nstatus: Brouillon\ntitle: [X\n---\nText.\n":        "status: Brouillon",
		"---\ntitle: [X\n---\ndraft: true\n":                     "",
		"draft: true\ntitle: [X\n":                               "draft: true",
		"Title: X\nStatus: draft\nDate: 32.13.2024\n\nText.\n":   "Status: draft",
		"A text.\n\ndraft: true\n":                               "",
		"---yaml\ntitle: [X\ndraft: true\n---\nText.\n":          "draft: true",
		"---toml\ntitle = [\ndraft = true\n---\nText.\n":         "draft = true",
		";;;\n{\"title\": ,\n\"draft\": true}\n;;;\nText.\n":     `"draft": true}`,
		";;;\n{\"title\": ,\n}\n;;;\ndraft: true\n":              "",
		"---\ntitle: [X\n...\ndraft: true\n":                     "",
		"---\ndraft: false\ntitle: [X\nfeed: false\n---\nText\n": "",
		"---\nstatus: foo\ntitle: [X\n---\nText.\n":              "",
	} {
		key, line := withheldBy(fstest.MapFS{"a.md": {Data: []byte(text)}}, "a.md")
		if key != want || (line > 0) != (want != "") {
			t.Errorf("%q: %q in line %d, want %q", text, key, line, want)
		}
	}
}

// The line that withholds an article is a line of the file.
func FuzzWithheldBy(f *testing.F) {
	for _, text := range []string{"---\ndraft: true\n---\n", "+++\ndraft = true\n+++\n", "{\n\"private\": true\n}\n", "---\r\nstatus: draft # x\r\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		key, line := withheldBy(fstest.MapFS{"a.md": {Data: []byte(text)}}, "a.md")
		if key == "" {
			return
		}
		decoded, _ := plaintext.Decode([]byte(text))
		if lines := strings.Split(decoded, "\n"); line < 1 || line > len(lines) || !strings.Contains(lines[line-1], key) {
			t.Errorf("%q: %q in line %d", text, key, line)
		}
	})
}

package source

import (
	"testing"
	"testing/fstest"
)

// In a file with an error, a line of the front matter withholds the article by itself.
func TestWithheldBy(t *testing.T) {
	for text, want := range map[string]string{
		"---\ntitle: [X\ndraft: true\n---\nText.\n":              "draft: true",
		"\n---\ndraft: \"yes\" # later\n---\nText.\n":            `draft: "yes" # later`,
		"+++\ntitle = [\ndraft = true\n+++\nText.\n":             "draft = true",
		"{\n  \"private\": true,\n  \"x\": [\n}\nText.\n":        `"private": true,`,
		"---\npublished: false\ntitle: [X\n---\nText.\n":         "published: false",
		"---\nstatus: Brouillon\ntitle: [X\n---\nText.\n":        "status: Brouillon",
		"---\ntitle: [X\n---\ndraft: true\n":                     "",
		"draft: true\ntitle: [X\n":                               "",
		"---\ndraft: false\ntitle: [X\nfeed: false\n---\nText\n": "",
		"---\nstatus: foo\ntitle: [X\n---\nText.\n":              "",
	} {
		key, line := withheldBy(fstest.MapFS{"a.md": {Data: []byte(text)}}, "a.md")
		if key != want || (line > 0) != (want != "") {
			t.Errorf("%q: %q in line %d, want %q", text, key, line, want)
		}
	}
}

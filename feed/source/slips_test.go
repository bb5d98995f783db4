package source

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/tools/txtar"

	"fil/feed/feedtest"
)

// yamlWords are messages of the YAML parser, which authors would not understand.
var yamlWords = regexp.MustCompile(`did not find|mapping values|anchor|cannot start any token|block sequence|expected '|end of stream|<document start>`)

// escaped matches how slips.txtar writes invisible characters.
var escaped = regexp.MustCompile(`\\(?:t|r|u[0-9a-f]{4})`)

// Each file of slips.txtar has a typical mistake in front matter. It must give an error or warning
// with line and hint, in Fil's own words, and metadata must never become text. Files that begin
// with ok have no mistake.
func TestSlips(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/slips.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, f := range archive.Files {
		text := escaped.ReplaceAllStringFunc(string(f.Data), func(s string) string {
			plain, err := strconv.Unquote(`"` + s + `"`)
			if err != nil {
				t.Fatal(err)
			}
			return plain
		})
		fsys := fstest.MapFS{f.Name: {Data: []byte(text), ModTime: time.Unix(1.7e9, 0)}}
		site, err := ReadSite(fsys, Overrides{DefaultBaseURL: "https://example.org/"})
		if err != nil {
			t.Fatal(err)
		}
		c, err := readWhole(t.Context(), fsys, site, Options{})
		if err != nil {
			t.Fatal(err)
		}
		problems := 0
		for _, p := range c.Problems {
			if strings.Contains(p.Message, "it has no date") {
				continue
			}
			problems++
			got.WriteString(p.Error() + " → " + p.Hint + "\n")
			if p.Line == 0 || p.Hint == "" || yamlWords.MatchString(p.Message) {
				t.Errorf("%s has no line, no mend, or words of a parser: %s → %s", f.Name, p.Error(), p.Hint)
			}
		}
		if fine := strings.HasPrefix(f.Name, "ok-"); fine != (problems == 0) {
			t.Errorf("%s: %d problems", f.Name, problems)
		}
		for _, a := range c.all() {
			if strings.HasPrefix(f.Name, "ok-code") { // its text is about metadata
				continue
			}
			if strings.Contains(a.Content+a.Title, "title:") || strings.Contains(a.Content+a.Title, "date:") {
				t.Errorf("%s: its metadata became text: %q, %q", f.Name, a.Title, a.Content)
			}
		}
	}
	feedtest.Golden(t, "slips.golden", []byte(got.String()))
}

package frontmatter

import (
	"errors"
	"strings"
	"testing"

	"fil/feed/source/plaintext"
)

// knownKeys is a Meaning as package source has it, for a few keys.
func knownKeys(key string) string {
	return map[string]string{"title": "title", "titre": "title", "date": "date", "tags": "tags", "draft": "draft"}[key]
}

func TestSplit(t *testing.T) {
	for _, row := range []struct {
		name, text, fields, body string // fields "" is no front matter
		bodyLine                 int
	}{
		// Without front matter.
		{"empty", "", "", "", 1},
		{"text", "Un texte.\n", "", "Un texte.\n", 1},
		{"blank lines and text", "\n\nUn texte.\n", "", "\n\nUn texte.\n", 1},
		{"thematic break above", "---\nUn texte.\n", "", "---\nUn texte.\n", 1},
		{"two thematic breaks", "---\n\nUn texte.\n\n---\n\nUn autre.\n", "", "---\n\nUn texte.\n\n---\n\nUn autre.\n", 1},
		{"template", "{{ title }}\n", "", "{{ title }}\n", 1},
		{"brace", "{ un texte }\n", "", "{ un texte }\n", 1},
		{"fence further down", "Un texte.\n---\ntitle: A\n---\n", "", "Un texte.\n---\ntitle: A\n---\n", 1},
		// YAML.
		{"yaml", "---\ntitle: A\n---\nTexte.\n", `{title="A"}`, "Texte.\n", 4},
		{"yaml, blank line below", "---\ntitle: A\n---\n\nTexte.\n", `{title="A"}`, "\nTexte.\n", 4},
		{"yaml, blank lines above", "\n\n---\ntitle: A\n---\nTexte.\n", `{title="A"}`, "Texte.\n", 6},
		{"yaml, end of document", "---\ntitle: A\n...\nTexte.\n", `{title="A"}`, "Texte.\n", 4},
		{"yaml, spaces behind fences", "--- \ntitle: A\n---\t\nTexte.\n", `{title="A"}`, "Texte.\n", 4},
		{"yaml, without text", "---\ntitle: A\n---", `{title="A"}`, "", 4},
		{"yaml, empty", "---\n---\nTexte.\n", `{}`, "Texte.\n", 3},
		{"yaml, comments", "---\n# rien\n---\nTexte.\n", `{}`, "Texte.\n", 4},
		{"yaml, thematic break in text", "---\ntitle: A\n---\nUn.\n\n---\n\nDeux.\n", `{title="A"}`, "Un.\n\n---\n\nDeux.\n", 4},
		{"yaml, dashes in a value", "---\ntitle: A --- B\n---\nTexte.\n", `{title="A --- B"}`, "Texte.\n", 4},
		{"yaml, named", "---yaml\ntitle: A\n---\nTexte.\n", `{title="A"}`, "Texte.\n", 4},
		{"yaml, named in capitals", "--- YML\ntitle: A\n---\nTexte.\n", `{title="A"}`, "Texte.\n", 4},
		{"yaml, byte order mark", "\ufeff---\ntitle: A\n---\nTexte.\n", `{title="A"}`, "Texte.\n", 4},
		{"yaml, several lines", "---\ntitle: A\ntags:\n  - b\n  - c\n---\nTexte.\n", `{title="A" tags=["b" "c"]}`, "Texte.\n", 7},
		// TOML.
		{"toml", "+++\ntitle = \"A\"\n+++\nTexte.\n", `{title="A"}`, "Texte.\n", 4},
		{"toml, blank line above", "\n+++\ntitle = \"A\"\n+++\nTexte.\n", `{title="A"}`, "Texte.\n", 5},
		{"toml, named", "---toml\ntitle = \"A\"\n---\nTexte.\n", `{title="A"}`, "Texte.\n", 4},
		{"toml, empty", "+++\n+++\nTexte.\n", `{}`, "Texte.\n", 3},
		{"toml, table", "+++\ntitle = \"A\"\n[b]\nc = 1\n+++\nTexte.\n", `{title="A" b={c="1"}}`, "Texte.\n", 6},
		// JSON.
		{"json", "{\"title\": \"A\"}\nTexte.\n", `{title="A"}`, "Texte.\n", 2},
		{"json, several lines", "{\n  \"title\": \"A\"\n}\n\nTexte.\n", `{title="A"}`, "\nTexte.\n", 4},
		{"json, blank line above", "\n{\"title\": \"A\"}\nTexte.\n", `{title="A"}`, "Texte.\n", 3},
		{"json, empty", "{}\nTexte.\n", `{}`, "Texte.\n", 2},
		{"json, without text", "{\"title\": \"A\"}", `{title="A"}`, "", 2},
		{"json, fenced", "---json\n{\"title\": \"A\"}\n---\nTexte.\n", `{title="A"}`, "Texte.\n", 4},
		{"json, fenced without braces", ";;;\n\"title\": \"A\"\n;;;\nTexte.\n", `{title="A"}`, "Texte.\n", 4},
		{"json, semicolons", ";;;\n{\"title\": \"A\"}\n;;;\nTexte.\n", `{title="A"}`, "Texte.\n", 4},
	} {
		v, body, line, err := Split(row.text, knownKeys)
		fields := ""
		if v != nil {
			fields = show(v)
		}
		if err != nil || fields != row.fields || body != row.body || line != row.bodyLine {
			t.Errorf("%s: %s %q %d %v", row.name, fields, body, line, err)
		}
		// Opens is not asked about JSON that is all of the file, nor about comments.
		if opens := Opens(row.text, "text/markdown"); row.fields == "" && opens || row.fields != "" && row.fields != "{}" && row.body != "" && !opens {
			t.Errorf("%s: Opens is %v", row.name, opens)
		}
	}
}

// TestSplitErrors reads front matter that is never closed, that is almost front matter, or that has an error.
func TestSplitErrors(t *testing.T) {
	const (
		dashes  = "write --- alone in its line, above the metadata and below, in the first line of the file"
		pluses  = "write +++ alone in its line, above the metadata and below, in the first line of the file"
		behind  = "write --- alone in its line, and what is behind it in the next"
		opens   = "is almost the one that opens front matter"
		closes  = "is almost the one that closes the front matter that --- opens in line 1"
		oneLine = "write --- alone in its line"
	)
	for _, row := range []struct {
		name, text    string
		line          int
		message, hint string // parts of them
	}{
		// Never closed.
		{"never closed", "---\ntitle: A\n\nTexte.\n", 1, "the front matter that --- opens is never closed", "close it with a line --- of its own"},
		{"never closed, blank lines above", "\n\n---\ntitle: A\n", 3, "never closed", "---"},
		{"toml never closed", "+++\ntitle = \"A\"\n", 1, "the front matter that +++ opens is never closed", "+++"},
		{"named never closed", "---json\n{\"title\": \"A\"}\n", 1, "never closed", ""},
		{"closed by two dashes", "---\ntitle: A\n--\nTexte.\n", 3, closes, oneLine},
		{"closed by four dashes", "---\ntitle: A\n----\nTexte.\n", 3, closes, oneLine},
		{"closed by em dash", "---\ntitle: A\n—\nTexte.\n", 3, closes, oneLine},
		{"closed by pluses", "---\ntitle: A\n+++\nTexte.\n", 3, closes, oneLine},
		{"closed with indentation", "---\ntitle: A\n ---\nTexte.\n", 3, closes, oneLine},
		{"closed with a word behind", "---\ntitle: A\n--- Texte.\n", 3, closes, oneLine},
		// Almost opened.
		{"two dashes", "--\ntitle: A\n--\nTexte.\n", 1, opens, dashes},
		{"four dashes", "----\ntitle: A\n----\nTexte.\n", 1, opens, dashes},
		{"em dashes", "———\ntitle: A\n———\nTexte.\n", 1, opens, dashes},
		{"an em dash, as an editor makes it of dashes", "—\ntitle: A\n—\nTexte.\n", 1, opens, dashes},
		{"en dashes", "–––\ntitle: A\n---\nTexte.\n", 1, opens, dashes},
		{"dashes with spaces", "- - -\ntitle: A\n- - -\nTexte.\n", 1, opens, dashes},
		{"equals signs", "===\ntitle: A\n===\nTexte.\n", 1, opens, dashes},
		{"stars", "***\ntitle: A\n***\nTexte.\n", 1, opens, dashes},
		{"two pluses", "++\ntitle = \"A\"\n++\nTexte.\n", 1, opens, pluses},
		{"four pluses", "++++\ntitle = \"A\"\n++++\nTexte.\n", 1, opens, pluses},
		{"no-break space", "\u00a0---\ntitle: A\n---\nTexte.\n", 1, opens, dashes},
		{"zero-width space", "\u200b---\ntitle: A\n---\nTexte.\n", 1, opens, dashes},
		{"key in the opening line", "--- title: A\ndate: 2024-01-15\n---\nTexte.\n", 1, opens, behind},
		{"heading above", "# Un titre\n---\ntitle: A\n---\nTexte.\n", 2, opens, dashes},
		{"heading and blank line above", "# Un titre\n\n---\ntitle: A\n---\nTexte.\n", 3, opens, dashes},
		{"comment above", "<!-- markdownlint-disable MD041 -->\n---\ntitle: A\n---\nTexte.\n", 2, opens, dashes},
		{"Obsidian's comment above", "%%note%%\n\n---\ntitle: A\n---\nTexte.\n", 3, opens, dashes},
		{"comment of two lines above", "<!-- template\n v2 -->\n---\ntitle: A\n---\nTexte.\n", 3, opens, dashes},
		{"picture above", "![x](x.png)\n---\ntitle: A\n---\nTexte.\n", 2, opens, dashes},
		{"code block with title and date", "```yaml\ntitle: A\ndate: 2024-01-15\n```\nTexte.\n", 1, opens, dashes},
		{"other word for a key", "--\nTitre: A\n--\nTexte.\n", 1, opens, dashes},
		// A second block.
		{"two blocks", "---\ntitle: A\n---\n---\ndraft: true\n---\nTexte.\n", 4, "a second block of front matter begins here", "write its keys into the block above"},
		{"two blocks, blank lines", "+++\ntitle = \"A\"\n+++\n\n---\n\ntitle: B\ndate: 2024-01-15\n\n---\nTexte.\n", 5, "a second block", ""},
		{"two blocks, a comment and a heading between", "---\ntitle: A\n---\n<!-- c -->\n# B\n\n---\ndraft: true\n---\n", 7, "a second block", ""},
		// Errors in it have the line of the file.
		{"twice", "---\ntitle: A\ntitle: B\n---\n", 3, `"title" is given twice, first in line 2`, "keep one of the two"},
		{"twice, below blank lines", "\n\n---\ntitle: A\ntitle: B\n---\n", 5, `"title" is given twice, first in line 4`, "keep one of the two"},
		{"toml", "+++\na = 1\nb = c\n+++\n", 3, "not valid TOML", ""},
		{"json", "{\"a\": 1,\n\"b\": c}\nTexte.\n", 2, "not valid JSON", ""},
		{"json, text in its line", "{\"a\": 1,\n\"b\": 2} Texte.\n", 2, "text follows the front matter in the same line", "begin the text in a line of its own"},
		{"json, twice", "\n{\"a\": 1,\n\"a\": 2}\nTexte.\n", 3, `"a" is given twice, first in line 2`, "keep one of the two"},
		{"too long", "---\n" + strings.Repeat("# a comment\n", MaxBytes/10) + "title: A\n---\n", 1, "front matter of more than 64 KB", ""},
	} {
		v, _, _, err := Split(row.text, knownKeys)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v, want an error", row.name, v)
			continue
		}
		if e.Line != row.line || !strings.Contains(e.Message, row.message) || !strings.Contains(e.Hint, row.hint) {
			t.Errorf("%s: line %d: %s (%s)", row.name, e.Line, e.Message, e.Hint)
		}
	}
}

// TestSplitLineEnds: Decode makes every end of a line \n, so that fences and lines are the same on all systems.
func TestSplitLineEnds(t *testing.T) {
	for _, end := range []string{"\n", "\r\n", "\r"} {
		for _, row := range []struct {
			text, fields, body string
			bodyLine           int
		}{
			{"---\ntitle: A\n---\nUn.\nDeux.\n", `{title="A"}`, "Un.\nDeux.\n", 4},
			{"\ufeff---\ntitle: A\ntags:\n- b\n---\nUn.\n", `{title="A" tags=["b"]}`, "Un.\n", 6},
			{"+++\ntitle = \"A\"\n+++\nUn.\n", `{title="A"}`, "Un.\n", 4},
			{"{\n\"title\": \"A\"\n}\nUn.\n", `{title="A"}`, "Un.\n", 4},
			{"---\na: |\n  b\n  c\n---\nUn.\n", `{a="b\nc\n"}`, "Un.\n", 6},
		} {
			text, _ := plaintext.Decode([]byte(strings.ReplaceAll(row.text, "\n", end)))
			v, body, line, err := Split(text, knownKeys)
			if err != nil || show(v) != row.fields || body != row.body || line != row.bodyLine {
				t.Errorf("%q with %q: %v, %q, %d, %v", row.text, end, v, body, line, err)
			}
		}
		text, _ := plaintext.Decode([]byte(strings.ReplaceAll("---\ntitle: A\ntitle: B\n---\n", "\n", end)))
		var e *Error
		if _, _, _, err := Split(text, knownKeys); !errors.As(err, &e) || e.Line != 3 {
			t.Errorf("with %q: %+v, want an error in line 3", end, e)
		}
	}
}

// TestNoSecondBlock: below front matter, these are texts between thematic breaks, and no second block of it.
func TestNoSecondBlock(t *testing.T) {
	for _, body := range []string{
		"---\n\ntitle: B\n\n---\n",
		"---\nUn texte.\n---\n",
		"Un texte.\n\n---\ntitle: B\n---\n",
		"```yaml\ntitle: B\ndate: 2024-01-15\n```\n",
		"---",
		"",
	} {
		if _, got, line, err := Split("---\ntitle: A\n---\n"+body, knownKeys); got != body || line != 4 || err != nil {
			t.Errorf("%q: %q, line %d, %v", body, got, line, err)
		}
	}
}

// TestNoNearFence: these are texts, and no front matter that has gone wrong.
func TestNoNearFence(t *testing.T) {
	for _, text := range []string{
		"--\nUn texte.\n--\n",
		"***\n\nUn texte.\n\n***\n",
		"![x](x.png) et un texte\n---\ntitle: A\n---\n",
		"===\nNote : ceci est un texte.\n===\n",
		"--\nunknown: key\n--\n",
		"```yaml\ntitle: A\n```\nTexte.\n", // one key in a code block: the text is about it
		"```yaml\ntags: a\ndraft: true\n```\nTexte.\n",
		"Un texte.\n\n--\ntitle: A\n--\n", // text stands above
		"# Un titre\n\nUn texte.\n\n--\ntitle: A\n--\n",
		"--\ntitle: A\n\nLa suite est un texte sans fin.\n",
		strings.Repeat("# Un titre\n", 10) + "--\ntitle: A\n--\n", // too far down
		"-- \n",
		"title: A\n",
		"Bonjour : title\n",
	} {
		if v, body, line, err := Split(text, knownKeys); v != nil || err != nil || body != text || line != 1 {
			t.Errorf("%q: %v %q %d %v", text, v, body, line, err)
		}
	}
}

func TestOpens(t *testing.T) {
	for _, row := range []struct {
		text, mediaType string
		want            bool
	}{
		{"---\ntitle: A\n---\n", "image/svg+xml", true},
		{"+++\ntitle = 1\n+++\n", "text/css", true},
		{"\n\n---\ntitle: A\n---\n", "text/css", true},
		{"---\n---\n", "text/css", true},
		{"---\ntitle: A\n", "text/css", true}, // never closed
		{"---json\n", "text/css", true},
		{";;;\n", "text/css", true},
		{"{\"a\": 1}\nTexte.\n", "text/css", true},
		{"---\ntitle: A\n", "application/yaml", false}, // a file of YAML
		{"---\ntitle: A\n---\n", "application/yaml", true},
		{"{\"a\": 1}\n", "application/json", false}, // a file of JSON
		{"{\"a\": 1", "application/json", false},
		{"---\nUn texte.\n---\n", "text/plain", false},
		{"body { color: red }\n", "text/css", false},
		{"<svg/>", "image/svg+xml", false},
		{"a,b\n1,2\n", "text/csv", false},
		{"", "text/plain", false},
		{"---", "text/plain", false},
		{"\x00\x01", "application/octet-stream", false},
	} {
		if got := Opens(row.text, row.mediaType); got != row.want {
			t.Errorf("%q as %s: %v", row.text, row.mediaType, got)
		}
	}
}

// FuzzSplit checks that the body is the end of the text and begins in its line, that a text without front matter is all body,
// that errors have a line of the text, and that Opens agrees.
func FuzzSplit(f *testing.F) {
	for _, text := range []string{"", "---\ntitle: A\n---\nb", "+++\na = 1\n+++\nb", "{\"a\": 1}\nb", "---json\n{}\n---\n", ";;;\n\"a\": 1\n;;;\n", "\n\n---\na: b\n...\n", "--\ntitle: A\n--\n", "---\n\na\n\n---\n", "---\ntitle: A\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<10 {
			return
		}
		v, body, line, err := Split(text, knownKeys)
		opens := Opens(text, "text/markdown")
		var e *Error
		switch {
		case err != nil:
			if !errors.As(err, &e) || e.Line < 1 || e.Line > 2+strings.Count(text, "\n") {
				t.Errorf("%q: %+v", text, err)
			}
		case v == nil:
			if body != text || line != 1 {
				t.Errorf("%q: %q in line %d", text, body, line)
			}
		case !strings.HasSuffix(text, body):
			t.Errorf("%q: %q", text, body)
		default:
			above := text[:len(text)-len(body)]
			if n := strings.Count(above, "\n"); line != n+1 && !(body == "" && line == n+2) { // the last line may have no end
				t.Errorf("%q: %q in line %d, not %d", text, body, line, n+1)
			}
			if !opens && body != "" && len(v.Fields) > 0 {
				t.Errorf("%q: Opens is false", text)
			}
		}
	})
}

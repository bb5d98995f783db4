package frontmatter

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

// parse reads a text in one of the syntaxes, as if it began in line 2 of a file.
func parse(syntax, text string) (*Value, error) {
	switch syntax {
	case "yaml":
		return ParseYAML(text, 2)
	case "toml":
		return parseTOML([]byte(text), 2)
	}
	v, _, err := ParseJSON([]byte(text), 2)
	return v, err
}

// TestTrees reads values, with the lines of their keys.
func TestTrees(t *testing.T) {
	for _, row := range []struct{ syntax, text, want, lines string }{
		// YAML 1.2: a mapping of scalars, which keep their text.
		{"yaml", "", `{}`, ""},
		{"yaml", "\n\n", `{}`, ""},
		{"yaml", "# a comment\n", `{}`, ""},
		{"yaml", "title: A", `{title="A"}`, "title@2"},
		{"yaml", "a: 1.10\nb: no\nc: 2024-01-15\nd: 0x1F\ne: 1_000\nf: 12:30:45\n", `{a="1.10" b="no" c="2024-01-15" d="0x1F" e="1_000" f="12:30:45"}`, "a@2 b@3 c@4 d@5 e@6 f@7"},
		{"yaml", "a: null\nb: ~\nc:\nd: Null\n", `{a=null b=null c=null d=null}`, "a@2 b@3 c@4 d@5"},
		{"yaml", "a: \"\"\nb: ''\nc: \"null\"\n", `{a="" b="" c="null"}`, "a@2 b@3 c@4"},
		{"yaml", "a: 'it''s'\nb: \"x\\ty\\u00e9\\n\"\nc: \"\\x41\"\n", `{a="it's" b="x\tyé\n" c="A"}`, "a@2 b@3 c@4"}, // §5.7, escapes
		{"yaml", "a: b # c\nd: e#f\n", `{a="b" d="e#f"}`, "a@2 d@3"},                                                  // §6.6: a comment has a space before it
		{"yaml", "\"a b\": c\n'd': e\n? f\n: g\n", `{a b="c" d="e" f="g"}`, "a b@2 d@3 f@4:5"},
		{"yaml", "a:\n  b: c\n  d:\n    e: f\n", `{a={b="c" d={e="f"}}}`, "a@2:3(b@3 d@4:5(e@5))"},
		{"yaml", "a:\n- b\n- c\n", `{a=["b" "c"]}`, "a@2:3/3/4"},
		{"yaml", "a:\n  - b\n\n  - c\n", `{a=["b" "c"]}`, "a@2:3/3/5"},
		{"yaml", "a: [b, 'c, d', e]\n", `{a=["b" "c, d" "e"]}`, "a@2/2/2/2"},
		{"yaml", "a: [\n  b,\n  c,\n]\nd: e\n", `{a=["b" "c"] d="e"}`, "a@2/3/4 d@6"},
		{"yaml", "a: {b: c, d: [e]}\n", `{a={b="c" d=["e"]}}`, "a@2(b@2 d@2/2)"},
		{"yaml", "a: |\n  b\n  c\nd: e\n", `{a="b\nc\n" d="e"}`, "a@2 d@5"},   // §8.1.2, literal
		{"yaml", "a: >\n  b\n  c\nd: e\n", `{a="b c\n" d="e"}`, "a@2 d@5"},    // §8.1.3, folded
		{"yaml", "a: |-\n  b\n\nd: e\n", `{a="b" d="e"}`, "a@2 d@5"},          // §8.1.1.2, chomping
		{"yaml", "a: b\n  c\n\n  d\ne: f\n", `{a="b c\nd" e="f"}`, "a@2 e@6"}, // §7.3.3, a plain scalar of several lines
		{"yaml", "a: &x b\nc: *x\n", `{a="b" c="b"}`, "a@2 c@3:2"},            // §3.2.2.2, anchors
		{"yaml", "a: &x\n  b: c\nd:\n  <<: *x\n  e: f\n", `{a={b="c"} d={b="c" e="f"}}`, "a@2(b@3) d@4:5(b@3 e@6)"},
		{"yaml", "a: &x\n  b: c\nd:\n  b: e\n  <<: *x\n", `{a={b="c"} d={b="e"}}`, "a@2(b@3) d@4:5(b@5)"}, // the table's own key wins
		{"yaml", "a: !!str 12\nb: !x y\n", `{a="12" b="y"}`, "a@2 b@3"},
		{"yaml", "é: à\n日本: 語\n", `{é="à" 日本="語"}`, "é@2 日本@3"},
		{"yaml", "- a\n- b\n", "", "it is a list, not a list of keys and values"},
		{"yaml", "a", "", "it is a single value, not a list of keys and values"},
		// TOML 1.0.
		{"toml", "", `{}`, ""},
		{"toml", "# a comment\n\n", `{}`, ""},
		{"toml", "title = \"A\"\n", `{title="A"}`, "title@2"},
		{"toml", "a = 1\nb = 1_000\nc = 3.14\nd = true\ne = 0xff\n", `{a="1" b="1_000" c="3.14" d="true" e="0xff"}`, "a@2 b@3 c@4 d@5 e@6"},
		{"toml", "a = 2024-01-15\nb = 2024-01-15T10:30:00Z\nc = 2024-01-15 10:30:00\nd = 10:30:00\n", `{a="2024-01-15" b="2024-01-15T10:30:00Z" c="2024-01-15 10:30:00" d="10:30:00"}`, "a@2 b@3 c@4 d@5"},
		{"toml", "a = 'x\\y'\nb = \"x\\ty\\u00e9\"\n", `{a="x\\y" b="x\tyé"}`, "a@2 b@3"},
		{"toml", "a = \"\"\"\nb\nc\"\"\"\nd = 1\n", `{a="b\nc" d="1"}`, "a@2 d@5"},
		{"toml", "a = '''\nb\n'''\n\nd = 1\n", `{a="b\n" d="1"}`, "a@2 d@6"},
		{"toml", "a = [\"b\", \"c\"]\nd = [\n  1,\n  2,\n]\ne = 3\n", `{a=["b" "c"] d=["1" "2"] e="3"}`, "a@2/2/2 d@3/3/3 e@7"},
		{"toml", "a = {b = 1, c = \"d\"}\n", `{a={b="1" c="d"}}`, "a@2(b@2 c@2)"},
		{"toml", "a.b = 1\na.c = 2\n", `{a={b="1" c="2"}}`, "a@2(b@2 c@3)"},
		{"toml", "x = 1\n\n[a]\nb = 1\n\n[a.c]\nd = 2\n", `{x="1" a={b="1" c={d="2"}}}`, "x@2 a@4(b@5 c@7(d@8))"},
		{"toml", "[[a]]\nb = 1\n[[a]]\nb = 2\n", `{a=[{b="1"} {b="2"}]}`, "a@2/2/4"},
		{"toml", "[[a]]\nb = 1\n[a.c]\nd = 2\n", `{a=[{b="1" c={d="2"}}]}`, "a@2/2"},
		{"toml", "\"a b\" = 1\n'c' = 2\n1-2_3 = 4\n", `{a b="1" c="2" 1-2_3="4"}`, "a b@2 c@3 1-2_3@4"},
		{"toml", "a = 1 # b\n", `{a="1"}`, "a@2"},
		// JSON, RFC 8259.
		{"json", "{}", `{}`, ""},
		{"json", `{"title": "A"}`, `{title="A"}`, "title@2"},
		{"json", "{\n  \"a\": 1.10,\n  \"b\": true,\n  \"c\": null,\n  \"d\": -2e3\n}", `{a="1.10" b="true" c=null d="-2e3"}`, "a@3 b@4 c@5 d@6"},
		{"json", `{"a": "x\ty\u00e9\n\/", "b": "\ud83d\ude00"}`, `{a="x\tyé\n/" b="😀"}`, "a@2 b@2"}, // §7
		{"json", "{\"a\": [\n\"b\",\n\"c\"\n], \"d\": {\"e\": []}}", `{a=["b" "c"] d={e=[]}}`, "a@2/3/4 d@5(e@5)"},
		{"json", `{"a": 12345678901234567890}`, `{a="12345678901234567890"}`, "a@2"}, // not rounded
	} {
		v, err := parse(row.syntax, row.text)
		switch {
		case row.want == "" && (err == nil || err.Error() != row.lines):
			t.Errorf("%s %q: %v, want %s", row.syntax, row.text, err, row.lines)
		case row.want == "":
		case err != nil:
			t.Errorf("%s %q: %v", row.syntax, row.text, err)
		case show(v) != row.want || lines(v) != row.lines:
			t.Errorf("%s %q: %s %s, want %s %s", row.syntax, row.text, show(v), lines(v), row.want, row.lines)
		}
	}
}

// TestSyntaxErrors reads texts with an error, which begin in line 2 of a file.
func TestSyntaxErrors(t *testing.T) {
	for _, row := range []struct {
		syntax, text string
		line         int
		message      string // its beginning
	}{
		{"yaml", "a: b\na: c\n", 3, `"a" is given twice, first in line 2`},
		{"yaml", "x:\n  a: b\n  c: d\n  a: e\n", 5, `"a" is given twice, first in line 3`},
		{"yaml", "a: {b: c, b: d}\n", 2, `"b" is given twice, first in line 2`},
		{"toml", "a = 1\nb = 2\na = 3\n", 4, "not valid TOML: "},
		{"toml", "[a]\nb = 1\n[a]\nc = 2\n", 4, "not valid TOML: "},
		{"toml", "a = 1\n[a]\nb = 2\n", 3, "not valid TOML: "},
		{"toml", "a = b\n", 2, "not valid TOML: "},
		{"toml", "x = 1\na = \"b\n", 3, "not valid TOML: "},
		{"toml", "x = 1\na\n", 3, "not valid TOML: "},
		{"toml", "x = 1\n\na = [1, 2\n", 4, "not valid TOML: "},
		{"toml", "a = 2024-02-30\n", 2, "not valid TOML: "},
		{"toml", "a: b\n", 2, "not valid TOML: "},
		{"json", "{\"a\": 1,\n\"b\": 2,\n\"a\": 3}", 4, `"a" is given twice, first in line 2`},
		{"json", "{\n\"a\": b\n}", 3, "not valid JSON: "},
		{"json", "{\n\"a\": 1,\n}", 4, "not valid JSON: "},
		{"json", "{\n\"a\" 1\n}", 3, "not valid JSON: "},
		{"json", "{\n'a': 1\n}", 3, "not valid JSON: "},
		{"json", "{\"a\": 1", 2, "not valid JSON: "},
		{"json", "", 2, "not valid JSON: "},
	} {
		_, err := parse(row.syntax, row.text)
		var e *Error
		if !errors.As(err, &e) || e.Line != row.line || !strings.HasPrefix(e.Message, row.message) {
			t.Errorf("%s %q: %+v, want %s in line %d", row.syntax, row.text, e, row.message, row.line)
		}
	}
}

// TestLimits: a tree that is too large or too deep is an error, soon.
func TestLimits(t *testing.T) {
	const tooMany = "too many or too deeply nested values"
	bomb := "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" // ten times as many values with each line
	for i := 1; i <= 20; i++ {
		bomb += fmt.Sprintf("a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", "))
	}
	for _, row := range []struct{ name, syntax, text, message string }{
		{"32 levels", "yaml", "a: " + strings.Repeat("[", MaxDepth-1) + strings.Repeat("]", MaxDepth-1), ""},
		{"100 levels", "yaml", "a: " + strings.Repeat("[", 100) + strings.Repeat("]", 100), tooMany},
		{"many values", "yaml", "a: [" + strings.Repeat("b, ", maxValues) + "]", tooMany},
		{"many keys", "yaml", manyKeys(maxValues/4, "k%d: {a: b, c: d, e: f}\n"), tooMany},
		{"aliases that multiply", "yaml", bomb, tooMany},
		{"100 levels", "toml", "a = " + strings.Repeat("[", 100) + strings.Repeat("]", 100), tooMany},
		{"many values", "toml", "a = [" + strings.Repeat("1, ", maxValues) + "]", tooMany},
		{"30 levels", "json", `{"a": ` + strings.Repeat("[", 30) + strings.Repeat("]", 30) + "}", ""},
		{"100 levels", "json", `{"a": ` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + "}", tooMany},
		{"many values", "json", `{"a": [` + strings.Repeat("1, ", maxValues) + "1]}", tooMany},
	} {
		_, err := parse(row.syntax, row.text)
		if row.message == "" && err != nil || row.message != "" && (err == nil || err.Error() != row.message) {
			t.Errorf("%s, %s: %v", row.syntax, row.name, err)
		}
	}
}

func manyKeys(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// checkTree fails if a tree breaks a promise: lines from first on, up to the line below the text, and keys that are not repeated.
func checkTree(t *testing.T, text string, v *Value) {
	if last := 3 + strings.Count(text, "\n") + strings.Count(text, "\r"); v.Line < 2 || v.Line > last {
		t.Errorf("%q: line %d of %s", text, v.Line, show(v))
	}
	seen := map[string]bool{}
	for _, f := range v.Fields {
		if seen[f.Key] {
			t.Errorf("%q: key %q twice", text, f.Key)
		}
		seen[f.Key] = true
		checkTree(t, text, f.Value)
	}
	for _, item := range v.List {
		checkTree(t, text, item)
	}
}

// checkError fails if an error is not an *Error in a line of the text.
func checkError(t *testing.T, text string, err error) {
	var e *Error
	if !errors.As(err, &e) {
		t.Errorf("%q: %v has the type %T", text, err, err)
	} else if last := 3 + strings.Count(text, "\n") + strings.Count(text, "\r"); e.Line < 2 || e.Line > last || e.Message == "" {
		t.Errorf("%q: %+v", text, e)
	}
}

func FuzzYAML(f *testing.F) {
	for _, text := range []string{"a: b", "a: [b, c]\n", "a: &x b\nc: *x\n", "a:\n  <<: {b: c}\n", "a: |\n  b\n", "a: \"b\n", "- a\n", "a : b: c\n", "\ta: b\n", "? a\n: b\n", "--- a\n...\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<10 {
			return
		}
		if v, err := ParseYAML(text, 2); err != nil {
			checkError(t, text, err)
		} else if v.Kind != Table {
			t.Errorf("%q: %s", text, show(v))
		} else {
			checkTree(t, text, v)
		}
		YAMLWarnings(text)
	})
}

// FuzzTOML also checks that a text is read if and only if the decoder reads it, apart from the limits.
func FuzzTOML(f *testing.F) {
	for _, text := range []string{"a = 1", "a.b = 'c'\n[d]\ne = [1, {f = 2}]\n", "[[a]]\nb = 1\n[[a]]\n[a.c]\n", "a = \"\"\"\nb\n\"\"\"", "a = 2024-01-15"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := parseTOML([]byte(text), 2)
		var whole map[string]any
		if wrong := toml.Unmarshal([]byte(text), &whole); wrong != nil && err == nil {
			t.Errorf("%q: %s, but %v", text, show(v), wrong)
		}
		if err != nil {
			checkError(t, text, err)
			return
		}
		checkTree(t, text, v)
		if len(v.Fields) != len(whole) {
			t.Errorf("%q: %s, want %v", text, show(v), whole)
		}
	})
}

// FuzzJSON also checks that the bytes that were read are valid JSON.
func FuzzJSON(f *testing.F) {
	for _, text := range []string{"{}", `{"a": [1, null, true], "b": {"c": "d"}} rest`, "[1]\n", `{"a": 1, "a": 2}`, "{\"\\ud800\": 1}"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, n, err := ParseJSON([]byte(text), 2)
		if err != nil {
			checkError(t, text, err)
			return
		}
		checkTree(t, text, v)
		if n > len(text) || !json.Valid([]byte(text[:n])) {
			t.Errorf("%q: %d bytes, %s", text, n, show(v))
		}
	})
}

package frontmatter

import (
	"errors"
	"strings"
	"testing"
)

// TestYAMLMistakes: the hint for a mistake is the line as it should be. Texts begin in line 2 of a file.
func TestYAMLMistakes(t *testing.T) {
	const (
		tab       = "a tab stands where YAML wants spaces"
		colon     = "the colon is not the one that YAML reads"
		noSpace   = "there is no space behind the colon"
		equals    = "an equals sign stands where YAML has a colon"
		semicolon = "a semicolon stands where YAML has a colon"
		indented  = "the line is indented, as if it belonged to the one above"
		dash      = "a dash makes a list of the keys"
		commas    = "values with commas between them need brackets"
		bracket   = "the bracket is never closed"
		keyQuotes = "the quotes of the key are never closed"
		quotes    = "the quotes around the value are not closed, or stand in it too"
		signs     = "the value holds what YAML reads as its own signs"
		neither   = "the line is neither a key with its value nor indented"
	)
	for _, row := range []struct {
		text    string
		line    int
		message string
		hint    string
	}{
		{"title: Mali: the wheat\n", 2, signs, `write title: "Mali: the wheat"`},
		{"date: 2024-01-15\ntitle: Un: deux\n", 3, signs, `write title: "Un: deux"`},
		{"title: Il dit \"non\": oui\n", 2, signs, `write title: 'Il dit "non": oui'`},
		{"title: [Exclusif] Le mil\n", 2, signs, `write title: "[Exclusif] Le mil"`},
		{"title: {Exclusif} Le mil\n", 2, signs, `write title: "{Exclusif} Le mil"`},
		{"title: @auteur écrit\n", 2, signs, `write title: "@auteur écrit"`},
		{"title: `code` écrit\n", 2, signs, "write title: \"`code` écrit\""},
		{"title: %complet\n", 2, signs, `write title: "%complet"`},
		{"title: *gras* écrit\n", 2, signs, `write title: "*gras* écrit"`},
		{"tags:\n- Un: deux: trois\n", 3, signs, `write - "Un: deux: trois"`},
		{"title:A\ndate: 2024-01-15\n", 2, noSpace, "write title: A"},
		{"title:A\ndate:2024-01-15\n", 2, noSpace, "write title: A"},
		{"title = A\ndate = B\n", 2, equals, "write title: A"},
		{"title; A\ndate: B\n", 2, semicolon, "write title: A"},
		{"title：A\n", 2, colon, "write title: A"},
		{"titre ： A\n", 2, colon, "write titre: A"},
		{"tags:\n\t- a\n\t- b\n", 3, tab, "write \"  - a\""},
		{"title: A\n\tdate: B\n", 3, tab, "write date: B"},
		{"title: A\n date: B\n", 3, indented, "write date: B"},
		{"title: \"A\" et B\n", 2, quotes, `write title: 'A" et B'`},
		{"title: \"A\n", 2, quotes, `write title: "A"`},
		{"title: 'L'été'\n", 2, quotes, `write title: "L'été"`},
		{"tags: [a, b\n", 2, bracket, "write tags: [a, b]"},
		{"tags: \"a\", \"b\"\n", 2, commas, `write tags: ["a", "b"]`},
		{"\"title: A\ndate: B\n", 2, keyQuotes, "write title: A"},
		{"- title: A\n- date: B\n", 2, dash, "write title: A"},
		{"title: A\nUne ligne sans clé\ndate: B\n", 3, neither, `write "  Une ligne sans clé"`},
	} {
		_, err := ParseYAML(row.text, 2)
		var e *Error
		if !errors.As(err, &e) || e.Line != row.line || !strings.HasPrefix(e.Message, row.message+": ") || e.Hint != row.hint {
			t.Errorf("%q: %+v, want line %d, %s (%s)", row.text, e, row.line, row.message, row.hint)
		}
	}
}

// TestYAMLWithoutExplanation: if no correction helps, or front matter is long, the error still has line and hint.
func TestYAMLWithoutExplanation(t *testing.T) {
	for _, row := range []struct {
		text string
		line int
	}{
		{"a: b\n}\n", 3},
		{"a: b\nc: [}\nd: e\n", 3},
		{strings.Repeat("# a comment\n", maxExplained/10) + "a: \"b\n", maxExplained/10 + 2}, // too long to be tried
	} {
		_, err := ParseYAML(row.text, 2)
		var e *Error
		if !errors.As(err, &e) || e.Line != row.line || e.Hint == "" {
			t.Errorf("%.40q: %+v, want line %d", row.text, e, row.line)
		}
	}
}

// TestYAMLWarnings: a value loses words, and YAML does not say so (YAML 1.2 §6.6, §6.8.1, §6.9).
func TestYAMLWarnings(t *testing.T) {
	for _, row := range []struct {
		front string
		line  int // 0 is no warning
		hint  string
	}{
		// A comment begins with a space and #.
		{"title: Le tube #1 de l’été\n", 1, `put quotes around it, as in title: "Le tube #1 de l’été"`},
		{"date: x\ntitle: C et C #\n", 2, `put quotes around it, as in title: "C et C #"`},
		{"tags:\n- le #deux\n", 2, `put quotes around it, as in - "le #deux"`},
		{"title: Il dit \"non\" #1\n", 1, `put quotes around it, as in title: 'Il dit "non" #1'`},
		{"title: #Mali\n", 1, `put quotes around it, as in title: "#Mali"`},
		{"tags:\n  - #mali\n", 2, `put quotes around it, as in - "#mali"`},
		{"slug: a #b\n", 1, `put quotes around it, as in slug: "a #b"`},
		{"title: \"Le tube #1\"\n", 0, ""},
		{"title: 'Le tube #1'\n", 0, ""},
		{"title: C#\n", 0, ""},
		{"title: a#b\n", 0, ""},
		{"draft: true # pas encore\n", 0, ""}, // a comment has a space behind the sign
		{"draft: true ## pas encore\n", 0, ""},
		{"# title: Le tube #1\n", 0, ""},
		// A tag or an anchor.
		{"title: !Important\n", 1, `put quotes around it, as in title: "!Important"`},
		{"title: &Co\n", 1, `put quotes around it, as in title: "&Co"`},
		{"title: Dupont &Co\n", 0, ""},
		{"title: Non !\n", 0, ""},
		{"anchor: &x y\n", 0, ""}, // no prose
		// Nothing.
		{"title: null\n", 1, `put quotes around it, as in title: "null"`},
		{"title: Null\n", 1, `put quotes around it, as in title: "Null"`},
		{"title: ~\n", 1, `put quotes around it, as in title: "~"`},
		{"summary: null\n", 0, ""},
		{"title: nullement\n", 0, ""},
		// Blocks and nested tables.
		{"title: |\n  Le tube #1 #2\n", 0, ""},
		{"summary: >\n  Le tube #1\n", 0, ""},
		{"a:\n  title: Le tube #1\n", 0, ""},
		{"title: Un titre\n", 0, ""},
		{"", 0, ""},
	} {
		got := YAMLWarnings(row.front)
		if row.line == 0 {
			if len(got) > 0 {
				t.Errorf("%q: %v", row.front, got)
			}
			continue
		}
		var e *Error
		if len(got) != 1 || !errors.As(got[0], &e) || e.Line != row.line || e.Hint != row.hint {
			t.Errorf("%q: %d warnings, %+v, want line %d, %s", row.front, len(got), e, row.line, row.hint)
		}
	}
}

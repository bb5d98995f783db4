package frontmatter

import (
	"bytes"
	"strings"
)

// Meaning returns the name under which a key of front matter is known, and "" if it is not: with
// it, lines that are almost front matter are told from an ordinary text.
type Meaning func(key string) string

// Split parts a file's text into its front matter and its body. The
// markers are --- for YAML, +++ for TOML, and a { at the very start for JSON. A text
// without front matter is all body, and fields is nil. bodyLine is the line that the
// body begins in.
//
// A --- that is never closed is an error, because all of the text would be taken for
// front matter, or the front matter for text; but where what follows it is no list
// of keys, it is a line drawn above a text (Markdown's thematic break).
//
// Blank lines above front matter are passed over.
func Split(text string, meaning Meaning) (fields *Value, body string, bodyLine int, err error) {
	head := strings.TrimLeft(text, " \t\n\ufeff")
	above := strings.Count(text[:len(text)-len(head)], "\n")
	if above > 0 && !strings.HasPrefix(text[strings.LastIndexByte(text[:len(text)-len(head)], '\n')+1:], "---") &&
		!strings.HasPrefix(head, "+++") && !strings.HasPrefix(head, "{") {
		return nil, text, 1, almostFrontMatter(text, 1, meaning)
	}
	fields, body, bodyLine, err = cutFrontMatter(head, 1+above)
	if fields == nil && err == nil {
		return nil, text, 1, almostFrontMatter(text, 1, meaning)
	}
	return fields, body, bodyLine, err
}

// cutFrontMatter does the same for a text that begins in the given line.
func cutFrontMatter(text string, at int) (fields *Value, body string, bodyLine int, err error) {
	first, rest, _ := strings.Cut(text, "\n")
	marker, syntax := strings.TrimRight(first, " \t"), ""
	if name, ok := strings.CutPrefix(strings.ToLower(marker), "---"); ok && fenceSyntax[strings.TrimSpace(name)] != "" { // Eleventy: ---json
		marker, syntax = "---", fenceSyntax[strings.TrimSpace(name)]
	} else if marker == ";;;" {
		syntax = "json"
	}
	switch {
	case syntax != "":
		return fencedFrontMatter(rest, marker, syntax, at)
	case marker == "---" || marker == "+++":
		block, after, lines, closed := cutFence(rest, marker)
		if !closed {
			if !looksLikeKeys(rest, marker) {
				return nil, text, at, nil
			}
			return nil, "", 0, almostClosed(rest, marker, at)
		}
		if marker == "---" && strings.HasPrefix(block, "\n") && !looksLikeKeys(block, marker) {
			return nil, text, at, nil // a line drawn above a text, and another one below
		}
		if len(block) > MaxBytes {
			return nil, "", 0, Errorf(at, "", "front matter of more than %d KB", MaxBytes>>10)
		}
		if marker == "---" {
			fields, err = ParseYAML(strings.Clone(block), at+1) // its values are parts of it, and would keep the whole text
		} else {
			fields, err = parseTOML([]byte(block), at+1)
		}
		return fields, after, at + lines + 2, err
	case strings.HasPrefix(text, "{") && looksLikeJSON(text):
		fields, n, err := ParseJSON([]byte(text), at)
		if err != nil {
			return nil, "", 0, err
		}
		if tail, _, _ := strings.Cut(text[n:], "\n"); strings.TrimSpace(tail) != "" {
			line := at + strings.Count(text[:n], "\n")
			return nil, "", 0, Errorf(line, "begin the text in a line of its own", "text follows the front matter in the same line")
		}
		_, body, _ := strings.Cut(text[n:], "\n")
		return fields, body, at + 1 + strings.Count(text[:n], "\n"), nil
	}
	return nil, text, at, nil
}

// fenceSyntax are the languages that may stand behind the first mark.
var fenceSyntax = map[string]string{"yaml": "yaml", "yml": "yaml", "toml": "toml", "json": "json", "json5": "json"}

// fencedFrontMatter reads front matter whose mark says its language.
func fencedFrontMatter(text, marker, syntax string, at int) (fields *Value, body string, bodyLine int, err error) {
	block, after, lines, closed := cutFence(text, marker)
	if !closed || len(block) > MaxBytes {
		return nil, "", 0, Errorf(at, "close it with a line "+marker+" of its own", "the front matter that %s opens is never closed", marker+syntax)
	}
	switch syntax {
	case "toml":
		fields, err = parseTOML([]byte(block), at+1)
	case "json":
		fields, _, err = ParseJSON([]byte("{"+strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(block), "{"), "}")+"}"), at+1)
	default:
		fields, err = ParseYAML(strings.Clone(block), at+1)
	}
	return fields, after, at + lines + 2, err
}

// MaxBytes is the most bytes of front matter: more is a mistake or an attack.
const MaxBytes = 64 << 10

// cutFence finds the line that closes front matter: the marker again, or YAML's own
// end of a document. lines counts those before it.
func cutFence(text, marker string) (block, after string, lines int, closed bool) {
	at := 0
	for line := range strings.Lines(text) {
		bare := strings.TrimRight(line, " \t\n")
		if bare == marker || marker == "---" && bare == "..." {
			return text[:at], text[at+len(line):], lines, true
		}
		at += len(line)
		lines++
	}
	return "", "", 0, false
}

// looksLikeKeys reports whether the first line with anything in it is a key.
func looksLikeKeys(text, marker string) bool {
	sign := ":"
	if marker == "+++" {
		sign = "="
	}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			key, _, found := strings.Cut(line, sign)
			return found && !strings.ContainsAny(strings.TrimSpace(key), " \t")
		}
	}
	return false
}

// looksLikeJSON tells an object from a text that begins with a brace ({{ template }}).
func looksLikeJSON(text string) bool {
	rest := bytes.TrimSpace([]byte(text[1:]))
	return len(rest) > 0 && (rest[0] == '"' || rest[0] == '}')
}

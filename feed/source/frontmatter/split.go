package frontmatter

import (
	"strings"
)

// Meaning returns the canonical name of a key of front matter (in lower case), "" if the key is unknown. With it, [Split]
// distinguishes metadata between near fences from an ordinary text.
type Meaning func(key string) string

// Split splits a file's text into front matter and body. The fences are --- for YAML and +++ for TOML; an object that
// begins with { at the very start is JSON. The opening fence may name the syntax: ---toml, ---json; ;;; is JSON too.
// YAML may also be closed by three dots, the end of a document (YAML 1.2 §9.1.4). Blank lines above front matter are skipped.
//
// A text without front matter is all body: fields is nil and bodyLine 1. Else bodyLine is the number, from 1, of the
// line in which the body begins. Errors have the type *[Error].
//
// A fence that is never closed is an error if a key follows it, because metadata must not be published as text. If no
// key follows, the line is a thematic break of Markdown above a text. A second block directly below the first is an
// error too.
func Split(text string, meaning Meaning) (fields *Value, body string, bodyLine int, err error) {
	head := strings.TrimLeft(text, " \t\n\ufeff")
	above := strings.Count(text[:len(text)-len(head)], "\n")
	if above > 0 && !strings.HasPrefix(text[strings.LastIndexByte(text[:len(text)-len(head)], '\n')+1:], "---") &&
		!strings.HasPrefix(head, "+++") && !strings.HasPrefix(head, "{") {
		return nil, text, 1, checkNearFence(text, 1, meaning)
	}
	fields, body, bodyLine, err = splitAt(head, 1+above)
	if fields == nil && err == nil {
		return nil, text, 1, checkNearFence(text, 1, meaning)
	}
	if err == nil {
		err = checkSecondBlock(body, bodyLine, meaning)
	}
	return fields, body, bodyLine, err
}

// splitAt is Split for a text without blank lines above, whose first line is line at of the file. It does not look for
// near fences.
func splitAt(text string, at int) (fields *Value, body string, bodyLine int, err error) {
	first, rest, _ := strings.Cut(text, "\n")
	marker, syntax := strings.TrimRight(first, " \t"), ""
	if name, ok := strings.CutPrefix(strings.ToLower(marker), "---"); ok && fenceSyntax[strings.TrimSpace(name)] != "" { // ---json, as in Eleventy
		marker, syntax = "---", fenceSyntax[strings.TrimSpace(name)]
	} else if marker == ";;;" {
		syntax = "json"
	}
	switch {
	case syntax != "":
		return splitFenced(rest, marker, syntax, at)
	case marker == "---" || marker == "+++":
		block, after, lines, closed := cutFence(rest, marker)
		if !closed {
			if !looksLikeKeys(rest, marker) {
				return nil, text, at, nil
			}
			return nil, "", 0, neverClosed(rest, marker, at)
		}
		if marker == "---" && strings.HasPrefix(block, "\n") && !looksLikeKeys(block, marker) {
			return nil, text, at, nil // a text between two thematic breaks
		}
		if len(block) > MaxBytes {
			return nil, "", 0, Errorf(at, "", "front matter of more than %d KB", MaxBytes>>10)
		}
		if marker == "---" {
			fields, err = ParseYAML(strings.Clone(block), at+1) // the values are substrings: of the block, not of the whole text
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

// splitFenced is splitAt for front matter whose opening fence names the syntax. text is what follows the fence, which
// is line at of the file.
func splitFenced(text, marker, syntax string, at int) (fields *Value, body string, bodyLine int, err error) {
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

// MaxBytes is the maximum size of front matter in bytes. More is a mistake or an attack.
const MaxBytes = 64 << 10

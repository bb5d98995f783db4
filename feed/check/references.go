package check

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// entities are the five that XML predefines (XML 1.0 §4.6).
var entities = map[string]string{"amp": "&", "lt": "<", "gt": ">", "quot": `"`, "apos": "'"}

// unescape replaces entity and character references in s by what they stand for (XML 1.0 §4.1),
// and normalizes the ends of lines between them.
func unescape(s string) (string, error) {
	if !strings.Contains(s, "&") {
		return normalizeNewlines(s), nil
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "&")
		b.WriteString(normalizeNewlines(before))
		if !found {
			return b.String(), nil
		}
		name, after, ended := strings.Cut(rest, ";")
		if text, ok := entities[name]; ok && ended {
			b.WriteString(text)
		} else if r, ok := parseCharacterReference(name); ok && ended {
			b.WriteRune(r)
		} else {
			return "", fmt.Errorf("&%.20s is no reference", name)
		}
		s = after
	}
}

// parseCharacterReference returns the character for a reference such as "#233" or "#xe9", given
// without & and ;. ok is false if it is malformed or names a character that XML forbids.
func parseCharacterReference(name string) (r rune, ok bool) {
	digits, ok := strings.CutPrefix(name, "#")
	base := 10
	if hex, found := strings.CutPrefix(digits, "x"); found {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	r = rune(n)
	return r, ok && err == nil && utf8.ValidRune(r) && indexForbidden(string(r)) < 0
}

// normalizeNewlines replaces each "\r\n" and "\r" by "\n" (XML 1.0 §2.11).
func normalizeNewlines(s string) string {
	if !strings.Contains(s, "\r") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

package check

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"fil/feed"
)

var entities = map[string]string{"amp": "&", "lt": "<", "gt": ">", "quot": `"`, "apos": "'"}

// unescape resolves references (§4.1): the five that XML knows, and those by number.
func unescape(s string) (string, error) {
	if !strings.Contains(s, "&") {
		return newlines(s), nil
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "&")
		b.WriteString(newlines(before))
		if !found {
			return b.String(), nil
		}
		name, after, ended := strings.Cut(rest, ";")
		if known, ok := entities[name]; ok && ended {
			b.WriteString(known)
		} else if r, ok := reference(name); ok && ended {
			b.WriteRune(r)
		} else {
			return "", fmt.Errorf("&%.20s is no reference", name)
		}
		s = after
	}
}

// reference is the character of a reference by number, without & and ;.
func reference(name string) (rune, bool) {
	digits, ok := strings.CutPrefix(name, "#")
	base := 10
	if hex, found := strings.CutPrefix(digits, "x"); found {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	r := rune(n)
	return r, ok && err == nil && utf8.ValidRune(r) && feed.IndexNonChar(string(r)) < 0
}

// newlines makes every end of line a line feed (§2.11).
func newlines(s string) string {
	if !strings.Contains(s, "\r") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

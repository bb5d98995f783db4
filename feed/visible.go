package feed

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible returns a text as it can be shown on a terminal and in a log. Invalid UTF-8 and characters
// that are not graphic, such as control characters, are escaped as in Go, so that the name of a file
// can neither move the cursor nor begin a line.
func Visible(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r == utf8.RuneError || !unicode.IsGraphic(r) }) {
		return s
	}
	quoted := strconv.QuoteToGraphic(s)
	return strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`)
}

package feed

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible is a text as it can be shown on a terminal and in a log: what is no letter, mark,
// number, symbol or space that stands for itself is written as an escape, so that the name of a
// file neither moves the cursor nor begins a line.
func Visible(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r == utf8.RuneError || !unicode.IsGraphic(r) }) {
		return s
	}
	quoted := strconv.QuoteToGraphic(s)
	return strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`)
}

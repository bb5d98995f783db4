package plaintext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// firstRune and lastRune return utf8.RuneError for an empty string.
func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }

func lastRune(s string) rune { r, _ := utf8.DecodeLastRuneInString(s); return r }

// BetweenWide reports whether both characters are Chinese or Japanese: a line break between them is no space, because
// these scripts have none between words (CSS Text 3 §4.1.3). Korean has spaces, and is not included.
func BetweenWide(a, b rune) bool { return isWide(a) && isWide(b) }

// isWide reports whether a character is a letter of Chinese, Japanese or Yi, or their punctuation, or a full-width form.
func isWide(r rune) bool {
	return r >= 0x2E80 && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo, unicode.Yi) ||
		r >= 0x3000 && r <= 0x303F || r >= 0xFF01 && r <= 0xFF60)
}

// OneLine trims a text and replaces each run of white space by one space. No-break spaces stay, because French sets
// them before its punctuation. A line break between two Chinese or Japanese characters is removed.
func OneLine(text string) string {
	if isOneLine(text) {
		return text
	}
	var b strings.Builder
	last, gap, broken := rune(0), false, false
	for _, r := range text {
		if isBreakingSpace(r) {
			gap, broken = true, broken || r == '\n'
			continue
		}
		if gap && last != 0 && !(broken && BetweenWide(last, r)) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last, gap, broken = r, false, false
	}
	return b.String()
}

// isOneLine reports whether OneLine would return the text unchanged, as it does for most.
func isOneLine(text string) bool {
	space := true
	for _, r := range text {
		switch {
		case r == ' ' && space, r != ' ' && isBreakingSpace(r):
			return false
		}
		space = r == ' '
	}
	return !space || text == ""
}

// isBreakingSpace reports whether a line may be broken at a space (U+00A0 and U+202F forbid it).
func isBreakingSpace(r rune) bool { return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' }

// FirstRunes returns the first n characters of s, or all of s if it has no more.
func FirstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

package plaintext

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"fil/feed"
)

// Clean removes the characters that XML 1.0 §2.2 forbids (control characters except tab and line feed, U+FFFE and
// U+FFFF), and replaces each run of bytes that is not UTF-8 by U+FFFD. A decoded text can contain them again when
// escapes are resolved (&#1; in HTML, "\x01" in YAML). A carriage return is removed too.
func Clean(s string) string {
	if isClean(s) {
		return s
	}
	return strings.Map(dropIllegal, strings.ToValidUTF8(s, "\uFFFD"))
}

// isClean reports whether s is valid UTF-8 that Clean would return unchanged.
func isClean(s string) bool {
	return feed.IndexNonChar(s) < 0 && strings.IndexByte(s, '\r') < 0
}

// dropIllegal is a mapping for strings.Map that removes the characters that XML forbids, and \r.
func dropIllegal(r rune) rune {
	if r < 0x20 && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF {
		return -1
	}
	return r
}

// StripBidi removes the characters that embed, override or isolate a direction (Unicode TR9 §2: U+202A to U+202E, U+2066
// to U+2069). In a title or an address they would disguise what it says. The marks U+200E and U+200F stay.
func StripBidi(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, s)
}

// NFC returns s in Unicode Normalization Form C, in which é is one character. Older file systems of macOS give names in
// form D: a name must lead to the same address on every system.
func NFC(s string) string { return norm.NFC.String(s) }

package check

import "unicode/utf8"

// indexForbidden returns the index of the first byte in s that an XML 1.0 document in UTF-8 must
// not contain, or -1 if there is none. Forbidden are invalid UTF-8, U+FFFE, U+FFFF, and all control
// characters below U+0020 except tab, line feed and carriage return (XML 1.0 §2.2, Char).
//
// Package feed has a function for the same rule, which clean text has passed before it is written.
// This one is separate, so that a mistake in that one is found here.
func indexForbidden(s string) int {
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c >= ' ' && c < utf8.RuneSelf, c == '\n', c == '\t', c == '\r':
			i++
		case c >= 0xC2 && c < 0xE0 && i+1 < len(s) && s[i+1]&0xC0 == 0x80:
			i += 2 // U+0080 to U+07FF, all allowed: twice as fast as decoding them
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			if r < ' ' || r == utf8.RuneError && size == 1 || r == 0xFFFE || r == 0xFFFF {
				return i
			}
			i += size
		}
	}
	return -1
}

package feed

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// IndexNonChar returns the index of the first byte of s that begins no character of XML 1.0 (§2.2,
// Char), or -1 if there is none. Not allowed are invalid UTF-8, control characters except \t, \n and
// \r, U+FFFE and U+FFFF. Every text is checked when it is read, and every feed before it is published.
func IndexNonChar(s string) int {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	for i := 0; i < len(s); {
		// Check eight bytes at a time: the first byte of special that is not zero stands for the first
		// byte of w that is below the space or not ASCII.
		if len(s)-i >= 8 {
			w := binary.LittleEndian.Uint64([]byte(s[i : i+8]))
			special := ((w - 0x20*ones) | w) & high
			if special == 0 {
				i += 8
				continue
			}
			i += bits.TrailingZeros64(special) / 8
		}
		switch c := s[i]; {
		case c >= 0x20 && c < utf8.RuneSelf, c == '\n', c == '\t', c == '\r':
			i++
		case c >= 0xC2 && c < 0xE0 && i+1 < len(s) && s[i+1]&0xC0 == 0x80: // two bytes, as é
			i += 2
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			if r < 0x20 || r == utf8.RuneError && n == 1 || r == 0xFFFE || r == 0xFFFF {
				return i
			}
			i += n
		}
	}
	return -1
}

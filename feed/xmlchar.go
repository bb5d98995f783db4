package feed

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// IndexNonChar is where a text first has what no XML 1.0 document may have, -1 where it has
// nothing of the kind: what is no UTF-8, control characters but \t, \n and \r, U+FFFE and
// U+FFFF (XML 1.0 §2.2, Char). Every text is looked at when it is read, and every feed before
// it is published.
func IndexNonChar(s string) int {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	for i := 0; i < len(s); {
		// Eight bytes at a time: the highest bit of each tells whether it is other than ASCII
		// from the space on.
		if len(s)-i >= 8 {
			w := binary.LittleEndian.Uint64([]byte(s[i : i+8]))
			other := ((w - 0x20*ones) | w) & high
			if other == 0 {
				i += 8
				continue
			}
			i += bits.TrailingZeros64(other) / 8
		}
		switch c := s[i]; {
		case c >= 0x20 && c < utf8.RuneSelf, c == '\n', c == '\t', c == '\r':
			i++
		case c >= 0xC2 && c < 0xE0 && i+1 < len(s) && s[i+1]&0xC0 == 0x80: // é and its like
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

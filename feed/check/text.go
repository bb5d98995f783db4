package check

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"unicode/utf8"
)

// forbidden finds what is no UTF-8 or a character that XML has not (§2.2), -1 where there
// is none.
func forbidden(s string) int {
	for i := 0; i < len(s); {
		if len(s)-i >= 8 {
			if n := plainText(s[i : i+8]); n > 0 {
				i += n
				continue
			}
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r < 0x20 && r != '\n' && r != '\t' && r != '\r' || r == utf8.RuneError && n == 1 || r == 0xfffe || r == 0xffff {
			return i
		}
		i += n
	}
	return -1
}

// plainText is how many of eight bytes, from the first, are ASCII without control
// characters, found out all at once: the highest bit of each byte tells.
func plainText(s string) int {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	w := binary.LittleEndian.Uint64([]byte(s))
	return bits.TrailingZeros64(((w-0x20*ones)|w)&high) / 8
}

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
	return r, ok && err == nil && utf8.ValidRune(r) && forbidden(string(r)) < 0
}

// newlines makes every end of line a line feed (§2.11).
func newlines(s string) string {
	if !strings.Contains(s, "\r") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

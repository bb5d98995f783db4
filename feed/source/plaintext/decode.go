package plaintext

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"fil/feed"
)

// Decode turns a file's bytes into text: UTF-8 with \n line ends, no byte order
// mark, and no character that XML 1.0 §2.2 forbids. What is not UTF-8 is read as
// Windows-1252, so that an é saved by an old editor stays an é; the warning says so.
// The text may be data itself, which is not to be changed any more.
func Decode(data []byte) (text, warning string) {
	text, warning = decodeAs(data)
	return strings.ReplaceAll(text, Reserved, ""), warning
}

// Reserved is a noncharacter (Unicode §23.7) that decode removes from every text, so that packages
// that rewrite a text may use it as a mark of their own.
const Reserved = "\uFDD0"

// decodeAs finds the encoding of a text, and decodes it.
func decodeAs(data []byte) (text, warning string) {
	text = unsafe.String(unsafe.SliceData(data), len(data))
	if isClean(text) { // most are
		return strings.TrimPrefix(text, "\ufeff"), ""
	}
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		text = decodeUTF16(data[2:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		text = decodeUTF16(data[2:], binary.BigEndian)
	case utf8.Valid(data):
		text = strings.TrimPrefix(text, "\ufeff")
	default:
		text, warning = decodeMixed(data), "it is not UTF-8, and was read as Windows-1252"
	}
	if strings.Contains(text, "\r") {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	return Clean(text), warning
}

// decodeMixed takes each byte that is no UTF-8 for Windows-1252, in which it always
// means something: one stray byte does not spoil the rest of a text.
func decodeMixed(data []byte) string {
	var b strings.Builder
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		if r == utf8.RuneError && n == 1 {
			r = charmap.Windows1252.DecodeByte(data[0])
		}
		b.WriteRune(r)
		data = data[n:]
	}
	return b.String()
}

func decodeUTF16(data []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return string(utf16.Decode(units))
}

// Clean removes what XML 1.0 §2.2 forbids (control characters, U+FFFE, U+FFFF)
// and bytes that are not UTF-8, which can come back in through escapes.
func Clean(s string) string {
	if isClean(s) {
		return s
	}
	return strings.Map(legal, strings.ToValidUTF8(s, "\uFFFD"))
}

// isClean reports whether cleanText has nothing to do, nor the ends of lines are to change.
func isClean(s string) bool {
	return feed.IndexNonChar(s) < 0 && strings.IndexByte(s, '\r') < 0
}

func legal(r rune) rune {
	if r < 0x20 && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF {
		return -1
	}
	return r
}

// StripBidi removes the characters that turn the direction of what follows. In a
// title or an address they only serve to show something other than what is there.
func StripBidi(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, s)
}

// NFC returns Unicode normal form C: é as one character, as every system but macOS's file names has
// it, so that one name is one address everywhere.
func NFC(s string) string { return norm.NFC.String(s) }

package plaintext

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

// Decode returns the bytes of a file as text: valid UTF-8 with \n at the ends of lines, without byte order mark, without
// the characters that XML 1.0 §2.2 forbids, and without [Reserved]. UTF-16 is recognized by its byte order mark. Bytes that
// are not UTF-8 are read as Windows-1252, so that an é saved by an old editor stays an é, and the warning says so; warning is ""
// else. A web page that is not UTF-8 is read in the encoding that it names in its first 1,024 bytes, as browsers do, if all of
// its bytes mean something there.
//
// The text may share the memory of data: data must not be modified afterwards.
func Decode(data []byte) (text, warning string) {
	text, warning = decodeAs(data)
	return strings.ReplaceAll(text, Reserved, ""), warning
}

// Reserved is a noncharacter (Unicode §23.7) that [Decode] removes from every text, so that a package that rewrites
// a text can use it as a placeholder.
const Reserved = "\uFDD0"

// decodeAs is Decode, except that Reserved stays.
func decodeAs(data []byte) (text, warning string) {
	text = unsafe.String(unsafe.SliceData(data), len(data))
	if isClean(text) { // most texts: nothing is copied
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
		var ok bool
		if text, ok = decodeDeclared(data); !ok {
			text, warning = decodeMixed(data), "it is not UTF-8, and was read as Windows-1252"
		}
	}
	if strings.Contains(text, "\r") {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	return Clean(text), warning
}

// declaration matches where a web page or an XML document names its encoding.
var declaration = regexp.MustCompile(`(?i)<meta\s+(?:charset|http-equiv\s*=\s*["']?content-type["']?\s+content\s*=\s*["'][^"'>]*charset)\s*=\s*["']?\s*([\w:.-]+)|^\s*<\?xml[^>]+encoding\s*=\s*["']([\w:.-]+)`)

// declarationSize is the number of bytes in which an encoding is looked for (HTML §13.2.3.2).
const declarationSize = 1024

// decodeDeclared decodes a page that names its encoding. ok is false if it is none, or names none or one that is not known,
// and if the bytes do not fit: they are UTF-8 for the most part, or some mean nothing in that encoding.
func decodeDeclared(data []byte) (text string, ok bool) {
	m := declaration.FindSubmatch(data[:min(len(data), declarationSize)])
	if m == nil || !bytes.HasPrefix(bytes.TrimSpace(data), []byte("<")) || isMostlyUTF8(data) {
		return "", false
	}
	encoding, err := htmlindex.Get(string(m[1]) + string(m[2]))
	if err != nil {
		return "", false
	}
	name, _ := htmlindex.Name(encoding)
	if name == "x-user-defined" || strings.HasPrefix(name, "utf-") {
		return "", false
	}
	decoded, err := encoding.NewDecoder().Bytes(data)
	return string(decoded), err == nil && !bytes.ContainsRune(decoded, utf8.RuneError)
}

// isMostlyUTF8 reports whether at least as many characters beyond ASCII are whole in UTF-8 as there are bytes that are not.
func isMostlyUTF8(data []byte) bool {
	whole, stray := 0, 0
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && n == 1:
			stray++
		case n > 1:
			whole++
		}
		data = data[n:]
	}
	return whole >= stray
}

// decodeMixed decodes a text that is UTF-8 in part. Every byte that is not is read as Windows-1252, so that one stray byte
// leaves the rest of the text as it is. The five bytes that Windows-1252 does not define become U+FFFD.
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

// decodeUTF16 decodes UTF-16 without its byte order mark. Half a pair becomes U+FFFD, and an odd last byte is ignored.
func decodeUTF16(data []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return string(utf16.Decode(units))
}

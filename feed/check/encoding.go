package check

import (
	"bytes"
	"fmt"
	"mime"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"

	"golang.org/x/net/html/charset"
)

var declaredEncoding = regexp.MustCompile(`^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']`)

// decode returns a document in UTF-8. It finds out the encoding as XML 1.0 appendix F and RFC 7303 §3 say:
// a byte order mark, the charset of Content-Type, the declaration, else UTF-8.
func (v *visit) decode(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return decodeUTF16(data[2:], func(b []byte) uint16 { return uint16(b[0])<<8 | uint16(b[1]) })
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return decodeUTF16(data[2:], func(b []byte) uint16 { return uint16(b[1])<<8 | uint16(b[0]) })
	case bytes.HasPrefix(data, []byte("\x00<\x00")):
		return decodeUTF16(data, func(b []byte) uint16 { return uint16(b[0])<<8 | uint16(b[1]) })
	case bytes.HasPrefix(data, []byte("<\x00")):
		return decodeUTF16(data, func(b []byte) uint16 { return uint16(b[1])<<8 | uint16(b[0]) })
	}
	_, parameters, _ := mime.ParseMediaType(v.options.ContentType)
	sent := strings.ToLower(parameters["charset"])
	at := 0
	if m := declaredEncoding.FindSubmatchIndex(data[:min(len(data), 1024)]); m != nil {
		v.encoding, at = strings.ToLower(string(data[m[2]:m[3]])), m[2]
	}
	if sent != "" && v.encoding != "" && sent != v.encoding {
		v.add(kindMismatch, "xml", at, Finding{Path: "/", Message: fmt.Sprintf("the server says charset %s, the document says encoding %s", clip(sent), clip(v.encoding)), Section: "RFC 7303 §3"})
	}
	used := v.encoding
	if sent != "" {
		used = sent
	}
	if bytes.HasPrefix(data, []byte("\ufeff")) {
		used = "utf-8"
	}
	switch used {
	case "", "utf-8", "utf8", "us-ascii", "ascii":
		return v.validUTF8(data)
	case "utf-16", "utf-16le", "utf-16be":
		if len(data) > 1 && data[0] != 0 && data[1] != 0 { // it is not: the declaration could be read
			return v.validUTF8(data)
		}
	}
	encoding, _ := charset.Lookup(used)
	if encoding == nil {
		v.text = latin1(data)
		v.add(kindUnknownEncoding, "xml", at, Finding{Path: "/", Message: fmt.Sprintf("the encoding %q is not known", clip(used)), Section: "XML 1.0 §4.3.3"})
		return v.text
	}
	v.add(kindRareEncoding, "xml", at, Finding{Path: "/", Message: fmt.Sprintf("the encoding is %s, not UTF-8", clip(used)), Section: "XML 1.0 §4.3.3"})
	decoded, err := encoding.NewDecoder().Bytes(data)
	if err != nil {
		v.add(kindBytes, "xml", at, Finding{Path: "/", Message: fmt.Sprintf("the document is not in %s: %v", clip(used), err), Section: "XML 1.0 §4.3.3"})
		return latin1(data)
	}
	return string(decoded)
}

// validUTF8 returns data as text, and reports the first byte that is not UTF-8.
func (v *visit) validUTF8(data []byte) string {
	// A string without a copy: data does not change while it is checked.
	text := unsafe.String(unsafe.SliceData(data), len(data))
	if utf8.ValidString(text) {
		return text
	}
	at := 0
	for at < len(text) {
		c, n := utf8.DecodeRuneInString(text[at:])
		if c == utf8.RuneError && n == 1 {
			break
		}
		at += n
	}
	v.add(kindBytes, "xml", at, Finding{Path: "/", Message: fmt.Sprintf("the byte %#x is not UTF-8", text[at]), Section: "XML 1.0 §4.3.3"})
	return strings.ToValidUTF8(text, "\ufffd")
}

// decodeUTF16 decodes UTF-16.
func decodeUTF16(data []byte, unit func([]byte) uint16) string {
	units := make([]uint16, 0, len(data)/2)
	for ; len(data) > 1; data = data[2:] {
		units = append(units, unit(data))
	}
	return string(utf16.Decode(units))
}

// latin1 decodes each byte as the character of that number, so that the rest of the document can be read.
func latin1(data []byte) string {
	runes := make([]rune, len(data))
	for i, b := range data {
		runes[i] = rune(b)
	}
	return string(runes)
}

// checkDeclaration checks the XML declaration (XML 1.0 §2.8).
func (v *visit) checkDeclaration() {
	text := strings.TrimPrefix(v.text, "\ufeff")
	if v.encoding != "" || strings.Contains(v.options.ContentType, "charset") || text == "" || text[0] != '<' {
		return
	}
	v.add(kindNoEncoding, "xml", 0, Finding{Path: "/", Message: "no XML declaration names the encoding", Section: "XML 1.0 §4.3.3"})
}

package plaintext

import (
	"strings"
	"testing"
	"unicode/utf8"
)

const notUTF8 = "it is not UTF-8, and was read as Windows-1252"

func TestDecode(t *testing.T) {
	for _, row := range []struct{ name, data, want, warning string }{
		{"empty", "", "", ""},
		{"ASCII", "abc\n", "abc\n", ""},
		{"UTF-8", "é 文 😀", "é 文 😀", ""},
		{"tab and line feed", "a\tb\nc", "a\tb\nc", ""},
		// Unicode §23.8: the byte order mark at the beginning is a signature, elsewhere a character.
		{"UTF-8 with byte order mark", "\xef\xbb\xbfabc", "abc", ""},
		{"byte order mark alone", "\xef\xbb\xbf", "", ""},
		{"byte order mark and line ends", "\xef\xbb\xbfa\r\nb", "a\nb", ""},
		{"byte order mark inside", "a\ufeffb", "a\ufeffb", ""},
		// UTF-16, by its byte order mark.
		{"UTF-16 LE", "\xff\xfea\x00\xe9\x00", "aé", ""},
		{"UTF-16 BE", "\xfe\xff\x00a\x00\xe9", "aé", ""},
		{"UTF-16 LE, line ends", "\xff\xfea\x00\r\x00\n\x00b\x00", "a\nb", ""},
		{"UTF-16 LE, pair", "\xff\xfe\x3d\xd8\x00\xde", "😀", ""},
		{"UTF-16 BE, pair", "\xfe\xff\xd8\x3d\xde\x00", "😀", ""},
		{"UTF-16 LE, half a pair", "\xff\xfe\x3d\xd8a\x00", "\ufffda", ""},
		{"UTF-16 BE, second half alone", "\xfe\xff\xde\x00\x00a", "\ufffda", ""},
		{"UTF-16 LE, odd last byte", "\xff\xfea\x00b", "a", ""},
		{"UTF-16 LE, NUL", "\xff\xfea\x00\x00\x00b\x00", "ab", ""},
		{"UTF-16 LE, empty", "\xff\xfe", "", ""},
		// Windows-1252, by the table of the Encoding Standard.
		{"Windows-1252 é", "caf\xe9", "café", notUTF8},
		{"Windows-1252 quotation marks", "\x93a\x94 \x91b\x92", "“a” ‘b’", notUTF8},
		{"Windows-1252 euro, dash, ellipsis", "\x80 \x96 \x97 \x85", "€ – — …", notUTF8},
		{"Windows-1252 œ Ÿ", "\x9c \x9f", "œ Ÿ", notUTF8},
		{"Windows-1252 no-break space", "a\xa0:", "a\u00a0:", notUTF8},
		{"Windows-1252 and line ends", "\xe9\r\nb", "é\nb", notUTF8},
		// A web page or an XML document names its encoding.
		{"windows-1251", "<meta charset=\"windows-1251\">\xcf\xf0\xe8\xe2\xe5\xf2", "<meta charset=\"windows-1251\">Привет", ""},
		{"Shift_JIS, http-equiv", "<META http-equiv=Content-Type content='text/html; charset=Shift_JIS'>\x93\xfa\x96{", "<META http-equiv=Content-Type content='text/html; charset=Shift_JIS'>日本", ""},
		{"ISO-8859-2, XML", "<?xml version=\"1.0\" encoding=\"ISO-8859-2\"?>\xb3\r\n", "<?xml version=\"1.0\" encoding=\"ISO-8859-2\"?>ł\n", ""},
		{"UTF-8, but it is not", "<meta charset=utf-8>\xe9", "<meta charset=utf-8>é", notUTF8},
		{"UTF-8, but another is named", "<meta charset=windows-1251>é", "<meta charset=windows-1251>é", ""},
		{"UTF-8 with a stray byte", "<meta charset=iso-8859-2>é文 caf\xe9", "<meta charset=iso-8859-2>é文 café", notUTF8},
		{"UTF-8 with a stray byte, which means something in all", "<meta charset=iso-8859-1>déjà caf\xe9", "<meta charset=iso-8859-1>déjà café", notUTF8},
		{"does not fit", "<meta charset=shift_jis>caf\xe9 au", "<meta charset=shift_jis>café au", notUTF8},
		{"in a text", "Un <meta charset=windows-1251> caf\xe9", "Un <meta charset=windows-1251> café", notUTF8},
		{"in a description", "<meta name=description content='charset=koi8-r'>caf\xe9", "<meta name=description content='charset=koi8-r'>café", notUTF8},
		{"unknown", "<meta charset=nothing>\xe9", "<meta charset=nothing>é", notUTF8},
		{"nothing can be read in it", "<meta charset=iso-2022-kr>\xe9", "<meta charset=iso-2022-kr>é", notUTF8},
		// One stray byte leaves the rest as it is.
		{"mixed", "é \xe9 文", "é é 文", notUTF8},
		{"UTF-8 cut off", "é\xc3", "éÃ", notUTF8},
		{"overlong form", "\xc0\xaf", "À¯", notUTF8}, // Unicode §3.9, table 3-7: C0 is never in UTF-8
		// Ends of lines.
		{"CRLF", "a\r\nb\r\n", "a\nb\n", ""},
		{"CR", "a\rb\r", "a\nb\n", ""},
		{"CR and CRLF", "a\r\r\nb", "a\n\nb", ""},
		{"LF and CRLF", "a\n\r\nb", "a\n\nb", ""},
		// XML 1.0 §2.2, Char: #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF].
		{"NUL", "a\x00b", "ab", ""},
		{"control characters", "a\x01\x02\x08\x0b\x0c\x0e\x1fb", "ab", ""},
		{"escape of a terminal", "\x1b[31ma", "[31ma", ""},
		{"U+FFFE and U+FFFF", "a\ufffe\uffffb", "ab", ""},
		{"delete, and controls above U+007F", "a\u007f\u0085\u009fb", "a\u007f\u0085\u009fb", ""},
		{"replacement character", "a\ufffdb", "a\ufffdb", ""},
		{"private use", "a\ue000\U000f0000b", "a\ue000\U000f0000b", ""},
		{"noncharacters above the first plane", "a\U0001ffff\U0010ffffb", "a\U0001ffff\U0010ffffb", ""},
		{"reserved", "a" + Reserved + "b", "ab", ""},
		{"reserved in UTF-16", "\xff\xfea\x00\xd0\xfdb\x00", "ab", ""},
		// Direction and joining stay in a text: languages need them.
		{"bidi", "a\u202eb\u2066c\u200f", "a\u202eb\u2066c\u200f", ""},
		{"joiners", "\u200c\u200d", "\u200c\u200d", ""},
	} {
		text, warning := Decode([]byte(row.data))
		if text != row.want || warning != row.warning {
			t.Errorf("%s: %q, %q, want %q, %q", row.name, text, warning, row.want, row.warning)
		}
	}
}

// TestDecodeAllBytes checks that each byte is one character, which is U+FFFD only for the five that Windows-1252 does not define.
func TestDecodeAllBytes(t *testing.T) {
	for c := 0x80; c <= 0xff; c++ {
		text, warning := Decode([]byte{'a', byte(c), 'b'})
		if n := utf8.RuneCountInString(text); n != 3 || warning != notUTF8 || strings.Contains(text, "\ufffd") != strings.ContainsRune("\u0081\u008d\u008f\u0090\u009d", rune(c)) {
			t.Errorf("byte %#x: %q, %q", c, text, warning)
		}
	}
}

func TestClean(t *testing.T) {
	for _, row := range []struct{ text, want string }{
		{"", ""},
		{"abc é", "abc é"},
		{"a\x00b", "ab"},
		{"a\rb\r\n", "ab\n"},
		{"a\xffb", "a\ufffdb"},
		{"a\xff\xfe\xfdb", "a\ufffdb"}, // a run of bytes is one character
		{"a\xed\xa0\x80b", "a\ufffdb"}, // half a pair of UTF-16, as UTF-8 does not encode it
		{"\ufeffa", "\ufeffa"},
		{"a\ufffeb\uffff", "ab"},
		{Reserved, Reserved},
		{"\t\n", "\t\n"},
		{strings.Repeat("a", 100) + "\x01", strings.Repeat("a", 100)},
		{"12345678\x1f", "12345678"}, // behind a whole word of eight bytes
		{"1234567\x1f89", "123456789"},
	} {
		if got := Clean(row.text); got != row.want {
			t.Errorf("%q: %q, want %q", row.text, got, row.want)
		}
	}
}

func TestStripBidi(t *testing.T) {
	for _, row := range []struct{ name, text, want string }{
		{"none", "abc", "abc"},
		{"embeddings", "\u202aa\u202bb\u202c", "ab"},
		{"overrides", "a\u202dtxt.exe\u202e", "atxt.exe"},
		{"isolates", "\u2066a\u2067b\u2068c\u2069", "abc"},
		{"marks stay", "\u200ea\u200f", "\u200ea\u200f"},
		{"Arabic", "مالي", "مالي"},
		{"neighbours stay", "\u2029a\u202fb\u2065c\u206a", "\u2029a\u202fb\u2065c\u206a"},
	} {
		if got := StripBidi(row.text); got != row.want {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
	}
}

// Examples of Unicode Standard Annex #15, figures 3 to 5.
func TestNFC(t *testing.T) {
	for _, row := range []struct{ text, want string }{
		{"abc", "abc"},
		{"e\u0301", "\u00e9"},
		{"\u00e9", "\u00e9"},
		{"\u212b", "\u00c5"}, // Ångström sign
		{"\u2126", "\u03a9"}, // Ohm sign
		{"q\u0307\u0323", "q\u0323\u0307"},
		{"\ufb01", "\ufb01"}, // a ligature is a compatibility character, and stays
		{"\u1112\u1161\u11ab", "한"},
	} {
		if got := NFC(row.text); got != row.want {
			t.Errorf("%q: %q, want %q", row.text, got, row.want)
		}
	}
}

// FuzzDecode checks that a text is what Decode promises: valid UTF-8 that XML may hold, without \r and Reserved; and that
// decoding it again changes nothing, unless it begins with a second byte order mark.
func FuzzDecode(f *testing.F) {
	for _, data := range []string{"abc", "\xef\xbb\xbfa", "\xff\xfea\x00", "\xfe\xff\x00a", "caf\xe9\r\n", "a\x00" + Reserved, "\xff\xfe\xff\xfe"} {
		f.Add([]byte(data))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		text, _ := Decode(append([]byte(nil), data...))
		if !utf8.ValidString(text) || strings.ContainsAny(text, "\r\x00\x0b\x1f\ufffe\uffff") || strings.Contains(text, Reserved) {
			t.Errorf("%q: %q", data, text)
		}
		if Clean(text) != text {
			t.Errorf("%q: %q is not clean", data, text)
		}
		if again, warning := Decode([]byte(text)); warning != "" || again != strings.TrimPrefix(text, "\ufeff") {
			t.Errorf("%q: %q is decoded again to %q, %s", data, text, again, warning)
		}
	})
}

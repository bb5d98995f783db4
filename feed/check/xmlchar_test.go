package check

import (
	"testing"
	"unicode/utf8"
)

func TestIndexForbidden(t *testing.T) {
	for text, want := range map[string]int{
		"":                       -1,
		"plain, été, 日本, 🌊":      -1,
		"\t\n\r \x7f\u0085":      -1, // §2.2 discourages U+007F to U+009F, and allows them
		"\ud7ff\ue000\ufffd":     -1,
		"\U00010000\U0010ffff":   -1,
		"a\x00":                  1,
		"été\x0b":                5,
		"\x1f":                   0,
		"ab\ufffe":               2,
		"ab\uffff":               2,
		"a\xff":                  1, // no UTF-8 from here on
		"\u0080\u07ff":           -1,
		"a\xc3(":                 1, // the second byte is missing
		"a\xc3":                  1,
		"a\xc0\x80":              1, // an overlong encoding
		"a\xed\xa0\x80":          1, // a surrogate
		"a\xf4\x90\x80\x80":      1, // above U+10FFFF
		"first \x01 then \uffff": 6,
	} {
		if got := indexForbidden(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

// FuzzIndexForbidden compares the function with a slow one that decodes every character.
func FuzzIndexForbidden(f *testing.F) {
	for _, s := range []string{"", "été\x0b", "a\xff", "a\xc3(", "\u07ff\u0800", "\ufffd\ufffe", "\r\n\t\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want := -1
		for i, r := range s {
			_, size := utf8.DecodeRuneInString(s[i:])
			isInvalid := r == utf8.RuneError && size == 1
			if isInvalid || r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
				want = i
				break
			}
		}
		if got := indexForbidden(s); got != want {
			t.Errorf("%q: %d, want %d", s, got, want)
		}
	})
}

package check

import "testing"

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

package feed_test

import (
	"strings"
	"testing"

	"fil/feed"
)

// The characters that XML 1.0 §2.2 allows, at its bounds, wherever they are in a text.
func TestIndexNonChar(t *testing.T) {
	for char, allowed := range map[string]bool{
		"\t": true, "\n": true, "\r": true, "\x00": false, "\x08": false, "\x0b": false, "\x0c": false, "\x0e": false, "\x1b": false, "\x1f": false, " ": true, "\x7f": true,
		"\u0080": true, "\u0085": true, "\u009f": true, "é": true, "\u07ff": true, "\u0800": true, "\u2028": true, "\u202e": true, "\ufeff": true, "日": true,
		"\ud7ff": true, "\ue000": true, "\ufdd0": true, "\ufffd": true, "\ufffe": false, "\uffff": false, "\U00010000": true, "\U0001fffe": true, "😀": true, "\U0010ffff": true,
		"\x80": false, "\xbf": false, "\xc3": false, "\xc0\x80": false, "\xe0\x80\x80": false, "\xed\xa0\x80": false, "\xf0\x80\x80\x80": false, "\xf4\x90\x80\x80": false, "\xfe": false, "\xff": false,
	} {
		for _, before := range []string{"", "a", "1234567", "12345678", "été", strings.Repeat("x", 4096)} {
			want := -1
			if !allowed {
				want = len(before)
			}
			for _, after := range []string{"", "b", "et la suite"} {
				if got := feed.IndexNonChar(before + char + after); got != want {
					t.Errorf("%q after %d bytes: %d, want %d", char, len(before), got, want)
				}
			}
		}
	}
	if got := feed.IndexNonChar("a\x01b\x02"); got != 1 {
		t.Errorf("of two characters the index is %d", got)
	}
	if got := feed.IndexNonChar(""); got != -1 {
		t.Errorf("of no text the index is %d", got)
	}
}

// What a terminal would act upon is escaped; letters of every script are not.
func TestVisibleTable(t *testing.T) {
	for text, want := range map[string]string{
		"":                "",
		"naïve – « été »": "naïve – « été »",
		"日本語 한국어 العربية": "日本語 한국어 العربية",
		"😀":               "😀",
		`C:\dossier`:      `C:\dossier`,
		"a\tb":            `a\tb`,
		"a\x00b":          `a\x00b`,
		"a\x7fb":          `a\x7fb`,
		"\x1b[31mrouge":   `\x1b[31mrouge`,
		"a\u2028b":        `a\u2028b`, // a line separator
		"a\u200eb":        `a\u200eb`, // a mark that changes the direction of text
		"a\ufeffb":        `a\ufeffb`,
		"\xc3":            `\xc3`,
		"a\"b\n":          `a"b\n`,
		"e\u0301":         "e\u0301",
	} {
		if got := feed.Visible(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// A problem is shown as compilers show theirs, on one line.
func TestProblem(t *testing.T) {
	for want, p := range map[string]feed.Problem{
		"a.md:3: it has no date": {Path: "a.md", Line: 3, Message: "it has no date", Hint: "write one"},
		"a.md: it has no date":   {Path: "a.md", Message: "it has no date"},
		"été.md:1: x":            {Path: "été.md", Line: 1, Message: "x", Warning: true},
		`a\nb.md: x`:             {Path: "a\nb.md", Message: "x"},
		"x":                      {Message: "x"},
	} {
		if got := p.Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

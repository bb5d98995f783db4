package feed_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"fil/feed"
)

// slowIndexNonChar implements IndexNonChar as XML 1.0 §2.2 defines Char, one character at a time.
func slowIndexNonChar(s string) int {
	for i, r := range s {
		switch _, n := utf8.DecodeRuneInString(s[i:]); {
		case r == utf8.RuneError && n == 1, r < 0x20 && r != '\n' && r != '\t' && r != '\r', r == 0xFFFE, r == 0xFFFF:
			return i
		}
	}
	return -1
}

func FuzzIndexNonChar(f *testing.F) {
	for _, bad := range []string{"\x00", "\x0b", "\x1f", "\xff", "\xc3", "\xc0\x80", "\xc1\xbf", "\xe2\x80", "\xed\xa0\x80", "\ufffe", "\uffff", "\xf4\x90\x80\x80", "", "é", "’", "\ufffd", "😀", "\x7f", "\r\n\t"} {
		for _, before := range []string{"", "a", "sept ét", "huit étés", strings.Repeat("Une phrase de l’été. ", 3)} {
			f.Add(before + bad)
			f.Add(before + bad + "x")
			f.Add(before + bad + "et la suite")
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := feed.IndexNonChar(s), slowIndexNonChar(s); got != want {
			t.Errorf("%q: %d, want %d", s, got, want)
		}
	})
}

func BenchmarkIndexNonChar(b *testing.B) {
	text := strings.Repeat("<p>Les récoltes de l’année ont été bonnes, et le prix du blé n’a pas changé depuis la fin du mois d’août.</p>\n", 400)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if feed.IndexNonChar(text) >= 0 {
			b.Fatal("it is clean")
		}
	}
}

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

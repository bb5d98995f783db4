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

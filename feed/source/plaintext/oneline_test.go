package plaintext

import (
	"strings"
	"testing"
)

func TestOneLine(t *testing.T) {
	for _, row := range []struct{ text, want string }{
		{"", ""},
		{" ", ""},
		{"\n\t", ""},
		{"a b", "a b"},
		{" a", "a"},
		{"a ", "a"},
		{"a  b", "a b"},
		{"a\nb", "a b"},
		{"a \n b", "a b"},
		{"é\tà", "é à"},
		{"a\u2003b", "a b"},          // em space
		{"a\u2028b", "a b"},          // line separator
		{"a\u00a0: b", "a\u00a0: b"}, // no-break space
		{"a\u202f! b", "a\u202f! b"}, // narrow no-break space
		{"\u202f", "\u202f"},         //
		{"a\u200bb", "a\u200bb"},     // a zero-width space is no white space
		{"中文\n换行", "中文换行"},           // CSS Text 3 §4.1.3
		{"日本語\n  です", "日本語です"}, //
		{"中文 换行", "中文 换行"},     // a space that the author wrote stays
		{"中文\nabc", "中文 abc"},  //
		{"한국어\n문장", "한국어 문장"},  // Korean has spaces between words
		{"中文。\n换行", "中文。换行"},   // ideographic full stop
		{"ＡＢ\nＣ", "ＡＢＣ"},       // full-width forms
		{"Ceci\nest\n\nun   titre", "Ceci est un titre"},
	} {
		if got := OneLine(row.text); got != row.want {
			t.Errorf("%q: %q, want %q", row.text, got, row.want)
		}
	}
}

func TestFirstRunes(t *testing.T) {
	for _, row := range []struct {
		text string
		n    int
		want string
	}{
		{"", 3, ""}, {"abc", 0, ""}, {"abc", 2, "ab"}, {"abc", 3, "abc"}, {"abc", 9, "abc"}, {"éàü", 2, "éà"}, {"😀😀", 1, "😀"}, {"a\xffb", 2, "a\xff"},
	} {
		if got := FirstRunes(row.text, row.n); got != row.want {
			t.Errorf("%q, %d: %q, want %q", row.text, row.n, got, row.want)
		}
	}
}

func TestBetweenWide(t *testing.T) {
	for _, row := range []struct {
		a, b rune
		want bool
	}{
		{'中', '文', true}, {'あ', 'ア', true}, {'中', '。', true}, {'「', '中', true}, {'！', '中', true}, {'ㄅ', '中', true}, {'ꀀ', 'ꀁ', true},
		{'中', 'a', false}, {'a', '中', false}, {'a', 'b', false}, {'한', '국', false}, {'中', '한', false}, {'é', 'à', false}, {'𠀀', '𠀁', true},
	} {
		if got := BetweenWide(row.a, row.b); got != row.want {
			t.Errorf("%q %q: %v", row.a, row.b, got)
		}
	}
}

// FuzzOneLine checks that the result is one line without spaces around it, has all the other characters of the text, and is
// its own result.
func FuzzOneLine(f *testing.F) {
	for _, s := range []string{"a\nb", " a  b ", "中文\n换行", "a\u00a0\n b", "\u2028"} {
		f.Add(s)
	}
	drop := func(r rune) rune {
		if isBreakingSpace(r) {
			return -1
		}
		return r
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = Clean(s)
		got := OneLine(s)
		if strings.ContainsAny(got, "\n\t") || strings.Contains(got, "  ") || strings.Trim(got, " ") != got {
			t.Errorf("%q: %q", s, got)
		}
		if strings.Map(drop, got) != strings.Map(drop, s) {
			t.Errorf("%q: %q has other characters", s, got)
		}
		if again := OneLine(got); again != got {
			t.Errorf("%q: %q, and then %q", s, got, again)
		}
	})
}

package feed_test

import (
	"testing"

	"fil/feed"
)

// What a terminal would act upon is escaped; letters of every script are not.
func TestVisible(t *testing.T) {
	for text, want := range map[string]string{
		"été 2024 – « a » \"b\" 日本.md": "été 2024 – « a » \"b\" 日本.md", "a\nerror: b": `a\nerror: b`, "a\x1b[2Jb": `a\x1b[2Jb`, "a\u009bb": `a\u009bb`, "a\u202eb": `a\u202eb`, "a\xffb": `a\xffb`, "\r\"\x07": `\r"\a`,
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

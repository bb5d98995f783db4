package feed_test

import (
	"testing"

	"fil/feed"
)

func TestVisible(t *testing.T) {
	for text, want := range map[string]string{
		"été 2024 – « a » \"b\" 日本.md": "été 2024 – « a » \"b\" 日本.md", "a\nerror: b": `a\nerror: b`, "a\x1b[2Jb": `a\x1b[2Jb`, "a\u009bb": `a\u009bb`, "a\u202eb": `a\u202eb`, "a\xffb": `a\xffb`, "\r\"\x07": `\r"\a`,
	} {
		if got := feed.Visible(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

package feed_test

import (
	"strings"
	"testing"

	"fil/feed"
)

func TestStem(t *testing.T) {
	for name, want := range map[string]string{
		"a.md": "a", "b/a.md": "b/a", "b/index.md": "b", "index.html": "", "a.b.md": "a.b", "b/a.tar.gz.txt": "b/a.tar.gz",
	} {
		if got := feed.Stem(name); got != want {
			t.Errorf("Stem(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestNameDate(t *testing.T) {
	for name, want := range map[string][2]string{
		"2024-01-15-titre": {"titre", "2024-01-15"}, "2024-01-titre": {"titre", "2024-01"}, "1984-relu": {"1984-relu", ""},
		"2024-01": {"2024-01", "2024-01"}, "2024-01-15": {"2024-01-15", "2024-01-15"}, "2024-13-x": {"2024-13-x", ""}, "2024-02-30-x": {"2024-02-30-x", ""}, "2024-01-3-x": {"3-x", "2024-01"},
		"2024-01-15_x": {"x", "2024-01-15"}, "2024-01x": {"2024-01x", ""}, "": {"", ""},
	} {
		if rest, date := feed.NameDate(name); rest != want[0] || date != want[1] {
			t.Errorf("NameDate(%q) = %q, %q, want %q", name, rest, date, want)
		}
	}
}

func TestSlug(t *testing.T) {
	for name, want := range map[string]string{
		"Mon été à Gao !": "mon-été-à-gao", "🎉": "", "a--b": "a-b", "Ὀδυσσεύς": "ὀδυσσεύς", "日本 語": "日本-語", " x ": "x", strings.Repeat("é", 200): strings.Repeat("é", 60),
	} {
		if got := feed.Slug(name); got != want {
			t.Errorf("Slug(%q) = %q, want %q", name, got, want)
		}
	}
}

package source

import (
	"strings"
	"testing"
)

// If two articles claim one address, the older keeps it, and the problem names both.
func TestSameAddress(t *testing.T) {
	for _, pair := range [][2]string{{"a.md", "a/index.md"}, {"a.md", "A.md"}, {"2024-01-a.md", "2024-02-a.md"}, {"e\u0301.md", "\u00e9.md"}} {
		content := readAll(t, files(pair[0], "---\ndate: 2024-01\n---\nx", pair[1], "---\ndate: 2024-02\n---\ny"))
		if len(content.Articles) != 1 || content.Articles[0].Path != pair[0] {
			t.Errorf("%v: %d articles", pair, len(content.Articles))
		}
		if len(content.Problems) != 1 || !strings.Contains(content.Problems[0].Error(), pair[0]) || content.Problems[0].Path != pair[1] {
			t.Errorf("%v: %v", pair, content.Problems)
		}
	}
	content := readAll(t, files("tags.md", "---\ndate: 2024-01\n---\nx", "archive/2024.md", "---\ndate: 2024-01\n---\nx"))
	if len(content.Articles) != 0 || len(content.Problems) != 2 {
		t.Errorf("%d articles, %v", len(content.Articles), content.Problems)
	}
}

func TestSlugs(t *testing.T) {
	for _, c := range []struct{ name, front, want string }{
		{"a.md", "slug: Mon Titre Été", "/mon-titre-%C3%A9t%C3%A9/"},
		{"a.md", "slug: garde_tel.quel", "/garde_tel.quel/"},
		{"a.md", "slug: 🎉", "/a/"},
		{"🎉.md", "title: 🎉", "/6146299cd5/"},
		{"b/a.md", "permalink: /x/y.html", "/x/y.html"},
		{"b/a.md", "url: /x", "/x"},
		{"Mon article.md", "", "/Mon%20article/"},
	} {
		a := readOne(t, c.name, "---\ndate: 2024-01\n"+c.front+"\n---\nx")
		if got := strings.TrimPrefix(a.Permalink, "https://fil.example"); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.name, c.front, got, c.want)
		}
	}
}

package source

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"fil/feed"
)

// Descriptions of pictures are unchanged, and a picture without one gets alt="".
func TestAlt(t *testing.T) {
	for text, want := range map[string]string{
		"![L’école : « le marché » & co ?](p.png)": `alt="L’école : « le marché » &amp; co ?"`,
		"<img src=\"p.png\" title=\"C’est vu !\">": `title="C’est vu !"`,
		"<img src=\"https://o.example/x.png\">":    `alt=""`,
	} {
		fsys := fstest.MapFS{"a.md": &fstest.MapFile{Data: []byte("---\ndate: 2024-01-01\n---\n" + text + "\n")}, "p.png": &fstest.MapFile{}}
		c, err := readWhole(t.Context(), fsys, &feed.Site{BaseURL: "https://fil.example/", TimeZone: time.UTC}, Options{})
		if err != nil || len(c.Articles) != 1 {
			t.Fatal(err, c.Problems)
		}
		if got := c.article(0).Content; !strings.Contains(got, want) || strings.Count(got, "alt=") != 1 {
			t.Errorf("%s: no %s in %s", text, want, got)
		}
	}
}

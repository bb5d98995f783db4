package source

import (
	"strings"
	"testing"
)

// An asset that begins with front matter is a text of another tool, and is not published; an SVG is text too.
func TestAssetsLikeText(t *testing.T) {
	const text = "---\ntitle: A\ndraft: true\n---\nSecret.\n"
	for name, published := range map[string]bool{"a.csv": false, "a.js": false, "a.svg": false, "a.SVG": false, "a.png": true} {
		content := readAll(t, files("x.md", "---\ntitle: X\ndate: 2024-01-15\n---\nTexte.\n", name, text))
		isPublished := false
		for _, a := range content.Assets {
			isPublished = isPublished || a.Path == name
		}
		if isPublished != published || published == (len(content.Problems) > 0) {
			t.Errorf("%s is published: %v, %v", name, isPublished, content.Problems)
		}
		if !published && !strings.Contains(content.Problems[0].Message, "front matter") {
			t.Errorf("%s: %v", name, content.Problems)
		}
	}
}

package source

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"fil/feed"
)

func TestOriginalOf(t *testing.T) {
	for stem, want := range map[string]string{
		"X (1)": "X", "a/X 2": "a/X", "X-DESKTOP": "X", "X-DESKTOP-4F2": "X", "X (conflicted copy 2026-01-01)": "X", "X (Awa's conflicted copy 2026-01-01)": "X",
		"X.sync-conflict-20260101-101010-ABCDEFG": "X", "X_conflict-20260101-101010": "X", "X copy": "X", "X copy 2": "X", "X - Copie": "X", "X - Copy (2)": "X",
		"a/index (1)": "a", "bundle 2": "bundle", "Partie 2": "Partie", "Copy of X": "X", "X(1)": "X", "X_copy": "X", "X.conflict": "X", "trip-FRA": "", "book-III": "",
		"X": "", "a/b": "", "photocopy": "", "2024-01-02": "", "un-deux": "", "(1)": "", "index (1)": ".",
	} {
		if got := originalOf(stem); got != want {
			t.Errorf("%q is a copy of %q, want %q", stem, got, want)
		}
	}
}

// A file whose name is that of a copy is dropped only if its ID, or its title and date, are the
// original's.
func TestCopies(t *testing.T) {
	text := func(front string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("---\n" + front + "\n---\n\nUn.\n")}
	}
	original := text("title: X\ndate: 2024-01-01\nid: urn:x")
	edited := &feed.Meta{Path: "X.md", Title: "Before", Published: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)}
	for name, c := range map[string]struct {
		copy      string
		front     string
		published []*feed.Meta
		isCopy    bool
	}{
		"same ID":               {"X (1).md", "title: Other\ndate: 2025-01-01\nid: urn:x", nil, true},
		"same title and date":   {"X-DESKTOP.md", "title: X\ndate: 2024-01-01", nil, true},
		"the original's before": {"X 2.md", "title: Before\ndate: 2024-01-01", []*feed.Meta{edited}, true},
		"another title":         {"X 2.md", "title: X, part 2\ndate: 2024-01-01", nil, false},
		"another date":          {"X 2.md", "title: X\ndate: 2024-01-02", nil, false},
		"another name":          {"Y 2.md", "title: X\ndate: 2024-01-01", nil, false},
		"was published itself":  {"X 2.md", "title: X\ndate: 2024-01-01", []*feed.Meta{{Path: "X 2.md"}}, false},
	} {
		was := func(path string) *feed.Meta {
			if i := slices.IndexFunc(c.published, func(a *feed.Meta) bool { return a.Path == path }); i >= 0 {
				return c.published[i]
			}
			return nil
		}
		content, err := Read(t.Context(), fstest.MapFS{"X.md": original, c.copy: text(c.front)}, testSite, Options{LastPublished: was})
		if err != nil {
			t.Fatal(err)
		}
		warned := slices.ContainsFunc(content.Problems, func(p *feed.Problem) bool { return p.Path == c.copy && strings.Contains(p.Message, "a copy of X.md") })
		if isCopy := len(content.Articles) == 1; isCopy != c.isCopy || warned != c.isCopy || content.Collided != c.isCopy || content.Articles[len(content.Articles)-1].Path != "X.md" && c.isCopy {
			t.Errorf("%s: %d articles, %v", name, len(content.Articles), content.Problems)
		}
	}
}

package source

import (
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Each file is an article, an asset or ignored, by its name.
func TestFileNames(t *testing.T) {
	fsys := files("_posts/2024-01-02-x.md", "x", "_drafts/y.md", "y", "_secret/z.md", "z", ".hidden/q.md", "q", "a.md~", "~", ".a.md.swp", "s",
		"trip/index.md", "---\ndate: 2024-01\n---\nt", "trip/notes.txt", "n", "trip/p.jpg", "p", "robots.txt", "r", ".well-known/security.txt", "s",
		"sub/robots.txt", "2024-01-01\n\nUn texte.", "CNAME", "c", "4913", "4", "DS", "d", ".DS_Store", "d", "b.markdown", "---\ndate: 2024-01\n---\nb",
		"2024-03-04-index/index.md", "i")
	content := readAll(t, fsys)
	var got, assets []string
	for _, a := range content.Articles {
		draft := ""
		if a.Draft {
			draft = " draft"
		}
		got = append(got, a.Path+" "+a.Permalink+" "+a.Published.Format(time.DateOnly)+" "+a.Section+draft)
	}
	for _, a := range content.Assets {
		assets = append(assets, a.Path)
	}
	slices.Sort(assets)
	if diff := cmp.Diff([]string{
		"2024-03-04-index/index.md https://fil.example/index/ 2024-03-04 ",
		"_drafts/y.md https://fil.example/y/ 2020-05-06  draft",
		"_posts/2024-01-02-x.md https://fil.example/x/ 2024-01-02 ",
		"b.markdown https://fil.example/b/ 2024-01-01 ",
		"sub/robots.txt https://fil.example/sub/robots/ 2024-01-01 sub",
		"trip/index.md https://fil.example/trip/ 2024-01-01 ",
	}, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{".well-known/security.txt", "CNAME", "DS", "robots.txt", "trip/notes.txt", "trip/p.jpg"}, assets); diff != "" {
		t.Error(diff)
	}
}

// The date is that of the file's name if it has year and month, else the file's time, with a
// warning.
func TestDatesFromFiles(t *testing.T) {
	for name, want := range map[string]string{
		"2024-01-titre.md": "2024-01-01", "2024-01-15-titre.md": "2024-01-15", "1984-relu.md": "2020-05-06",
		"2024-13-x.md": "2020-05-06", "2024-01-32-x.md": "2020-05-06", "2024-01-15.md": "2024-01-15", "2024-01.md": "2024-01-01", "x.md": "2020-05-06",
	} {
		content := readAll(t, files(name, "Texte."))
		a := content.Articles[0]
		if got := a.Published.Format(time.DateOnly); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
		if warned := len(content.Problems) == 1 && content.Problems[0].Warning; warned != (want == "2020-05-06") {
			t.Errorf("%s: problems %v", name, content.Problems)
		}
	}
}

func TestSpecialFiles(t *testing.T) {
	fsys := files("2024-01-a.md", "x")
	fsys["pipe.md"] = &fstest.MapFile{Mode: fs.ModeNamedPipe}
	fsys["dev.md"] = &fstest.MapFile{Mode: fs.ModeDevice}
	content := readAll(t, fsys)
	if len(content.Articles) != 1 || len(content.Problems) != 2 || !content.Problems[0].Warning {
		t.Errorf("%d articles, %v", len(content.Articles), content.Problems)
	}
}

package memory

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fil/feed/feedtest"
)

func TestArticles(t *testing.T) {
	dir := t.TempDir()
	m, _, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	articles := feedtest.Articles()
	if err := m.KeepArticles(feedtest.Site(), articles); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Open(dir); !errors.Is(err, ErrHeld) {
		t.Errorf("opened twice: %v", err)
	}
	m.Close()
	before, err := os.ReadFile(filepath.Join(dir, fileName))
	if err != nil {
		t.Fatal(err)
	}
	if m, _, err = Open(dir); err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if err := m.KeepArticles(feedtest.Site(), articles); err != nil {
		t.Fatal(err)
	}
	if after, _ := os.ReadFile(filepath.Join(dir, fileName)); string(after) != string(before) {
		t.Error("keeping the same wrote to the file")
	}
	for _, want := range articles {
		got, ok := m.Article(want.Path, feedtest.Site())
		if !ok || cmp.Diff(want, got) != "" {
			t.Errorf("%s: %s", want.Path, cmp.Diff(want, got))
		}
	}
	// The site has moved: what it remembers moves along, but for IDs that are no addresses.
	moved := feedtest.Site()
	moved.BaseURL = "http://new.example/blog/"
	got, _ := m.Article(articles[0].Path, moved)
	if got.ID != articles[0].ID || got.Permalink != "http://new.example/blog/tout/" || !strings.Contains(got.Content, `"http://new.example/blog/rien/"`) {
		t.Errorf("%+v", got)
	}
	if got, _ := m.Article(articles[1].Path, moved); got.ID != got.Permalink {
		t.Errorf("%+v", got)
	}
	if err := m.KeepArticles(feedtest.Site(), articles[:1]); err != nil {
		t.Fatal(err)
	}
	if _, ok := m.Article(articles[1].Path, feedtest.Site()); ok {
		t.Error("an article that is no longer published is remembered")
	}
}

// A file that cannot be read is set aside, whatever is wrong with it.
func TestDamaged(t *testing.T) {
	for name, data := range map[string][]byte{"garbage": []byte("x"), "zeros": make([]byte, 1<<16), "empty": nil} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, fileName), data, 0o600); err != nil {
			t.Fatal(err)
		}
		m, setAside, err := Open(dir)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if (setAside == "") != (name == "empty") {
			t.Errorf("%s: set aside as %q", name, setAside)
		}
		m.Close()
	}
}

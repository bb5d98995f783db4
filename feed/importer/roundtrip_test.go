package importer

import (
	"cmp"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"fil/feed"
	"fil/feed/build"
	"fil/feed/feedtest"
	"fil/feed/source"
)

// publish publishes a folder of content, and returns dist.
func publishSite(t *testing.T, content string) (dist string) {
	t.Helper()
	base := filepath.Dir(content)
	dist = filepath.Join(base, "dist")
	engine, err := build.Open(t.Context(), build.Config{Content: content, Dist: dist, State: filepath.Join(base, ".fil")})
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	out, err := engine.Run(t.Context(), build.Ask{SkipSettle: true, Once: true})
	if err != nil {
		t.Fatal(err)
	}
	engine.Commit(out)
	for _, p := range out.Report.Problems {
		if !p.Warning {
			t.Errorf("%s: %v", content, p)
		}
	}
	return dist
}

// listOf returns the articles of a folder of content by ID, with what readers see of them.
func listOf(t *testing.T, content string) map[string]*feed.Meta {
	t.Helper()
	listing, err := build.List(context.Background(), build.Config{Content: content, State: filepath.Join(filepath.Dir(content), ".fil")})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*feed.Meta{}
	for _, a := range listing.Articles {
		all[a.ID] = a
	}
	return all
}

// A site that Fil has published, imported from each of its forms with the archives, and published again,
// has the same articles: IDs, dates, titles, tags and texts. JSON Feed has no archives, so only what its
// document holds comes back.
func TestRoundTrip(t *testing.T) {
	dir := t.TempDir()
	content := filepath.Join(dir, "site", "content")
	if err := os.MkdirAll(content, 0o755); err != nil {
		t.Fatal(err)
	}
	const articles = 60
	feedtest.Spread(articles-6).Write(t, filepath.Join(content, "corpus"))
	if err := os.Remove(filepath.Join(content, "corpus/site.yaml")); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(content, os.DirFS("../../content")); err != nil { // it has six articles, of all kinds
		t.Fatal(err)
	}
	const siteText = "title: S\nbase_url: https://s.example/\nlanguage: fr\nid_authority: s.example,2020\n"
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(content, "site.yaml"), siteText)
	dist := publishSite(t, content)
	client := &http.Client{Transport: http.NewFileTransport(http.Dir(dist))}
	before := listOf(t, content)
	for _, form := range feed.Forms() {
		t.Run(form.Name, func(t *testing.T) {
			again := filepath.Join(t.TempDir(), "content")
			if err := os.MkdirAll(again, 0o755); err != nil {
				t.Fatal(err)
			}
			write(filepath.Join(again, "site.yaml"), siteText)
			root, err := os.OpenRoot(again)
			if err != nil {
				t.Fatal(err)
			}
			defer root.Close()
			from, err := Open(t.Context(), "https://s.example/"+form.File, "", &Fetcher{Client: client})
			if err != nil {
				t.Fatal(err)
			}
			report, err := Run(t.Context(), from.Items(t.Context()), Options{Site: testSite(t, siteText), Root: root, Now: now})
			if err != nil || len(report.Faults) > 0 {
				t.Fatal(err, report.Faults)
			}
			want := articles
			if form.Name == feed.JSON.Name {
				want = 20
			}
			after := listOf(t, again)
			if len(after) != want {
				t.Errorf("%d articles, want %d", len(after), want)
			}
			texts := readTexts(t, again)
			for id, text := range readTexts(t, content) {
				is, was := after[id], before[id]
				if is == nil {
					continue
				}
				slices.Sort(is.Tags)
				slices.Sort(was.Tags)
				if is.Title != was.Title || !is.Published.Equal(was.Published) || !is.Updated.Equal(was.Updated) || !slices.Equal(is.Tags, was.Tags) ||
					cmp.Or(is.Language, "fr") != cmp.Or(was.Language, "fr") || is.Permalink != was.Permalink && !slices.Contains(is.Aliases, was.Page) {
					t.Errorf("%s is\n%+v, was\n%+v", id, is, was)
				}
				if !sameText(texts[id], text) {
					t.Errorf("%s has the text\n%s, had\n%s", id, outline(texts[id]), outline(text))
				}
			}
			publishSite(t, again)
		})
	}
}

// readArticles reads the articles of a folder of content with their texts.
func readArticles(t *testing.T, content, siteText string) (articles []*feed.Article) {
	t.Helper()
	var mu sync.Mutex
	_, err := source.Read(t.Context(), os.DirFS(content), testSite(t, siteText), source.Options{Now: now, StoreText: func(a *feed.Article) error {
		mu.Lock()
		defer mu.Unlock()
		clone := *a
		articles = append(articles, &clone)
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	return articles
}

// readTexts returns the texts of the articles in a folder of content, by ID.
func readTexts(t *testing.T, content string) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, a := range readArticles(t, content, "base_url: https://s.example/\nlanguage: fr\nid_authority: s.example,2020\n") {
		texts[a.ID] = strings.ReplaceAll(a.Content, "&#39;", "'")
	}
	return texts
}

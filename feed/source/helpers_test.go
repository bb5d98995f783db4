package source

import (
	"context"
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"fil/feed"
	"fil/feed/feedtest"
	"fil/feed/source/inventory"
)

func files(pairs ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		fsys[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1]), ModTime: time.Date(2020, 5, 6, 7, 8, 9, 0, time.UTC)}
	}
	return fsys
}

// readOne reads a single file of content and returns its article. It fails on any error.
func readOne(t *testing.T, name, text string) *feed.Article {
	t.Helper()
	content := readAll(t, fstest.MapFS{name: {Data: []byte(text), ModTime: time.Date(2020, 5, 6, 7, 8, 9, 0, time.UTC)}})
	for _, p := range content.Problems {
		if !p.Warning {
			t.Fatalf("%s: %v", name, p)
		}
	}
	if len(content.Articles) != 1 {
		t.Fatalf("%s: %d articles", name, len(content.Articles))
	}
	return content.article(0)
}

// whole is content with the texts of its articles.
type whole struct {
	*Content
	texts *feedtest.Texts
}

func (w whole) article(i int) *feed.Article {
	a, err := w.texts.Load(w.Articles[i])
	if err != nil {
		panic(err)
	}
	return a
}

// all returns all articles.
func (w whole) all() (articles []*feed.Article) {
	for i := range w.Articles {
		articles = append(articles, w.article(i))
	}
	return articles
}

// readWhole calls Read, and stores the texts.
func readWhole(ctx context.Context, fsys fs.FS, site *feed.Site, o Options) (whole, error) {
	w := whole{texts: &feedtest.Texts{}}
	o.StoreText = w.texts.Store
	var err error
	w.Content, err = Read(ctx, fsys, site, o)
	return w, err
}

func readAll(t *testing.T, fsys fstest.MapFS) whole {
	t.Helper()
	if fsys[inventory.SiteFile] == nil {
		fsys[inventory.SiteFile] = &fstest.MapFile{Data: []byte("title: Le site\nlanguage: fr\ntimezone: Europe/Paris\nid_authority: fil.example,2024\n")}
	}
	site, err := ReadSite(fsys, Overrides{DefaultBaseURL: "https://fil.example"})
	if err != nil {
		t.Fatal(err)
	}
	content, err := readWhole(t.Context(), fsys, site, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return content
}

var testSite = &feed.Site{BaseURL: "https://fil.example/", TimeZone: time.UTC, Pages: true}

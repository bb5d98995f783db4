package source

import (
	"context"
	"io/fs"
	"maps"
	"slices"
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

// whole is content with all its articles and their texts.
type whole struct {
	*Content
	Articles     []*feed.Meta // by path
	Introduction *feed.Meta
	records      map[string]*feed.Record // of this reading and those before
	texts        *feedtest.Texts
}

// find returns the article in a file, nil if there is none.
func (w whole) find(path string) *feed.Article {
	for i, a := range w.Articles {
		if a.Path == path {
			return w.article(i)
		}
	}
	return nil
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

// recordsOf returns a map of records as Read takes them.
func recordsOf(all map[string]*feed.Record) *feed.Records {
	records := feed.NewRecords(len(all))
	for path, record := range all {
		records.Put(path, record)
	}
	return records
}

// readWhole calls Read, and stores the texts.
func readWhole(ctx context.Context, fsys fs.FS, site *feed.Site, o Options) (whole, error) {
	w := whole{texts: &feedtest.Texts{}}
	if o.StoreText == nil {
		o.StoreText = w.texts.Store
	}
	var err error
	w.Content, err = Read(ctx, fsys, site, o)
	if err != nil {
		return w, err
	}
	w.records = maps.Collect(o.Records.All())
	maps.Copy(w.records, w.Records)
	for _, path := range slices.SortedFunc(maps.Keys(w.records), feed.ComparePaths) {
		switch record := w.records[path]; {
		case !record.Usable():
		case record.Meta.Stem == "":
			w.Introduction = record.Meta
		default:
			w.Articles = append(w.Articles, record.Meta)
		}
	}
	return w, nil
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

package source

import (
	"os"
	"testing"

	"fil/feed"
	"fil/feed/feedtest"
	"fil/feed/source/inventory"
)

// BenchmarkRead reads a thousand articles: all of them rendered, or all unchanged.
func BenchmarkRead(b *testing.B) {
	dir := b.TempDir()
	feedtest.Spread(1000).Write(b, dir)
	fsys := os.DirFS(dir)
	site, err := ReadSite(fsys, Overrides{DefaultBaseURL: "https://corpus.example/"})
	if err != nil {
		b.Fatal(err)
	}
	past := map[string]*feed.Record{}
	run := func(b *testing.B, o Options) {
		b.ReportAllocs()
		for b.Loop() {
			inv, err := inventory.Walk(fsys, 0)
			if err != nil {
				b.Fatal(err)
			}
			o.Inventory = inv
			content, err := readWhole(b.Context(), fsys, site, o)
			if err != nil || len(content.Articles) != 1000 {
				b.Fatal(len(content.Articles), err)
			}
			for path, record := range content.Records {
				past[path] = record
			}
		}
	}
	b.Run("all", func(b *testing.B) { run(b, Options{}) })
	b.Run("unchanged", func(b *testing.B) { run(b, Options{Records: recordsOf(past)}) })
}

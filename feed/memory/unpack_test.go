package memory

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fil/feed"
	"fil/feed/feedtest"
)

// A record is decoded as it was encoded, whatever its texts have in common, and those texts do not
// point into the block.
func TestUnpack(t *testing.T) {
	u := NewUnpacker(feedtest.Zone())
	for name, change := range map[string]func(a *feed.Article){
		"unchanged":           func(*feed.Article) {},
		"the permalink as ID": func(a *feed.Article) { a.ID = a.Permalink },
		"no page, no title":   func(a *feed.Article) { a.Page, a.Title = "", "" },
		"nothing in common": func(a *feed.Article) {
			a.ID, a.Path, a.Permalink, a.Page = "urn:1", "2.md", "https://x.example/3", "4.html"
		},
		"a folder":         func(a *feed.Article) { a.Path, a.Stem = "été/index.md", "été" },
		"a name in form D": func(a *feed.Article) { a.Path, a.Stem = "e\u0301te\u0301.md", "été" },
		"long texts":       func(a *feed.Article) { a.Title = fmt.Sprintf("%2000d", 1) },
		"no tags":          func(a *feed.Article) { a.Tags, a.Section = nil, "" },
	} {
		for i, whole := range feedtest.Articles() {
			a := whole.Slim()
			a.Print, a.ContentSize, a.FrameSize = [16]byte{1}, 2, 3
			change(a)
			want := &feed.Record{Stamp: feed.Stamp{Size: 1, Modified: 2, Changed: 3, Inode: 4}, Sure: true, Article: a, Refs: []uint64{1, 1 << 63}, Body: feed.Body{File: 1, At: 2, Length: 3}}
			block := PackRecord(want)
			got, err := u.Record(a.Path, block)
			if err != nil {
				t.Fatalf("%s, %d: %v", name, i, err)
			}
			clear(block)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, %d: -want +got\n%s", name, i, diff)
			}
		}
	}
	if _, err := u.Record("a.md", []byte{1, 2, 3}); err == nil {
		t.Error("bytes that are no record were decoded")
	}
}

// Articles with equal tags and authors share them.
func TestUnpackShares(t *testing.T) {
	u, a := NewUnpacker(time.UTC), feedtest.Articles()[0].Slim()
	var read [2]*feed.Article
	for i := range read {
		r, err := u.Record(a.Path, PackRecord(&feed.Record{Article: a}))
		if err != nil {
			t.Fatal(err)
		}
		read[i] = r.Article
	}
	if &read[0].Tags[0] != &read[1].Tags[0] || &read[0].Authors[0] != &read[1].Authors[0] {
		t.Error("two articles with the same author and tags do not share them")
	}
}

// Texts that several goroutines store in pages do not overlap, however long they are.
func TestUnpackTexts(t *testing.T) {
	const n = 500
	u, articles, read := NewUnpacker(time.UTC), many(n), make([]*feed.Article, n)
	var all sync.WaitGroup
	for i, a := range articles {
		a.Title = strings.Repeat("é", i*i/8)
		all.Go(func() {
			if r, err := u.Record(a.Path, PackRecord(&feed.Record{Article: a})); err == nil {
				read[i] = r.Article
			}
		})
	}
	all.Wait()
	for i, want := range articles {
		if diff := cmp.Diff(want, read[i], cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); diff != "" {
			t.Fatal(diff)
		}
	}
}

// A text is stored whole if it fits the rest of the page exactly, and if it does not.
func TestUnpackPages(t *testing.T) {
	u := NewUnpacker(time.UTC)
	for i := range 100 {
		text := bytes.Repeat([]byte{byte('a' + i%26)}, max(0, len(u.page)-1+i%3))
		if stored := u.store(text); stored != string(text) {
			t.Errorf("of %d bytes %d are stored", len(text), len(stored))
		}
	}
}

// many returns n articles with the fields that planning needs.
func many(n int) []*feed.Article {
	articles := make([]*feed.Article, n)
	for i := range articles {
		stem := fmt.Sprintf("2024/01/un-titre-comme-un-autre-%d", i)
		articles[i] = &feed.Article{Path: stem + ".md", Stem: stem, ID: "tag:fil.example,2024:" + stem, Permalink: "https://fil.example/" + stem + "/", Page: stem + "/index.html",
			Title: fmt.Sprint("Un titre comme un autre ", i), Tags: []string{"Mali", "Russie"}, Authors: []feed.Person{{Name: "Awa Traoré"}},
			Published: time.Unix(int64(i), 0), Updated: time.Unix(int64(i), 0)}
	}
	return articles
}

// BenchmarkKeep stores a first publication, and saves the cache.
func BenchmarkKeep(b *testing.B) {
	articles := many(100_000)
	records := make(map[string]*feed.Record, len(articles))
	for _, a := range articles {
		records[a.Path] = &feed.Record{Article: a}
	}
	nowhere := func(*feed.Article) feed.Body { return feed.Body{} }
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		dir := b.TempDir()
		m, _, err := Open(dir, nil)
		if err != nil {
			b.Fatal(err)
		}
		cache, err := m.OpenCache(dir, "scope", time.UTC)
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if err := m.Keep(Publication{Site: feedtest.Site(), Articles: articles, Body: nowhere}); err != nil {
			b.Fatal(err)
		}
		if err := cache.Save(Change{Records: records, Last: LastRun{Ran: time.Unix(1, 0)}}); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if err := errors.Join(cache.Close(), m.Close()); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// BenchmarkUnpack reports the memory that a decoded record takes.
func BenchmarkUnpack(b *testing.B) {
	const n = 10_000
	blocks, paths := make([][]byte, n), make([]string, n)
	for i, a := range many(n) {
		blocks[i], paths[i] = PackRecord(&feed.Record{Article: a}), a.Path
	}
	live := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	b.ReportAllocs()
	perRecord := 0.0
	for b.Loop() {
		b.StopTimer()
		before := live()
		b.StartTimer()
		u, records := NewUnpacker(time.UTC), make([]*feed.Record, n)
		for i := range blocks {
			var err error
			records[i], err = u.Record(paths[i], blocks[i])
			if err != nil {
				b.Fatal(err)
			}
		}
		b.StopTimer()
		perRecord = float64(live()-before) / n
		runtime.KeepAlive(records)
		b.StartTimer()
	}
	b.ReportMetric(perRecord, "B/record")
}

// BenchmarkCollect measures a garbage collection while 100,000 records are in memory.
func BenchmarkCollect(b *testing.B) {
	u, articles := NewUnpacker(time.UTC), many(100_000)
	records := make([]*feed.Record, len(articles))
	for i, a := range articles {
		var err error
		records[i], err = u.Record(a.Path, PackRecord(&feed.Record{Article: a}))
		if err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		runtime.GC()
	}
	runtime.KeepAlive(records)
}

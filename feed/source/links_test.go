package source

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"fil/feed"
)

// The memory of an article is freed when its text is stored, even if other articles link to it.
func TestLinkedTextsAreFreed(t *testing.T) {
	const n, size = 400, 100_000
	fsys := fstest.MapFS{}
	for i := range n {
		text := fmt.Sprintf("---\ntitle: T%d\ndate: 2024-01-01\n---\n\n[l](%d.md) %s\n", i, (i+1)%n, strings.Repeat("un mot ", size/7))
		fsys[fmt.Sprintf("%d.md", i)] = &fstest.MapFile{Data: []byte(text), ModTime: time.Unix(1, 0)}
	}
	site, err := ReadSite(fsys, Overrides{BaseURL: "https://t.example/"})
	if err != nil {
		t.Fatal(err)
	}
	live := func() int {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int(m.HeapAlloc)
	}
	before, kept, most := live(), atomic.Int64{}, 0
	o := Options{
		Pack: func(r *feed.Record) []byte { // like package memory: the copy shares no memory with the original
			data, err := json.Marshal(r)
			if err != nil {
				t.Error(err)
			}
			return data
		},
		Unpack: func(_ string, block []byte) (*feed.Record, error) {
			r := &feed.Record{}
			return r, json.Unmarshal(block, r)
		},
	}
	o.StoreText = func(a *feed.Article) (feed.Body, error) {
		if kept.Add(1) == n { // the last one
			most = live() - before
		}
		return feed.Body{Length: 1}, nil
	}
	c, err := Read(t.Context(), fsys, site, o)
	if err != nil || len(c.Articles) != n || len(c.Problems) > 0 {
		t.Fatal(err, c.Problems)
	}
	if most > maxBuffered+n*size/4 {
		t.Errorf("%d bytes of %d are held", most, n*size)
	}
}

// Relative URLs are resolved as paths beside the file, and every URL is absolute.
func TestURLs(t *testing.T) {
	md := "[a](b.md) [b](../2024-01-c.md#x) [c](#fn) [d](/img/p.png) [e](p.png?v=1) [f](//cdn.example/x) [g](mailto:a@b.example) " +
		"[h](/elsewhere) [i](b) [j](https://x.example/ü) ![k](p.png)\n"
	html := `<img src="p.png" srcset="p.png 1x, /img/p.png 2x"><video poster="p.png" src="p.png"></video><a href="#n">n</a>` +
		`<img data-src="p.png" src="lazy.gif"><iframe src="//v.example/1" title="Film"></iframe>`
	fsys := files("blog/a.md", "---\ndate: 2024-01\n---\n"+md, "blog/h.html", "---\ndate: 2024-01\n---\n"+html, "blog/b.md", "---\ndate: 2024-01\nslug: autre\n---\nb",
		"2024-01-c.md", "c", "img/p.png", "x", "blog/p.png", "x")
	byPath := map[string]*feed.Article{}
	for _, a := range readAll(t, fsys).Articles {
		byPath[a.Path] = a
	}
	for _, want := range []string{
		`href="https://fil.example/blog/autre/">a<`, `href="https://fil.example/c/#x">b<`, `href="https://fil.example/blog/a/#fn">c<`,
		`href="https://fil.example/img/p.png">d<`, `href="https://fil.example/blog/p.png?v=1">e<`, `href="https://cdn.example/x">f<`,
		`href="mailto:a@b.example">g<`, `href="https://fil.example/elsewhere">h<`, `href="https://fil.example/blog/autre/">i<`,
		`href="https://x.example/%C3%BC">j<`, `src="https://fil.example/blog/p.png" alt="k"`,
	} {
		if !strings.Contains(byPath["blog/a.md"].Content, want) {
			t.Errorf("no %s in\n%s", want, byPath["blog/a.md"].Content)
		}
	}
	for _, want := range []string{
		`srcset="https://fil.example/blog/p.png 1x, https://fil.example/img/p.png 2x"`, `poster="https://fil.example/blog/p.png"`,
		`href="https://fil.example/blog/h/#n"`, `<a href="https://v.example/1">Film</a>`,
	} {
		if !strings.Contains(byPath["blog/h.html"].Content, want) {
			t.Errorf("no %s in\n%s", want, byPath["blog/h.html"].Content)
		}
	}
	if strings.Contains(byPath["blog/h.html"].Content, "lazy.gif") {
		t.Error("a lazy image stayed lazy")
	}
}

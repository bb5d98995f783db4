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
func TestLinkedGo(t *testing.T) {
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

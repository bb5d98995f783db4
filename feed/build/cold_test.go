package build

import (
	"fil/feed/feedtest"
	"fmt"
	"sync/atomic"
	"testing"
	"time"
)

// After each of a random sequence of changes, a build with the cache of the last one publishes the same
// bytes as a cold build with the same memory.
func TestColdEqualsCached(t *testing.T) {
	for seed := range uint64(feedtest.Sampled(12, 2)) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, seed)
			for step := range 25 {
				w.copyState("state", "before")
				w.build("dist", "state")
				w.compare(fmt.Sprint("step ", step))
				for range 1 + w.r.IntN(2) {
					w.randomChange()
				}
			}
		})
	}
}

// After each of a random sequence of changes, a run of a server publishes the same bytes as a cold
// build, with and without the names of the changed files.
func TestColdEqualsService(t *testing.T) {
	histories := feedtest.Sampled(6, 3)
	var follows atomic.Int64
	t.Cleanup(func() {
		if n := follows.Load(); n < 3*int64(histories) {
			t.Errorf("only %d runs followed another plan", n)
		}
	})
	for seed := range uint64(histories) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, 100+seed)
			w.run(nil)
			for step := range 25 {
				before := w.stamps()
				w.randomChange()
				changed := w.changed(before)
				if w.r.IntN(4) == 0 {
					changed = nil
				}
				w.copyState("state", "before") // between two runs, nothing writes to the state folder
				w.run(changed)
				w.compare(fmt.Sprint("step ", step))
			}
			follows.Add(int64(w.follows))
		})
	}
}

// In a first run, memory and cache are written at the same time from the same articles. The race
// detector finds it if one of them writes to an article.
func TestFirstRun(t *testing.T) {
	w := &world{t: t, dir: t.TempDir(), now: time.Date(2024, 2, 20, 8, 0, 0, 0, time.UTC)}
	w.write("site.yaml", sites[0])
	w.write("s/a.png", "x")
	for i := range 400 {
		w.write(fmt.Sprintf("s/%d.md", i), dated(fmt.Sprint("T", i), "2024-01-05"))
	}
	w.run(nil)
	if n := w.engine.cache.Records.Len(); n != 401 || w.engine.cache.Token == "" {
		t.Errorf("%d records, token %q", n, w.engine.cache.Token)
	}
}

// An asset whose name is a page's or its compressed form's is refused, also if a run plans
// only what has changed.
func TestAssetBesideCompressedPage(t *testing.T) {
	w := newWorld(t, 10)
	w.write("g.md", "---\ntitle: G\ndate: 2024-01-05\npermalink: /data.gz/\n---\n\nUn.\n")
	w.write("data", "x")
	w.run(nil)
	w.write("data.gz", "x")
	w.copyState("state", "before")
	w.run([]string{"data.gz"})
	w.compare("data.gz")
}

package build

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"
)

// After each of a random sequence of changes, an incremental build publishes the same bytes as a
// cold build with the same memory.
func TestColdEqualsIncremental(t *testing.T) {
	for seed := range histories(12) {
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
	var quick atomic.Int64
	t.Cleanup(func() {
		if n := quick.Load(); n < 3*int64(histories(6)) {
			t.Errorf("%d runs cost what had changed", n)
		}
	})
	for seed := range histories(6) {
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
			quick.Add(int64(w.incremental))
		})
	}
}

// A service that goes by what the last run has left sees all the same what that does not say.
func TestIncrementalRuns(t *testing.T) {
	t.Run("the way home", func(t *testing.T) {
		w := newServedWorld(t, sites[0], "index.md", "Bonjour.\n", "s/a.md", dated("A", "2024-01-05"))
		w.compareAfter("a link", func() { w.write("s/a.md", dated("A", "2024-01-05")+"[accueil](../index.md)\n") })
	})
	t.Run("whose time is over", func(t *testing.T) {
		w := newServedWorld(t, sites[1], "s/a.md", dated("A", "2024-01-05", "expires: 2024-02-21", "tags: [a]"))
		w.now = w.now.AddDate(0, 0, 2)
		w.compareAfter("later", func() { w.write("s/b.md", dated("B", "2024-01-06")) })
	})
	t.Run("whose time has come", func(t *testing.T) {
		w := newServedWorld(t, sites[1], "s/a.md", dated("A", "2024-02-21", "tags: [a]"), "index.md", "---\ndate: 2024-02-21\n---\n\nBonjour.\n")
		w.now = w.now.AddDate(0, 0, 2)
		w.compareAfter("later", func() { w.write("s/b.md", dated("B", "2024-01-06")) })
	})
	t.Run("that the clock was wrong", func(t *testing.T) {
		w := newServedWorld(t, sites[0], "s/a.md", dated("A", "2024-02-15"))
		w.now = w.now.AddDate(0, 0, -10)
		w.compareAfter("earlier", func() { w.write("s/b.md", dated("B", "2024-01-06")) })
	})
	for _, told := range []bool{true, false} {
		t.Run(fmt.Sprint("two with one ID, told ", told), func(t *testing.T) {
			w := newServedWorld(t, sites[0])
			w.write("s/c.md", dated("C", "2024-01-06", "id: urn:x:1"))
			w.write("s/d.md", dated("D", "2024-01-07", "id: urn:x:1"))
			w.copyState("state", "before")
			if told {
				w.run([]string{"s/c.md", "s/d.md"})
			} else {
				w.run(nil)
			}
			w.compare("both at once")
		})
	}
	t.Run("one more with an ID", func(t *testing.T) {
		w := newServedWorld(t, sites[0], "s/c.md", dated("C", "2024-01-06", "id: urn:x:1"))
		w.compareAfter("the second", func() { w.write("s/d.md", dated("D", "2024-01-07", "id: urn:x:1")) })
	})
	t.Run("who has the page of a feed", func(t *testing.T) {
		w := newServedWorld(t, sites[1], "s/a.md", dated("A", "2024-01-05"), "s.md", dated("S", "2024-01-04"))
		leave := func() {
			if err := os.Remove(w.path("s.md")); err != nil {
				t.Fatal(err)
			}
		}
		w.compareAfter("nobody", leave)
		w.compareAfter("another article", func() { w.write("c.md", dated("C", "2024-01-06")) })
		w.compareAfter("an article again", func() { w.write("s.md", dated("S", "2024-01-04")) })
		w.compareAfter("nobody again", leave)
	})
	t.Run("what has gone from dist", func(t *testing.T) {
		w := newServedWorld(t, sites[1], "s/a.md", dated("A", "2024-01-05", "tags: [x]"), "s/b.md", dated("B", "2024-01-04", "tags: [y]"))
		lost := filepath.Join(w.dir, "dist", "tags", "x", "atom.xml")
		if err := os.Remove(lost); err != nil {
			t.Fatal(err)
		}
		w.write("s/b.md", dated("BB", "2024-01-04", "tags: [y]"))
		w.copyState("state", "before")
		w.run([]string{"s/b.md"})
		if _, err := os.Stat(lost); err == nil {
			t.Error("a feed was planned that nothing has come to")
		}
		w.run(nil)
		w.compare("looked at")
	})
	t.Run("one of twins", func(t *testing.T) {
		w := newServedWorld(t, sites[0], "s/c.md", dated("C", "2024-01-06"), "s/d.md", dated("C", "2024-01-06"))
		w.compareAfter("moved", func() {
			if err := os.Rename(w.path("s/c.md"), w.path("s/e.md")); err != nil {
				t.Fatal(err)
			}
		})
	})
	t.Run("a file and a folder", func(t *testing.T) {
		w := newServedWorld(t, sites[0], "s/a.md", dated("A", "2024-01-05"))
		w.write("s/a.md", dated("AA", "2024-01-05"))
		w.write("u/b.md", dated("B", "2024-01-06"))
		w.copyState("state", "before")
		w.run([]string{"s/a.md", "u"})
		w.compare("both")
	})
	t.Run("a folder in the place of a file", func(t *testing.T) {
		w := newServedWorld(t, sites[0], "s/a.md", dated("A", "2024-01-05"), "data", "x")
		for _, name := range []string{"s/a.md", "data"} {
			if err := os.Remove(w.path(name)); err != nil {
				t.Fatal(err)
			}
		}
		w.write("s/a.md/x.md", dated("X", "2024-01-06"))
		w.write("data/x.bin", "x")
		w.copyState("state", "before")
		w.run(nil)
		w.compare("a folder")
		if err := errors.Join(os.RemoveAll(w.path("s/a.md")), os.RemoveAll(w.path("data"))); err != nil {
			t.Fatal(err)
		}
		w.write("s/a.md", dated("A", "2024-01-05"))
		w.write("data", "x")
		w.copyState("state", "before")
		w.run(nil)
		w.compare("a file")
	})
	t.Run("whose end has moved", func(t *testing.T) {
		w := newServedWorld(t, sites[1], "s/a.md", dated("A", "2024-01-05", "expires: 2024-02-25", "aliases: [/vieux/]"))
		w.compareAfter("later", func() { w.write("s/a.md", dated("A", "2024-01-05", "expires: 2024-02-27", "aliases: [/vieux/]")) })
		w.now = w.now.AddDate(0, 0, 10)
		w.compareAfter("over", func() { w.write("s/b.md", dated("B", "2024-01-06")) })
		w.compareAfter("and still", func() { w.write("s/b.md", dated("BB", "2024-01-06")) })
	})
	t.Run("the first episode", func(t *testing.T) {
		const podcast = "title: S\nbase_url: https://un.example/\nid_authority: un.example,2024\nfeed: {limit: 1}\npodcast:\n  author: Awa\n  owner: {name: Awa, email: awa@un.example}\n" +
			"  category: [News > Daily News]\n  image: https://un.example/i.png\n  guid: 917393e3-1b1e-5cef-ace4-edaa54e1f810\n"
		w := newServedWorld(t, podcast, "s/a.md", dated("A", "2024-01-05"), "s/b.md", dated("B", "2023-11-06"), "s/c.md", dated("C", "2023-10-06"))
		w.compareAfter("comes", func() {
			w.write("s/d.md", dated("D", "2024-02-07", "enclosures: [{url: 'https://un.example/d.mp3', type: audio/mpeg, length: 5}]"))
		})
	})
	t.Run("what a run that failed had read", func(t *testing.T) {
		w := newServedWorld(t, sites[1], "s/a.md", dated("A", "2024-01-05", "tags: [a]"))
		before := w.stamps()
		w.write("s/b.md", dated("B", "2024-01-06", "tags: [a, b]"))
		w.failing = true
		if out, err := w.engine.Run(t.Context(), Ask{Changed: w.changed(before), SkipSettle: true}); err == nil {
			t.Fatalf("it did not fail: %+v", out.Report)
		}
		w.failing = false
		w.compareAfter("after it", func() { w.write("s/c.md", dated("C", "2024-01-07", "tags: [b]")) })
		w.compareAfter("and again", func() { w.write("s/c.md", dated("CC", "2024-01-07", "tags: [b]")) })
	})
	t.Run("a draft that moves", func(t *testing.T) {
		w := newServedWorld(t, sites[0], "s/c.md", dated("C", "2024-01-06", "draft: true"))
		w.compareAfter("moved", func() {
			w.write("s/d.md", dated("C", "2024-01-06", "draft: true"))
			if err := os.Remove(w.path("s/c.md")); err != nil {
				t.Fatal(err)
			}
		})
		w.compareAfter("published", func() { w.write("s/d.md", dated("C", "2024-01-06")) })
	})
	t.Run("a draft with the alias of another", func(t *testing.T) {
		w := newServedWorld(t, sites[1], "s/a.md", dated("A", "2024-01-05", "aliases: [/vieux/]"), "s/b.md", dated("B", "2024-01-06", "aliases: [/vieux/]", "draft: true"))
		w.compareAfter("saved", func() { w.write("s/b.md", dated("BB", "2024-01-06", "aliases: [/vieux/]", "draft: true")) })
		w.compareAfter("deleted", func() {
			if err := os.Remove(w.path("s/b.md")); err != nil {
				t.Fatal(err)
			}
		})
	})
	t.Run("a draft where the alias of another leads from", func(t *testing.T) {
		w := newServedWorld(t, sites[0], "s/a.md", dated("A", "2024-01-05", "aliases: [/s/b/]"), "s/b.md", dated("B", "2024-03-06"))
		w.compareAfter("saved", func() { w.write("s/b.md", dated("BB", "2024-03-06")) })
		w.compareAfter("dropped", func() { w.write("s/b.md", dated("BB", "2024-03-06", "draft: true")) })
	})
	t.Run("centuries", func(t *testing.T) {
		var files []string
		for _, year := range []string{"1400", "1500", "1600", "1670", "1700", "2000"} {
			files = append(files, "s/"+year+".md", dated(year, year+"-01-05", "tags: [a]"))
		}
		w := newServedWorld(t, sites[1], files...)
		w.compareAfter("one more", func() { w.write("s/1350.md", dated("1350", "1350-01-05", "tags: [a]")) })
	})
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
	if n := len(w.engine.cache.Records); n != 401 || w.engine.cache.Token == "" {
		t.Errorf("%d records, token %q", n, w.engine.cache.Token)
	}
}

// An asset whose name is a page's or its compressed form's is refused, also in an incremental run.
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

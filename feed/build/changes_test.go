package build

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// A run that follows another plan publishes what a cold build does when an article comes due or
// expires, and when the clock was wrong.
func TestFollowingTimes(t *testing.T) {
	t.Run("expired", func(t *testing.T) {
		w := newServedWorld(t, sites[1], "s/a.md", dated("A", "2024-01-05", "expires: 2024-02-21", "tags: [a]"))
		w.now = w.now.AddDate(0, 0, 2)
		w.compareAfter("later", func() { w.write("s/b.md", dated("B", "2024-01-06")) })
	})
	t.Run("due", func(t *testing.T) {
		w := newServedWorld(t, sites[1], "s/a.md", dated("A", "2024-02-21", "tags: [a]"), "index.md", "---\ndate: 2024-02-21\n---\n\nBonjour.\n")
		w.now = w.now.AddDate(0, 0, 2)
		w.compareAfter("later", func() { w.write("s/b.md", dated("B", "2024-01-06")) })
	})
	t.Run("clock set back", func(t *testing.T) {
		w := newServedWorld(t, sites[0], "s/a.md", dated("A", "2024-02-15"))
		w.now = w.now.AddDate(0, 0, -10)
		w.compareAfter("earlier", func() { w.write("s/b.md", dated("B", "2024-01-06")) })
	})
	t.Run("another expiry date", func(t *testing.T) {
		w := newServedWorld(t, sites[1], "s/a.md", dated("A", "2024-01-05", "expires: 2024-02-25", "aliases: [/vieux/]"))
		w.compareAfter("changed", func() { w.write("s/a.md", dated("A", "2024-01-05", "expires: 2024-02-27", "aliases: [/vieux/]")) })
		w.now = w.now.AddDate(0, 0, 10)
		w.compareAfter("expired", func() { w.write("s/b.md", dated("B", "2024-01-06")) })
		w.compareAfter("still expired", func() { w.write("s/b.md", dated("BB", "2024-01-06")) })
	})
	t.Run("dates in many centuries", func(t *testing.T) {
		var files []string
		for _, year := range []string{"1400", "1500", "1600", "1670", "1700", "2000"} {
			files = append(files, "s/"+year+".md", dated(year, year+"-01-05", "tags: [a]"))
		}
		w := newServedWorld(t, sites[1], files...)
		w.compareAfter("an older one", func() { w.write("s/1350.md", dated("1350", "1350-01-05", "tags: [a]")) })
	})
}

// A run that follows another plan finds that a changed article has the ID, or the bytes, of one that
// has not changed.
func TestFollowingIDs(t *testing.T) {
	for _, filesGiven := range []bool{true, false} {
		t.Run(fmt.Sprint("two new articles with one ID, files given: ", filesGiven), func(t *testing.T) {
			w := newServedWorld(t, sites[0])
			w.write("s/c.md", dated("C", "2024-01-06", "id: urn:x:1"))
			w.write("s/d.md", dated("D", "2024-01-07", "id: urn:x:1"))
			w.copyState("state", "before")
			if filesGiven {
				w.run([]string{"s/c.md", "s/d.md"})
			} else {
				w.run(nil)
			}
			w.compare("both at once")
		})
	}
	t.Run("a new article with the ID of another", func(t *testing.T) {
		w := newServedWorld(t, sites[0], "s/c.md", dated("C", "2024-01-06", "id: urn:x:1"))
		w.compareAfter("the second", func() { w.write("s/d.md", dated("D", "2024-01-07", "id: urn:x:1")) })
	})
	t.Run("one of two equal articles renamed", func(t *testing.T) {
		w := newServedWorld(t, sites[0], "s/c.md", dated("C", "2024-01-06"), "s/d.md", dated("C", "2024-01-06"))
		w.compareAfter("moved", func() {
			if err := os.Rename(w.path("s/c.md"), w.path("s/e.md")); err != nil {
				t.Fatal(err)
			}
		})
	})
}

// A run that follows another plan ignores the addresses of drafts, which other articles may have.
func TestFollowingDrafts(t *testing.T) {
	t.Run("draft renamed and published", func(t *testing.T) {
		w := newServedWorld(t, sites[0], "s/c.md", dated("C", "2024-01-06", "draft: true"))
		w.compareAfter("renamed", func() {
			w.write("s/d.md", dated("C", "2024-01-06", "draft: true"))
			w.remove("s/c.md")
		})
		w.compareAfter("published", func() { w.write("s/d.md", dated("C", "2024-01-06")) })
	})
	t.Run("draft with the alias of an article", func(t *testing.T) {
		w := newServedWorld(t, sites[1], "s/a.md", dated("A", "2024-01-05", "aliases: [/vieux/]"), "s/b.md", dated("B", "2024-01-06", "aliases: [/vieux/]", "draft: true"))
		w.compareAfter("saved", func() { w.write("s/b.md", dated("BB", "2024-01-06", "aliases: [/vieux/]", "draft: true")) })
		w.compareAfter("removed", func() { w.remove("s/b.md") })
	})
	t.Run("draft at the alias of an article", func(t *testing.T) {
		w := newServedWorld(t, sites[0], "s/a.md", dated("A", "2024-01-05", "aliases: [/s/b/]"), "s/b.md", dated("B", "2024-03-06"))
		w.compareAfter("saved", func() { w.write("s/b.md", dated("BB", "2024-03-06")) })
		w.compareAfter("made a draft", func() { w.write("s/b.md", dated("BB", "2024-03-06", "draft: true")) })
	})
}

// A run that follows another plan makes the pages and feeds again that a change concerns indirectly.
func TestFollowingPages(t *testing.T) {
	t.Run("link to the home page", func(t *testing.T) {
		w := newServedWorld(t, sites[0], "index.md", "Bonjour.\n", "s/a.md", dated("A", "2024-01-05"))
		w.compareAfter("a link", func() { w.write("s/a.md", dated("A", "2024-01-05")+"[accueil](../index.md)\n") })
	})
	t.Run("article at the page of a feed", func(t *testing.T) {
		w := newServedWorld(t, sites[1], "s/a.md", dated("A", "2024-01-05"), "s.md", dated("S", "2024-01-04"))
		w.compareAfter("article removed", func() { w.remove("s.md") })
		w.compareAfter("unrelated change", func() { w.write("c.md", dated("C", "2024-01-06")) })
		w.compareAfter("article restored", func() { w.write("s.md", dated("S", "2024-01-04")) })
		w.compareAfter("article removed again", func() { w.remove("s.md") })
	})
	t.Run("feed deleted from dist", func(t *testing.T) {
		w := newServedWorld(t, sites[1], "s/a.md", dated("A", "2024-01-05", "tags: [x]"), "s/b.md", dated("B", "2024-01-04", "tags: [y]"))
		lost := filepath.Join(w.dir, "dist", "tags", "x", "atom.xml")
		if err := os.Remove(lost); err != nil {
			t.Fatal(err)
		}
		w.write("s/b.md", dated("BB", "2024-01-04", "tags: [y]"))
		w.copyState("state", "before")
		w.run([]string{"s/b.md"})
		if _, err := os.Stat(lost); err == nil {
			t.Error("a run with a list of changed files has made a feed again that has no changed article")
		}
		w.run(nil)
		w.compare("after a run without a list")
	})
	t.Run("first episode of a podcast", func(t *testing.T) {
		const podcast = "title: S\nbase_url: https://un.example/\nid_authority: un.example,2024\nfeed: {limit: 1}\npodcast:\n  author: Awa\n  owner: {name: Awa, email: awa@un.example}\n" +
			"  category: [News > Daily News]\n  image: https://un.example/i.png\n  guid: 917393e3-1b1e-5cef-ace4-edaa54e1f810\n"
		w := newServedWorld(t, podcast, "s/a.md", dated("A", "2024-01-05"), "s/b.md", dated("B", "2023-11-06"), "s/c.md", dated("C", "2023-10-06"))
		w.compareAfter("added", func() {
			w.write("s/d.md", dated("D", "2024-02-07", "enclosures: [{url: 'https://un.example/d.mp3', type: audio/mpeg, length: 5}]"))
		})
	})
}

// A run that follows another plan finds files that become folders, and what a failed run has read.
func TestFollowingFiles(t *testing.T) {
	t.Run("a file and a folder given", func(t *testing.T) {
		w := newServedWorld(t, sites[0], "s/a.md", dated("A", "2024-01-05"))
		w.write("s/a.md", dated("AA", "2024-01-05"))
		w.write("u/b.md", dated("B", "2024-01-06"))
		w.copyState("state", "before")
		w.run([]string{"s/a.md", "u"})
		w.compare("both")
	})
	t.Run("folder in place of a file", func(t *testing.T) {
		w := newServedWorld(t, sites[0], "s/a.md", dated("A", "2024-01-05"), "data", "x")
		w.remove("s/a.md")
		w.remove("data")
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
	t.Run("after a failed run", func(t *testing.T) {
		w := newServedWorld(t, sites[1], "s/a.md", dated("A", "2024-01-05", "tags: [a]"))
		before := w.stamps()
		w.write("s/b.md", dated("B", "2024-01-06", "tags: [a, b]"))
		w.failing = true
		if out, err := w.engine.Run(t.Context(), Ask{Changed: w.changed(before), SkipSettle: true}); err == nil {
			t.Fatalf("a run on a failing disk has succeeded: %+v", out.Report)
		}
		w.failing = false
		w.compareAfter("the next run", func() { w.write("s/c.md", dated("C", "2024-01-07", "tags: [b]")) })
		w.compareAfter("the run after that", func() { w.write("s/c.md", dated("CC", "2024-01-07", "tags: [b]")) })
	})
}

package build

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"fil/feed"
	"fil/feed/feedtest"
	"fil/feed/source"
)

// If the state folder is deleted while a server runs, the server writes it again, so that articles
// keep their IDs after the next start.
func TestStateRemovedWhileServing(t *testing.T) {
	w := newWorld(t, 2)
	w.write("site.yaml", sites[0])
	w.write("s1/first.md", "---\ntitle: Premier\ndate: 2024-01-01\n---\n\nUn.\n")
	w.run(nil)
	if err := os.RemoveAll(filepath.Join(w.dir, "state")); err != nil {
		t.Fatal(err)
	}
	w.write("s1/other.md", "---\ntitle: Autre\ndate: 2024-01-02\n---\n\nDeux.\n")
	w.run(nil)
	if !strings.Contains(w.stderr.String(), "state folder") {
		t.Errorf("no warning of the deleted state folder: %s", w.stderr.String())
	}
	if err := os.Rename(w.path("s1/first.md"), w.path("s1/renamed.md")); err != nil {
		t.Fatal(err)
	}
	w.engine.Close()
	w.engine.memory, w.engine.cache = nil, nil
	w.engine.dist, w.engine.contentRoot = nil, nil
	w.build("dist", "state")
	if feeds := feedtest.Published(t, filepath.Join(w.dir, "dist")); !strings.Contains(feeds["feeds.opml"], "https://") || !strings.Contains(allOf(feeds), "tag:un.example,2024:s1/first<") {
		t.Error("a renamed article has another ID")
	}
}

// A change that was published although the memory could not store it stays published: in the next runs, which
// know nothing of it from the memory and the cache, and after the next start.
func TestPublishedWithoutMemory(t *testing.T) {
	threeWays(t, sites[0], 2, func(t *testing.T, s scenario) {
		serves := s.engine != nil
		s.full = true
		s.write("s/0.md", dated("Zéro", "2024-01-01")+"\nNOUVEAU\n")
		s.run([]string{"s/0.md"})
		s.full = false
		if !serves {
			s.stop()
		}
		s.step("an unrelated change", s.unrelated)
		s.step("an hour later", s.later(time.Hour))
		s.stop()
		s.run(nil)
		if !strings.Contains(s.dist("s/0/index.html"), "NOUVEAU") {
			t.Error("the article is as it was before the change")
		}
	})
}

// A server goes on with a state folder that is restored from a copy, as if it had made no run since the copy.
func TestStateRestoredWhileServing(t *testing.T) {
	w := newServedWorld(t, sites[0], "a.md", dated("A", "2024-01-05"), "b.md", dated("B", "2024-01-06"))
	w.must(os.CopyFS(filepath.Join(w.dir, "copy"), os.DirFS(filepath.Join(w.dir, "state"))))
	w.write("a.md", dated("A", "2024-01-05")+"\nNOUVEAU\n")
	w.run([]string{"a.md"})
	w.must(os.Rename(filepath.Join(w.dir, "state"), filepath.Join(w.dir, "was")))
	w.must(os.Rename(filepath.Join(w.dir, "copy"), filepath.Join(w.dir, "state")))
	w.compareAfter("another change", func() { w.write("b.md", dated("B", "2024-01-06")+"\nPLUS\n") })
}

// A site.yaml with an error, beside which a server goes on, is not stored as that of the publication: after a
// restart without content the server could not serve.
func TestBrokenSiteIsNotStored(t *testing.T) {
	w := newServedWorld(t, sites[0])
	w.write("site.yaml", "title: [\n")
	w.write("s/other.md", dated("Encore", "2024-01-02"))
	w.run(nil)
	w.stop()
	w.must(os.RemoveAll(w.path("")))
	c := w.config("dist", "state")
	c.Serving = true
	if site, err := c.ReadSite(); err != nil || site.Title != "Un" {
		t.Errorf("%v, %v", site, err)
	}
}

// A site.yaml that is missing or empty is no wish for all the defaults, if the last publication had settings.
func TestSiteGone(t *testing.T) {
	w := newServedWorld(t, sites[0])
	for _, lose := range []func(){func() { w.remove("site.yaml") }, func() { w.write("site.yaml", "\n") }} {
		lose()
		out, err := w.engine.Run(t.Context(), Ask{})
		if err != nil || out.Report.Problems[0].Path != "site.yaml" || !strings.Contains(w.dist("atom.xml"), "https://un.example/") {
			t.Fatalf("a server does not go on as it was: %v", err)
		}
		w.engine.Commit(out)
		w.stop()
		var site *source.SiteError
		if err := buildOnce(t.Context(), w.config("dist", "state"), Ask{}); !errors.As(err, &site) {
			t.Errorf("%v, want an error in site.yaml", err)
		}
		if forecast, err := DryRun(t.Context(), w.config("dist", "state")); err != nil || !errors.As(forecast.Refused, &site) {
			t.Errorf("a dry run says nothing of it: %v", err)
		}
		w.write("site.yaml", sites[0])
		w.run(nil)
	}
	w.remove("site.yaml")
	w.stop()
	w.build("dist", "state")
	if !strings.Contains(w.dist("atom.xml"), "http://localhost") {
		t.Error("what the user has accepted is not published")
	}
}

// allOf returns the texts of all files, one after another.
func allOf(files map[string]string) string {
	var b strings.Builder
	for _, text := range files {
		b.WriteString(text)
	}
	return b.String()
}

// A cache that is cut, damaged or deleted costs time, and does not change what is published.
func TestCacheDamaged(t *testing.T) {
	w := newWorld(t, 4)
	w.build("dist", "state")
	want := allNames(feedtest.Published(t, filepath.Join(w.dir, "dist")))
	file := filepath.Join(w.dir, "state/cache.db")
	for what, damage := range map[string]func(data []byte) error{
		"cut":     func(data []byte) error { return os.WriteFile(file, data[:len(data)/2], 0o600) },
		"flipped": func(data []byte) error { data[len(data)*2/3] ^= 1; return os.WriteFile(file, data, 0o600) },
		"empty":   func([]byte) error { return os.WriteFile(file, nil, 0o600) },
		"other":   func([]byte) error { return os.WriteFile(file, []byte("another version"), 0o600) },
		"gone":    func([]byte) error { return os.Remove(file) },
		"folder":  func([]byte) error { return errors.Join(os.Remove(file), os.Mkdir(file, 0o755)) },
	} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := damage(data); err != nil {
			t.Fatal(err)
		}
		w.n++
		w.write("s0/again.md", w.randomArticle())
		w.build("dist", "state")
		w.copyState("state", "before")
		if err := os.Remove(w.path("s0/again.md")); err != nil {
			t.Fatal(err)
		}
		w.build("dist", "state")
		if got := allNames(feedtest.Published(t, filepath.Join(w.dir, "dist"))); got != want {
			t.Errorf("%s: dist has %s, want %s", what, got, want)
		}
		if what == "folder" {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
			w.build("dist", "state")
		}
	}
}

// Articles whose stored texts are damaged are read again, by a server and by a build, and dist is
// the same as without the damage.
func TestTextsDamaged(t *testing.T) {
	w := newServedWorld(t, sites[0], "a.md", "---\ntitle: A\ndate: 2024-02-01\ntags: [a]\n---\n\nUn.\n", "b.md", "---\ntitle: B\ndate: 2024-02-02\ntags: [a]\n---\n\nDeux.\n")
	for i, way := range []string{"changed files given", "all files checked", "build"} {
		w.engine.Close()
		w.engine = nil
		w.run(nil) // a server that has no article in memory
		w.copyState("state", "before")
		damageTexts(t, filepath.Join(w.dir, "state/memory.db"), filepath.Join(w.dir, "before/memory.db"))
		name := fmt.Sprint("new", i, ".md")
		w.write(name, fmt.Sprintf("---\ntitle: %s\ndate: 2024-02-1%d\ntags: [a]\n---\n\nTrois.\n", way, i))
		switch way {
		case "changed files given":
			w.run([]string{name})
		case "all files checked":
			w.run(nil)
		case "build":
			w.engine.Close()
			w.engine = nil
			w.build("dist", "state")
		}
		if !strings.Contains(w.stderr.String(), "damaged") {
			t.Errorf("%s: no warning of the damaged file: %s", way, w.stderr.String())
		}
		w.stderr.Reset()
		w.compare(way)
	}
}

// If the row of an article is damaged too when its file is broken, its page stays, and Fil says so.
func TestRowDamaged(t *testing.T) {
	w := newServedWorld(t, sites[0], "a.md", "---\ntitle: Premier\ndate: 2024-02-01\n---\n\nUn.\n", "b.md", "---\ntitle: B\ndate: 2024-02-02\n---\n\nDeux.\n")
	w.engine.Close()
	w.engine = nil
	name := filepath.Join(w.dir, "state/memory.db")
	db, err := bbolt.Open(name, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte("published"))
		return b.Put([]byte("a.md"), bytes.Replace(b.Get([]byte("a.md")), []byte("Premier"), []byte("Qremier"), 1))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	w.write("a.md", "---\ntitle: [Premier\n---\n")
	for range 2 {
		e, err := Open(w.t.Context(), w.config("dist", "state"))
		if err != nil {
			t.Fatal(err)
		}
		out, err := e.Run(t.Context(), Ask{Accept: true})
		e.Close()
		if err != nil {
			t.Fatal(err)
		}
		told := slices.ContainsFunc(out.Report.Problems, func(p *feed.Problem) bool { return strings.Contains(p.Message, "stays up") })
		if _, err := os.Stat(filepath.Join(w.dir, "dist/a/index.html")); err != nil || !told {
			t.Errorf("told: %t, %v", told, err)
		}
	}
}

// If the last published form of an article cannot be read when its file is broken, Fil says so, and its page
// and what feeds say of it stay as they are in dist, until the file is mended.
func TestLastFormDamaged(t *testing.T) {
	w := newServedWorld(t, sites[0], "a.md", "---\ntitle: A\ndate: 2024-02-01\ntags: [a]\n---\n\nUn.\n", "b.md", "---\ntitle: B\ndate: 2024-02-02\ntags: [b]\n---\n\nDeux.\n")
	w.engine.Close()
	w.engine = nil
	w.copyState("state", "before")
	damageTexts(t, filepath.Join(w.dir, "state/memory.db"), filepath.Join(w.dir, "before/memory.db"))
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join(w.dir, "dist", name))
		if err != nil {
			t.Error(err)
		}
		return string(data)
	}
	build := func() *Outcome {
		e, err := Open(w.t.Context(), w.config("dist", "state"))
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		out, err := e.Run(t.Context(), Ask{SkipSettle: true})
		if err != nil {
			t.Fatal(err)
		}
		e.Commit(out)
		return out
	}
	page, item := read("a/index.html"), "<title>A</title>"
	if !strings.Contains(read("rss.xml"), item) {
		t.Fatal(read("rss.xml"))
	}
	w.write("a.md", "---\ntitle: [A\n---\n")
	w.write("c.md", "---\ntitle: C\ndate: 2024-02-03\ntags: [b]\n---\n\nTrois.\n")
	for range 2 {
		out := build()
		told := slices.ContainsFunc(out.Report.Problems, func(p *feed.Problem) bool {
			return strings.Contains(p.Message, "neither a.md nor its last published form can be read")
		})
		if !told || !out.Report.Degraded() {
			t.Errorf("not told: %v", out.Report.Problems)
		}
		if read("a/index.html") != page || !strings.Contains(read("rss.xml"), item) || !strings.Contains(read("atom.xml"), item) || !strings.Contains(read("feed.json"), `"A"`) {
			t.Error("the article has left its page or a feed")
		}
		if !strings.Contains(read("c/index.html"), "Trois") {
			t.Error("another article is not published")
		}
	}
	w.write("a.md", "---\ntitle: A\ndate: 2024-02-01\ntags: [a]\n---\n\nUn.\n")
	if out := build(); out.Report.Degraded() || !strings.Contains(read("rss.xml"), "Trois") {
		t.Errorf("after the file was mended: %v", out.Report.Problems)
	}
	w.compare("mended")
}

// damageTexts changes the texts of all articles in the file of a memory. unused is a copy of that file.
func damageTexts(t *testing.T, name, unused string) {
	t.Helper()
	db, err := bbolt.Open(unused, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err == nil {
		err = db.View(func(tx *bbolt.Tx) error {
			return tx.Bucket([]byte("texts")).ForEach(func(_, frame []byte) error {
				for at := range data { // also in pages that are not used any more
					if bytes.HasPrefix(data[at:], frame) {
						if _, err := f.WriteAt([]byte("damage"), int64(at+len(frame)/2)); err != nil {
							return err
						}
					}
				}
				return nil
			})
		})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// allNames returns the names of published files. Archives and tags are left out, because their
// names depend on the articles in them.
func allNames(files map[string]string) string {
	names := slices.Sorted(maps.Keys(files))
	return strings.Join(slices.DeleteFunc(names, func(name string) bool {
		return strings.HasPrefix(name, "archive/") || strings.HasPrefix(name, "vieux/") || strings.HasPrefix(name, "tags/")
	}), " ")
}

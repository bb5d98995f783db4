package build

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// scenario is a site that is changed step by step. After each step dist is compared with a cold build.
type scenario struct {
	*world
	step func(name string, do func())
}

// threeWays plays a scenario on a site of n articles, s/0.md of January 1st and so on. The runs of it are
// those of a server that is given the changed files, those of one that checks all files, and those of new
// processes. All go on from the last plan, as on a site that is not small.
func threeWays(t *testing.T, site string, n int, play func(t *testing.T, s scenario)) {
	for name, step := range map[string]func(w *world, name string, do func()){
		"changed files given": (*world).compareAfter,
		"all files checked": func(w *world, name string, do func()) {
			do()
			w.copyState("state", "before")
			w.run(nil)
			w.compare(name)
		},
		"new processes": func(w *world, name string, do func()) {
			do()
			w.copyState("state", "before")
			w.build("dist", "state")
			w.compare(name)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &world{t: t, dir: t.TempDir(), now: time.Date(2024, 2, 20, 8, 0, 0, 0, time.UTC)}
			w.write("site.yaml", site)
			for i := range n {
				w.write(fmt.Sprintf("s/%d.md", i), dated(fmt.Sprint("T", i), fmt.Sprintf("2024-01-%02d", 1+i)))
			}
			if name == "new processes" {
				w.build("dist", "state")
			} else {
				w.run(nil)
			}
			play(t, scenario{w, func(name string, do func()) {
				t.Helper()
				step(w, name, do)
			}})
		})
	}
}

// stop closes the engine of a server, so that a new one starts.
func (w *world) stop() {
	if w.engine != nil {
		w.engine.Close()
		w.engine = nil
	}
}

// move renames a file of content.
func (w *world) move(from, to string) {
	w.t.Helper()
	if err := os.Rename(w.path(from), w.path(to)); err != nil {
		w.t.Fatal(err)
	}
}

// later sets the clock forward.
func (w *world) later(d time.Duration) func() { return func() { w.now = w.now.Add(d) } }

// unrelated changes an article that the others have nothing to do with.
func (w *world) unrelated() {
	w.n++
	w.write("s/1.md", dated(fmt.Sprint("Un ", w.n), "2024-01-02"))
}

// checkPrivate checks that files are not in dist.
func (w *world) checkPrivate(names ...string) {
	w.t.Helper()
	for _, name := range names {
		if _, err := os.Stat(filepath.Join(w.dir, "dist", name)); err == nil {
			w.t.Error(name, "is public")
		}
	}
}

// When a tag gets a page or loses it, the lists that show an article with the tag change their links.
func TestTagPageInLists(t *testing.T) {
	threeWays(t, sites[1], 22, func(t *testing.T, s scenario) {
		s.step("a tag without a page", func() { s.write("s/off.md", dated("Hors", "2024-02-01", "tags: [t]", "feed: false")) })
		s.step("with a page", func() { s.write("s/0.md", dated("T0", "2024-01-01", "tags: [t]")) })
		s.step("without one again", func() { s.write("s/0.md", dated("T0", "2024-01-01")) })
	})
}

// An article that has been at two addresses that differ in case only is found at the same one by all runs.
func TestMovedCase(t *testing.T) {
	threeWays(t, sites[1], 3, func(t *testing.T, s scenario) {
		names := []string{"s/0.md", "s/b.md", "s/x.md", "s/B.md", "s/c.md"}
		for i, name := range names[1:] {
			s.step(name, func() { s.move(names[i], name) })
		}
		s.step("an unrelated change", s.unrelated)
	})
}

// Three articles and a file that claim the same addresses get them in the same order in all runs.
func TestContestOfThree(t *testing.T) {
	const aliases = "aliases: [/vieux/, /vieux2/x/]"
	threeWays(t, sites[1], 2, func(t *testing.T, s scenario) {
		for i, name := range []string{"a", "b", "c"} {
			s.step(name, func() {
				s.write("s/"+name+".md", dated(name, fmt.Sprint("2024-01-1", i), "aliases: [/vieux/, /vieux2/x/, /S/0/, /f]"))
			})
		}
		s.step("a file", func() { s.write("f", "x") })
		s.step("a folder", func() { s.remove("f"); s.write("f/x.png", "x") })
		s.step("an article below", func() { s.write("vieux2.md", dated("V2", "2024-01-20", "permalink: /vieux2/x")) })
		s.step("c is removed", func() { s.remove("s/c.md") })
		s.step("b is a draft", func() { s.write("s/b.md", dated("b", "2024-01-11", "draft: true", aliases)) })
		s.step("b has expired", func() { s.write("s/b.md", dated("b", "2024-01-11", "expires: 2024-01-30", aliases)) })
		s.step("the article below is removed", func() { s.remove("vieux2.md") })
		s.step("a is removed", func() { s.remove("s/a.md") })
		s.step("b is back", func() { s.write("s/b.md", dated("b", "2024-01-11", aliases)) })
	})
}

// A podcast that has its first episode, and none again, has its documents and loses them.
func TestPodcastBeginsAndEnds(t *testing.T) {
	const site = "title: Un\nbase_url: https://un.example/\nid_authority: un.example,2024\nfeed: {limit: 3}\neach: [tag]\n" +
		"podcast: {author: A, category: [News], guid: 917393e3-1b1e-5cef-ace4-edaa54e1f810}\n"
	threeWays(t, site, 5, func(t *testing.T, s scenario) {
		s.step("an episode", func() {
			s.write("a.mp3", "xxxx")
			s.write("s/0.md", dated("T0", "2024-01-01", "tags: [t]", "enclosures: [/a.mp3]"))
		})
		s.step("none", func() { s.write("s/0.md", dated("T0", "2024-01-01", "tags: [t]")) })
	})
}

// The page of a broken article whose last form is lost stays until its file is removed, and then goes.
func TestRetainedPageGoes(t *testing.T) {
	threeWays(t, sites[1], 3, func(t *testing.T, s scenario) {
		s.step("a change", s.unrelated)
		s.stop()
		if err := os.RemoveAll(filepath.Join(s.dir, "state")); err != nil {
			t.Fatal(err)
		}
		s.write("s/1.md", "---\nauther: x\ntitle: [\n---\n\nCassé.\n")
		s.build("dist", "state")
		s.build("dist", "state")
		if _, err := os.Stat(filepath.Join(s.dir, "dist/s/1/index.html")); err != nil {
			t.Error(err)
		}
		s.step("removed", func() { s.remove("s/1.md") })
	})
}

// A text in the folder of a new index file is a file of it, and an article again without the index file.
func TestTextBesideIndex(t *testing.T) {
	threeWays(t, sites[1], 3, func(t *testing.T, s scenario) {
		s.step("a text", func() { s.write("f/g.txt", dated("X", "2024-01-12", "tags: [t]", "aliases: [/vieux/]")) })
		s.step("an index", func() { s.write("f/index.html", dated("I", "2024-01-13")) })
		s.step("an unrelated change", s.unrelated)
		s.step("no index", func() { s.remove("f/index.html") })
		s.step("a draft of an index", func() { s.write("f/index.html", dated("I", "2024-01-13", "draft: true")) })
		s.step("no index again", func() { s.remove("f/index.html") })
	})
}

// A text becomes a file of a new index file also if the data of its folder change in the same save, and
// links to its stem change with it.
func TestTextBesideIndexAndData(t *testing.T) {
	threeWays(t, sites[1], 3, func(t *testing.T, s scenario) {
		s.step("a text", func() {
			s.write("f/g.txt", dated("X", "2024-01-12", "tags: [t]", "aliases: [/vieux/]"))
			s.write("f/_index.md", "---\ntitle: F\n---\n")
			s.write("s/link.md", dated("L", "2024-01-12")+"[[g]] et [g](/f/g)\n")
		})
		s.step("an index", func() { s.remove("f/_index.md"); s.write("f/index.html", dated("I", "2024-01-13")) })
	})
}

// A link to a name leads to the file whose name is in NFC, not to the one that was added last.
func TestLinkToComposedName(t *testing.T) {
	for name, order := range map[string][]string{"composed last": {"cafe\u0301", "caf\u00e9"}, "decomposed last": {"caf\u00e9", "cafe\u0301"}} {
		t.Run(name, func(t *testing.T) {
			threeWays(t, sites[1], 2, func(t *testing.T, s scenario) {
				s.step("a link", func() { s.write("s/0.md", dated("T0", "2024-01-01")+"[[café]] [c](/café.md) ![](/café.png)\n") })
				for i, stem := range order {
					s.step(stem, func() {
						s.write(stem+".md", dated(fmt.Sprint("C", i), "2024-01-12", fmt.Sprintf("permalink: /c%d/", i)))
						s.write(stem+".png", fmt.Sprint(i))
					})
				}
				s.step("an unrelated change", s.unrelated)
			})
		})
	}
}

// entryIDs returns the IDs in the subscription document.
func (w *world) entryIDs() []string {
	w.t.Helper()
	data, err := os.ReadFile(filepath.Join(w.dir, "dist/atom.xml"))
	if err != nil {
		w.t.Fatal(err)
	}
	ids := regexp.MustCompile("<id>[^<]*</id>").FindAllString(string(data), -1)
	for i, id := range ids {
		ids[i] = strings.TrimSuffix(strings.TrimPrefix(id, "<id>"), "</id>")
	}
	return slices.Sorted(slices.Values(ids))
}

package build

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fil/feed/feedtest"
)

// settlingWorld is a world that was published, and that delays new articles from then on.
type settlingWorld struct {
	*world
	// listsChanges gives runs the names of the saved files.
	listsChanges bool
	saved        []string
}

func newSettlingWorld(t *testing.T, listsChanges bool) *settlingWorld {
	w := &settlingWorld{world: newWorld(t, 2), listsChanges: listsChanges}
	w.now = time.Now()
	w.world.run(nil) // a first run delays nothing
	w.settles = true
	return w
}

func (w *settlingWorld) save(name, text string) {
	w.t.Helper()
	w.write(name, text)
	w.now, w.saved = time.Now(), append(w.saved, name)
}

// run makes a run, checks that it delays the articles of the given files, and returns the feed.
func (w *settlingWorld) run(delayed ...string) string {
	w.t.Helper()
	if !w.listsChanges {
		w.saved = nil
	}
	w.world.run(w.saved)
	w.saved = nil
	if !slices.Equal(w.settling, delayed) {
		w.t.Fatalf("delayed: %v, want %v", w.settling, delayed)
	}
	return feedtest.Published(w.t, filepath.Join(w.dir, "dist"))["atom.xml"]
}

func untitled(text string) string { return "---\ntitle: Neuf\n---\n\n" + text + "\n" }

// testSettle runs tests with and without lists of changed files.
func testSettle(t *testing.T, tests map[string]func(w *settlingWorld)) {
	for name, test := range tests {
		for how, listsChanges := range map[string]bool{"": false, ", changed files given": true} {
			t.Run(name+how, func(t *testing.T) { test(newSettlingWorld(t, listsChanges)) })
		}
	}
}

// A new article is published when its file has not changed for the settle time.
func TestSettleDelays(t *testing.T) {
	testSettle(t, map[string]func(w *settlingWorld){
		"saved once": func(w *settlingWorld) {
			w.save("neuf.md", untitled("Un début."))
			if got := w.run("neuf.md"); strings.Contains(got, "Un début") {
				w.t.Error("a new article was published at its first save")
			}
			w.now = w.now.Add(20 * time.Second)
			w.run("neuf.md")
			if next := w.engine.cache.Next; next.Before(w.now) || next.After(w.now.Add(11*time.Second)) {
				w.t.Errorf("the next run is at %v, it is %v now", next, w.now)
			}
		},
		"saved twice, then unchanged": func(w *settlingWorld) {
			w.save("neuf.md", untitled("Un début."))
			w.run("neuf.md")
			w.save("neuf.md", untitled("Un début, et une fin."))
			w.run("neuf.md")
			w.now = w.now.Add(31 * time.Second)
			if got := w.run(); !strings.Contains(got, "et une fin") {
				w.t.Error("it was not published at its time")
			}
			w.write("neuf.md", untitled("Une autre fin."))
			w.saved = []string{"neuf.md"}
			if got := w.run(); !strings.Contains(got, "Une autre fin") {
				w.t.Error("a change of a published article was delayed")
			}
		},
		"draft made public": func(w *settlingWorld) {
			w.save("neuf.md", "---\ntitle: Neuf\ndraft: true\n---\n\nUn texte.\n")
			w.run()
			w.save("neuf.md", untitled("Un texte."))
			w.run("neuf.md")
		},
	})
}

// An article is not delayed, or no longer, for a user's run, at its date, after it was published, in
// the first run of a process, on localhost, and with settle: 0.
func TestSettleReleases(t *testing.T) {
	testSettle(t, map[string]func(w *settlingWorld){
		"user's run": func(w *settlingWorld) {
			w.save("neuf.md", untitled("Un texte."))
			w.run("neuf.md")
			w.settles = false
			if got := w.run(); !strings.Contains(got, "Un texte") {
				w.t.Error("a run with SkipSettle has delayed an article")
			}
			w.settles = true
			if got := w.run(); !strings.Contains(got, "Un texte") {
				w.t.Error("the next run has withdrawn the article")
			}
		},
		"introduction": func(w *settlingWorld) {
			w.save("index.md", "Bienvenue.\n")
			w.run("index.md")
			if strings.Contains(w.dist("index.html"), "Bienvenue") {
				w.t.Error("an introduction was published at its first save")
			}
			w.settles = false
			w.run()
			if !strings.Contains(w.dist("index.html"), "Bienvenue") {
				w.t.Error("a run with SkipSettle has delayed the introduction")
			}
		},
		"comes due": func(w *settlingWorld) {
			due := time.Now().Add(2 * time.Second)
			w.save("neuf.md", "---\ntitle: Neuf\ndate: "+due.Format(time.RFC3339)+"\n---\n\nÀ sa date.\n")
			w.run()
			w.now = due.Add(time.Second)
			if got := w.run(); !strings.Contains(got, "À sa date") {
				w.t.Error("an article that came due was delayed")
			}
		},
		"renamed": func(w *settlingWorld) {
			w.save("vieux.md", untitled("Un texte."))
			w.run("vieux.md")
			w.now = w.now.Add(31 * time.Second)
			w.run()
			if err := os.Rename(w.path("vieux.md"), w.path("nouveau.md")); err != nil {
				w.t.Fatal(err)
			}
			w.saved = []string{"vieux.md", "nouveau.md"}
			if got := w.run(); !strings.Contains(got, "Un texte") {
				w.t.Error("a renamed article was delayed")
			}
		},
		"a new process": func(w *settlingWorld) {
			w.save("neuf.md", untitled("Un texte."))
			w.run("neuf.md")
			w.engine.Close()
			w.engine, w.settles = nil, false
			if got := w.run(); !strings.Contains(got, "Un texte") {
				w.t.Error("the first run of a process has delayed an article")
			}
		},
		"localhost": func(w *settlingWorld) {
			w.write("site.yaml", "title: S\n")
			w.run()
			w.save("neuf.md", untitled("Un texte."))
			if got := w.run(); !strings.Contains(got, "Un texte") {
				w.t.Error("an article was delayed on localhost, which has no subscribers")
			}
		},
		"settle is 0 in site.yaml": func(w *settlingWorld) {
			w.write("site.yaml", sites[0]+"settle: 0\n")
			w.run()
			w.save("neuf.md", untitled("Un texte."))
			w.run()
		},
	})
}

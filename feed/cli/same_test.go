package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// world is a content folder that changes, published run by run.
type world struct {
	t       *testing.T
	r       *rand.Rand
	dir     string
	house   *house // of a service that goes on, where it is one
	app     *app
	stderr  bytes.Buffer
	written int
	quick   int // runs that went by what the last one left
	n       int
	now     time.Time
	// clean says that nobody makes mistakes: then a run may go by what the last one left.
	clean bool
}

func newWorld(t *testing.T, seed uint64) *world {
	t.Helper()
	w := &world{t: t, r: rand.New(rand.NewPCG(seed, 7)), dir: t.TempDir(), clean: seed%2 == 0,
		now: time.Date(2024, 2, 20, 8, 0, 0, 0, time.UTC)}
	w.write("site.yaml", sites[0])
	for range 12 {
		w.create()
	}
	return w
}

// sites are what site.yaml may be: another look, another order of things, another address.
var sites = []string{
	"title: Un\nbase_url: https://un.example/\nid_authority: un.example,2024\nfeed: {limit: 3}\n",
	"title: Deux\nbase_url: https://un.example/\nid_authority: un.example,2024\nfeed: {limit: 3}\neach: [tag, author, section, language]\n",
	"title: Un\nbase_url: https://deux.example/blog/\nfeed: {limit: 4, content: summary}\nfeeds:\n  - {name: choix, title: Choix, tags: [a], archive: true, limit: 2}\n",
	"title: Un\nbase_url: https://un.example/\nid_authority: un.example,2024\npages: false\nfeed: {limit: 3}\n",
	"title: Un\nbase_url: https://un.example/\npermalinks: /{year}/{slug}/\ntimezone: Africa/Bamako\nfeed: {limit: 3}\n",
}

func (w *world) path(name string) string {
	return filepath.Join(w.dir, "content", filepath.FromSlash(name))
}

func (w *world) write(name, text string) {
	w.t.Helper()
	if err := os.MkdirAll(filepath.Dir(w.path(name)), 0o755); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(w.path(name), []byte(text), 0o644); err != nil {
		w.t.Fatal(err)
	}
}

// files are those of content but site.yaml.
func (w *world) files() (names []string) {
	root := filepath.Join(w.dir, "content")
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && d.Name() != "site.yaml" {
			names = append(names, filepath.ToSlash(name[len(root)+1:]))
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return names
}

// text is an article, now and then of a kind that others depend on.
func (w *world) text() string {
	w.n++
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: Texte %d\n", w.n)
	if w.r.IntN(9) > 0 {
		fmt.Fprintf(&b, "date: 2024-%02d-%02d\n", 1+w.r.IntN(4), 1+w.r.IntN(28))
	}
	pick := func(odds int, line string) {
		if w.r.IntN(odds) == 0 {
			b.WriteString(line)
		}
	}
	pick(2, "tags: ["+[]string{"a", "b", "a, b", "A", "été"}[w.r.IntN(5)]+"]\n")
	pick(4, "author: Awa\n")
	pick(6, "lang: en\n")
	pick(9, "draft: true\n")
	pick(9, "feed: false\n")
	pick(9, fmt.Sprintf("expires: 2024-%02d-15\n", 1+w.r.IntN(12)))
	pick(12, fmt.Sprintf("id: urn:x:%d\n", w.n))
	if !w.clean {
		pick(9, "date_: x\n")
		pick(12, "slug: pris\n")
		pick(12, "enclosures: [/img/0.png]\n")
	}
	pick(9, fmt.Sprintf("aliases: [/vieux/%d/]\n", w.r.IntN(4)))
	b.WriteString("---\n\nUn texte.\n\n")
	for range w.r.IntN(3) {
		fmt.Fprintf(&b, "Voir [l’autre](/s%d/%d.md) et ![image](/img/%d.png), [ici](#la).\n\n", w.r.IntN(3), w.r.IntN(30), w.r.IntN(3))
	}
	return b.String()
}

func (w *world) create() {
	w.write(fmt.Sprintf("s%d/%d.md", w.r.IntN(3), w.r.IntN(30)), w.text())
}

// step changes something, and lets time pass.
func (w *world) step() {
	w.t.Helper()
	w.now = w.now.Add(time.Duration(w.r.IntN(72)) * time.Hour)
	names := w.files()
	one := func() string { return names[w.r.IntN(len(names))] }
	must := func(err error) {
		if err != nil {
			w.t.Fatal(err)
		}
	}
	switch n := w.r.IntN(20); {
	case n < 6 || len(names) < 8:
		w.create()
	case n < 9:
		w.write(one(), w.text())
	case n < 11:
		from, to := one(), fmt.Sprintf("s%d/%d.md", w.r.IntN(3), 30+w.r.IntN(9))
		must(os.MkdirAll(filepath.Dir(w.path(to)), 0o755))
		must(os.Rename(w.path(from), w.path(to)))
	case n < 13:
		must(os.Remove(w.path(one())))
	case n < 14: // swapped
		a, b := one(), one()
		must(os.Rename(w.path(a), w.path(a)+".tmp"))
		if a != b {
			must(os.Rename(w.path(b), w.path(a)))
		}
		must(os.Rename(w.path(a)+".tmp", w.path(b)))
	case n < 16:
		w.write(fmt.Sprintf("img/%d.png", w.r.IntN(3)), strings.Repeat("x", w.r.IntN(3)))
	case n < 17 && !w.clean:
		w.write(one(), "---\nauther: x\n---\n\nCassé.\n")
	case n < 18: // the same bytes at another time
		at := time.Date(2020, 1, 1+w.r.IntN(20), 0, 0, 0, 0, time.UTC)
		must(os.Chtimes(w.path(one()), at, at))
	case n < 19:
		w.write("index.md", fmt.Sprintf("Bonjour %d, voir [un](s0/%d.md).\n", w.n, w.r.IntN(30)))
	default:
		w.write("site.yaml", sites[w.r.IntN(len(sites))])
	}
}

// settings is an app that works on the folders of that name.
func (w *world) settings(dist, state string) *app {
	a := &app{stdout: &bytes.Buffer{}, stderr: &w.stderr, clock: func() time.Time { return w.now }}
	a.settings = settings{content: filepath.Join(w.dir, "content"), dist: filepath.Join(w.dir, dist), state: filepath.Join(w.dir, state),
		quiet: true, accept: true, logFormat: "text"}
	return a
}

// build is one fil build.
func (w *world) build(dist, state string) {
	w.t.Helper()
	w.stderr.Reset()
	if err := w.settings(dist, state).build(w.t.Context()); err != nil && !errors.Is(err, errDegraded) {
		w.t.Fatalf("%v\n%s", err, w.stderr.String())
	}
}

// run is one run of a service that goes on, which may have been told what changed.
func (w *world) run(changed []string) {
	w.t.Helper()
	if w.house == nil {
		w.app = w.settings("dist", "state")
		h, err := w.app.open()
		if err != nil {
			w.t.Fatal(err)
		}
		h.fallback = defaultBaseURL
		w.house = h
		w.t.Cleanup(h.close)
	}
	out, err := w.house.run(w.t.Context(), w.app, asked{accept: true, changed: changed})
	if err != nil {
		w.t.Fatal(err)
	}
	w.house.settled()
	w.house.remember(w.app, out)
	if w.house.former != nil {
		w.quick++
	}
	w.house.prepare()
	w.written += len(out.report.Written)
}

// distOf is what a folder holds, Fil's own apart.
func distOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	got := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case !d.IsDir():
			data, err := os.ReadFile(name)
			got[name[len(dir)+1:]] = string(data)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// copyState copies what is remembered, without the cache.
func (w *world) copyState(from, to string) {
	w.t.Helper()
	must := func(err error) {
		if err != nil {
			w.t.Fatal(err)
		}
	}
	must(os.RemoveAll(filepath.Join(w.dir, to)))
	must(os.MkdirAll(filepath.Join(w.dir, to), 0o755))
	entries, err := os.ReadDir(filepath.Join(w.dir, from))
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	must(err)
	for _, e := range entries {
		if !e.IsDir() {
			data, err := os.ReadFile(filepath.Join(w.dir, from, e.Name()))
			must(err)
			must(os.WriteFile(filepath.Join(w.dir, to, e.Name()), data, 0o600))
		}
	}
}

// compare wants what was published run by run to be what a cold build makes of the same
// content and the memory that there was before.
func (w *world) compare(step string) {
	w.t.Helper()
	cold := filepath.Join(w.dir, "cold")
	if err := os.RemoveAll(cold); err != nil {
		w.t.Fatal(err)
	}
	w.build("cold", "before")
	if diff := cmp.Diff(distOf(w.t, cold), distOf(w.t, filepath.Join(w.dir, "dist"))); diff != "" {
		w.t.Fatalf("%s: -cold +run by run\n%s\n%s", step, diff, w.stderr.String())
	}
}

// histories is how many are tried: a third where the race detector looks.
func histories(n uint64) uint64 {
	if raceDetector {
		return n / 3
	}
	return n
}

// A cold build equals an incremental one byte for byte, given the same memory, over
// random sequences of what may happen to content.
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
					w.step()
				}
			}
		})
	}
}

// The same for a service that goes on, and is told which files have changed, or is not.
func TestColdEqualsService(t *testing.T) {
	var quick atomic.Int64
	t.Cleanup(func() {
		if n := quick.Load(); n < 20 {
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
				w.step()
				changed := w.changed(before)
				if w.r.IntN(4) == 0 {
					changed = nil
				}
				w.copyState("state", "before") // between two runs, its files are at rest
				w.run(changed)
				w.compare(fmt.Sprint("step ", step))
			}
			quick.Add(int64(w.quick))
		})
	}
}

func (w *world) stamps() map[string]string {
	stamps := map[string]string{}
	for _, name := range append(w.files(), "site.yaml") {
		data, err := os.ReadFile(w.path(name))
		if err != nil {
			w.t.Fatal(err)
		}
		info, err := os.Stat(w.path(name))
		if err != nil {
			w.t.Fatal(err)
		}
		stamps[name] = fmt.Sprint(info.ModTime(), string(data))
	}
	return stamps
}

// changed lists the files that are other than they were.
func (w *world) changed(before map[string]string) []string {
	after, names := w.stamps(), []string{}
	for name, stamp := range after {
		if before[name] != stamp {
			names = append(names, name)
		}
	}
	for name := range before {
		if _, ok := after[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// A name that is new is refused where a page stands, also one that is a known name's
// compressed form.
func TestNewNameBesideOld(t *testing.T) {
	w := newWorld(t, 10)
	w.write("g.md", "---\ntitle: G\ndate: 2024-01-05\npermalink: /data.gz/\n---\n\nUn.\n")
	w.write("data", "x")
	w.run(nil)
	w.write("data.gz", "x")
	w.copyState("state", "before")
	w.run([]string{"data.gz"})
	w.compare("data.gz")
}

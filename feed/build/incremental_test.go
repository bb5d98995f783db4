package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fil/feed"
	"fil/feed/disk"
	"fil/feed/feedtest"
	"fil/feed/manifest"
	"fil/feed/store"
)

// world is a content folder that changes, published run by run.
type world struct {
	t             *testing.T
	r, more       *rand.Rand
	dir           string
	engine        *Engine // of a service that goes on, where it is one
	stderr        bytes.Buffer
	written       int
	incremental   int  // runs that went by what the last one left
	besideRefused int  // those of them that did so beside files that cannot be read
	failing       bool // the disk is
	n             int
	now           time.Time
	// clean says that nobody makes mistakes: then a run may go by what the last one left.
	clean bool
	// patient says that new articles are held back; held are those that were.
	settles  bool
	settling []string
}

func newWorld(t *testing.T, seed uint64) *world {
	t.Helper()
	w := &world{t: t, r: rand.New(rand.NewPCG(seed, 7)), more: rand.New(rand.NewPCG(seed, 21)), dir: t.TempDir(), clean: seed%2 == 0,
		now: time.Date(2024, 2, 20, 8, 0, 0, 0, time.UTC)}
	w.write("site.yaml", sites[0])
	for range 12 {
		w.createArticle()
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
func (w *world) randomArticle() string {
	w.n++
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: Texte %d\n", w.n)
	switch w.r.IntN(9) {
	case 0:
	case 1, 2: // soon due, or a moment ago
		fmt.Fprintf(&b, "date: %s\n", w.now.Add(time.Duration(w.r.IntN(96)-24)*time.Hour).Format(time.RFC3339))
	default:
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
	pick(6, "draft: true\n")
	pick(9, "feed: false\n")
	if w.more.IntN(9) == 0 {
		kinds := []string{"unlisted: true\n", "status: privé\n"}
		if w.clean {
			kinds = kinds[:1]
		}
		b.WriteString(kinds[w.more.IntN(len(kinds))])
	}
	pick(9, fmt.Sprintf("expires: %s\n", w.now.Add(time.Duration(w.r.IntN(200))*time.Hour).Format(time.RFC3339)))
	pick(12, fmt.Sprintf("id: urn:x:%d\n", w.n))
	if !w.clean {
		pick(9, "date_: x\n")
		pick(12, "slug: pris\n")
		pick(12, "enclosures: [/img/0.png]\n")
	}
	switch w.r.IntN(12) {
	case 0, 5: // which somebody may have already
		fmt.Fprintf(&b, "aliases: [/vieux/%d/]\n", w.r.IntN(4))
	case 1, 2, 3:
		fmt.Fprintf(&b, "aliases: [/ancien/%d/, /ancien/%d.html]\n", w.r.IntN(200), w.n)
	case 4: // where an article is, or will be
		fmt.Fprintf(&b, "aliases: [/s%d/%d/]\n", w.r.IntN(3), w.r.IntN(30))
	}
	b.WriteString("---\n\nUn texte.\n\n")
	for range w.r.IntN(3) {
		fmt.Fprintf(&b, "Voir [l’autre](/s%d/%d.md) et ![image](/img/%d.png), [ici](#la).\n\n", w.r.IntN(3), w.r.IntN(30), w.r.IntN(3))
	}
	if w.more.IntN(3) == 0 { // by name, wherever it lies
		fmt.Fprintf(&b, "Et [[s%d/%d]], ![[%d.png]], [[%d|celui-là]].\n\n", w.more.IntN(3), w.more.IntN(30), w.more.IntN(3), w.more.IntN(30))
	}
	return b.String()
}

func (w *world) createArticle() {
	w.write(fmt.Sprintf("s%d/%d.md", w.r.IntN(3), w.r.IntN(30)), w.randomArticle())
}

// besides are files of a format that is not read, and files that may open with front matter.
var otherFormats = []string{".rst", ".foo", ".css"}

// step changes something, and lets time pass.
func (w *world) randomChange() {
	w.t.Helper()
	w.now = w.now.Add(time.Duration(w.r.IntN(72)) * time.Hour)
	names := slices.DeleteFunc(w.files(), func(name string) bool { return slices.Contains(otherFormats, path.Ext(name)) })
	one := func() string { return names[w.r.IntN(len(names))] }
	must := func(err error) {
		if err != nil {
			w.t.Fatal(err)
		}
	}
	switch n := w.r.IntN(20); {
	case n < 6 || len(names) < 8:
		w.createArticle()
	case n < 9:
		w.write(one(), w.randomArticle())
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
		// Beside, a file of a format that is not read, or with front matter that comes and goes.
		w.write(fmt.Sprintf("s%d/%d%s", w.more.IntN(3), w.more.IntN(3), otherFormats[w.more.IntN(len(otherFormats))]),
			[]string{"---\ndraft: true\n---\nSecret.\n", "Un fichier.\n"}[w.more.IntN(2)])
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

// config is a configuration that works on the folders of that name.
func (w *world) config(dist, state string) Config {
	return Config{
		Content: filepath.Join(w.dir, "content"), Dist: filepath.Join(w.dir, dist), State: filepath.Join(w.dir, state),
		Clock: func() time.Time { return w.now }, Tick: -1, UploadDelay: -1, SmallSite: -1,
		Warn: func(message string) { fmt.Fprintln(&w.stderr, message) },
		Fault: func(op disk.Op, _ string) error {
			if w.failing && op == disk.Rename {
				return errors.New("the disk fails")
			}
			return nil
		},
	}
}

// build makes one run in a process of its own, so to say.
func (w *world) build(dist, state string) {
	w.t.Helper()
	w.stderr.Reset()
	if err := buildOnce(w.t.Context(), w.config(dist, state), Ask{Accept: true}); err != nil {
		w.t.Fatalf("%v\n%s", err, w.stderr.String())
	}
}

// buildOnce opens an engine for one run, as fil build does, and reports the problems of the run as
// warnings.
func buildOnce(ctx context.Context, c Config, ask Ask) error {
	e, err := Open(c)
	if err != nil {
		return err
	}
	defer e.Close()
	ask.SkipSettle, ask.Once = true, true
	out, err := e.Run(ctx, ask)
	if err != nil {
		return err
	}
	e.Commit(out)
	for _, p := range out.Report.Problems {
		e.Warn(p.Error() + "\nhint: " + p.Hint)
	}
	return nil
}

// run is one run of a service that goes on, which may have been told what changed.
func (w *world) run(changed []string) {
	w.t.Helper()
	if w.engine == nil {
		e, err := Open(w.config("dist", "state"))
		if err != nil {
			w.t.Fatal(err)
		}
		w.engine = e
		w.t.Cleanup(e.Close)
	}
	out, err := w.engine.Run(w.t.Context(), Ask{Accept: true, Changed: changed, SkipSettle: !w.settles})
	if err != nil {
		w.t.Fatal(err)
	}
	w.settling = out.Settling
	w.engine.closeReplaced()
	w.engine.saveCache(out)
	if w.engine.previous != nil {
		if w.incremental++; len(w.engine.lastContent.Refused) > 0 {
			w.besideRefused++
		}
		w.comparePrevious()
	}
	w.engine.Prepare()
	w.written += len(out.Report.Written)
}

// compareFormer wants what a run has left to be what is found when all articles are looked at.
func (w *world) comparePrevious() {
	w.t.Helper()
	e := w.engine
	want, got := newPrevious(e.lastContent, e.cache.Records, e.cache.Ran, e.lastArrival), e.previous
	paths := func(articles []*feed.Article) (paths []string) {
		for _, a := range articles {
			paths = append(paths, a.Path)
		}
		slices.Sort(paths)
		return paths
	}
	for name, both := range map[string][2]any{
		"places": {want.addresses, got.addresses}, "ids": {want.ids, got.ids}, "bytes": {want.hashes, got.hashes}, "standing": {want.inFeeds, got.inFeeds}, "unfed": {want.outsideFeeds, got.outsideFeeds},
		"asleep": {paths(want.notLive), paths(got.notLive)}, "timed": {paths(want.expiring), paths(got.expiring)}, "came": {want.lastArrival, got.lastArrival},
	} {
		if diff := cmp.Diff(both[0], both[1], cmp.AllowUnexported(feed.AddressIndex{}, feed.PathIndex{})); diff != "" {
			w.t.Fatalf("%s: -looked at +left\n%s", name, diff)
		}
	}
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
	if diff := cmp.Diff(feedtest.Published(w.t, cold), feedtest.Published(w.t, filepath.Join(w.dir, "dist"))); diff != "" {
		w.t.Fatalf("%s: -cold +run by run\n%s\n%s", step, diff, w.stderr.String())
	}
	if w.engine == nil {
		return
	}
	root, d, err := w.config("cold", "before").openDist()
	if err != nil {
		w.t.Fatal(err)
	}
	defer root.Close()
	defer d.Close()
	if diff := cmp.Diff(w.redirects(d), w.redirects(w.engine.store)); diff != "" {
		w.t.Fatalf("%s: redirects: -cold +run by run\n%s", step, diff)
	}
}

// redirects are those of a publication, but for archives, of which a cold build has no
// earlier ones.
func (w *world) redirects(d *store.Dir) (all []manifest.Redirect) {
	w.t.Helper()
	m, err := d.Manifest()
	if err != nil {
		w.t.Fatal(err)
	}
	for r := range m.Redirects() {
		if !strings.Contains(r.From, "archive/") {
			all = append(all, r)
		}
	}
	return all
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
					w.randomChange()
				}
			}
		})
	}
}

// The same for a service that goes on, and is told which files have changed, or is not.
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
				w.copyState("state", "before") // between two runs, its files are at rest
				w.run(changed)
				w.compare(fmt.Sprint("step ", step))
			}
			quick.Add(int64(w.incremental))
		})
	}
}

// A file that cannot be read makes nobody look at all others, whatever becomes of it and of
// those that want its place.
func TestColdEqualsRefused(t *testing.T) {
	var beside atomic.Int64
	t.Cleanup(func() {
		if n := beside.Load(); n < 4*int64(histories(9)) {
			t.Errorf("%d runs went by the last one", n)
		}
	})
	for seed := range histories(9) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, 200+2*seed) // nobody makes mistakes, but for those below
			w.run(nil)
			for step := range 30 {
				before := w.stamps()
				names := w.files()
				one := names[w.r.IntN(len(names))]
				what := "something else"
				switch w.r.IntN(12) {
				case 0, 1, 2:
					what = "breaks " + one
					w.write(one, []string{"---\ndate: jamais\n---\n\nUn.\n", "---\ntitle: T\nenclosures: [nulle.mp3]\n---\n\nUn.\n"}[w.r.IntN(2)])
				case 3:
					what = "wants the place of " + one
					w.write("s9/0.md", dated("À sa place", "2024-02-01", "permalink: /"+feed.Stem(one)+"/"))
				default:
					w.randomChange()
				}
				changed := w.changed(before)
				if w.r.IntN(4) == 0 {
					changed = nil
				}
				w.copyState("state", "before")
				w.run(changed)
				w.compare(fmt.Sprintf("step %d (%s)", step, what))
			}
			beside.Add(int64(w.besideRefused))
		})
	}
}

// Whoever stands in for a file that cannot be read has its place, and its time of coming, like
// any other article.
func TestRefusedFileKeepsAddress(t *testing.T) {
	const site = "title: T\nbase_url: https://t.example/\nfeed: {limit: 3}\n"
	const broken = "---\ndate: jamais\n---\n\nUn.\n"
	place := func(date string) string { return dated("À sa place", date, "permalink: /a/un/") }
	for name, steps := range map[string][]string{ // files and texts; "" is none
		"its place is taken":            {"a/un.md", broken, "b/deux.md", place("2024-02-01")},
		"its place is an older one's":   {"a/un.md", broken, "b/deux.md", place("2023-02-01"), "b/deux.md", ""},
		"it is all that is in the feed": {"s/other.md", "", "a/un.md", broken, "b/trois.md", dated("Trois", "2023-01-01"), "b/quatre.md", dated("Quatre", "2022-01-01")},
		"it keeps its place": {"b/deux.md", place("2023-02-01"), "b/deux.md", broken, "c.md", dated("C", "2024-02-01"),
			"a/un.md", dated("Un", "2024-01-02", "permalink: /ailleurs/"), "c.md", dated("C", "2024-02-03")},
		"it wants its own place": {"a/un.md", dated("Un", "2024-01-02", "draft: true"), "a/un.md", dated("Un", "2024-01-02", "enclosures: [nulle.mp3]"),
			"c.md", dated("C", "2024-02-01"), "b/deux.md", place("2024-02-01")},
		"nobody is taken for it": {"a/un.md", dated("Un", "2024-01-02", "draft: true"), "a/un.md", broken, "z/un.md", dated("Un", "2024-01-02")},
		"it is mended":           {"a/un.md", broken, "b/deux.md", dated("Deux", "2024-02-02"), "a/un.md", dated("Autre", "2024-01-02")},
		"links lead to it": {"s/\u202eabc.md", dated("ABC", "2024-01-03", "permalink: /p/q/"), "s/l.md", dated("L", "2024-01-04") + "[x](abc)\n",
			"s/\u202eabc.md", broken, "s/l.md", dated("L", "2024-01-05") + "[y](abc)\n"},
		"it goes": {"a/un.md", broken, "b/deux.md", dated("Deux", "2024-02-02"), "a/un.md", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newServedWorld(t, site, "a/un.md", dated("Un", "2024-01-02", "tags: [x]"))
			for i := 0; i < len(steps); i += 2 {
				w.now = w.now.Add(time.Hour)
				w.compareAfter(fmt.Sprint("step ", i/2), func() {
					if steps[i+1] != "" {
						w.write(steps[i], steps[i+1])
					} else if err := os.Remove(w.path(steps[i])); err != nil {
						t.Fatal(err)
					}
				})
			}
			if w.besideRefused == 0 {
				t.Error("no run went by the last one")
			}
		})
	}
}

// Where nothing has changed nothing is done, and what is still wrong is said again.
func TestRefusedFileIsReportedAgain(t *testing.T) {
	w := newServedWorld(t, sites[0], "a.md", dated("A", "2024-01-02"))
	w.compareAfter("it breaks", func() { w.write("a.md", "---\ndate: jamais\n---\n\nUn.\n") })
	out, err := w.engine.Run(t.Context(), Ask{SkipSettle: true})
	if err != nil || out.change != nil || !out.Report.Degraded() || !strings.Contains(out.Report.Problems[0].Error(), "a.md:2: date") {
		t.Errorf("%+v, %v", out, err)
	}
	w.stderr.Reset()
	w.build("other", "elsewhere")
	said := w.stderr.String()
	if w.build("other", "elsewhere"); w.stderr.String() != said || !strings.Contains(said, "jamais") {
		t.Error(w.stderr.String())
	}
}

// told runs the service after something was done, which it is told of, and wants what a cold
// build makes.
func (w *world) compareAfter(step string, do func()) {
	w.t.Helper()
	before := w.stamps()
	do()
	w.copyState("state", "before")
	w.run(w.changed(before))
	w.compare(step)
}

// served is a world of a few files, of which the service has run twice: the next run goes by
// what that has left.
func newServedWorld(t *testing.T, site string, files ...string) *world {
	w := &world{t: t, dir: t.TempDir(), now: time.Date(2024, 2, 20, 8, 0, 0, 0, time.UTC)}
	w.write("site.yaml", site)
	for i := 0; i < len(files); i += 2 {
		w.write(files[i], files[i+1])
	}
	w.write("s/other.md", "---\ntitle: Autre\ndate: 2024-01-02\n---\n\nUn.\n")
	w.run(nil)
	w.compareAfter("the other", func() { w.write("s/other.md", "---\ntitle: Autres\ndate: 2024-01-02\n---\n\nUn.\n") })
	if w.incremental == 0 {
		t.Fatal("the run has looked at all articles")
	}
	return w
}

func dated(title, date string, more ...string) string {
	return "---\ntitle: " + title + "\ndate: " + date + "\n" + strings.Join(more, "\n") + "\n---\n\nUn.\n"
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

// A first run is kept in two places at once, which read the same articles: the race detector
// looks on.
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

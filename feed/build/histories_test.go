package build

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fil/feed/disk"
	"fil/feed/feedtest"
	"fil/feed/memory"
	"fil/feed/source/inventory"
)

// history is a site whose names, addresses and folders collide, and whose runs are of servers and of new
// processes in turn, on a small site or on one that goes on from the last plan.
type history struct {
	*world
	gone      map[string]string // the texts of removed files, which may come back
	smallSite int
	kills     bool // some processes are killed
	serves    int  // how many of three runs are those of a server
}

func newHistory(t *testing.T, seed uint64) *history {
	w := &world{t: t, r: rand.New(rand.NewPCG(seed, 99)), seed: seed, dir: t.TempDir(), now: time.Date(2024, 2, 28, 8, 0, 0, 0, time.UTC)}
	h := &history{world: w, gone: map[string]string{}, smallSite: []int{-1, -1, 0}[w.r.IntN(3)], serves: []int{0, 3, 1}[w.r.IntN(3)], kills: w.r.IntN(3) == 0}
	h.changeSite()
	for range 8 {
		h.put(h.newName(), h.article())
	}
	return h
}

func (h *history) conf(dist, state string) Config {
	c := h.config(dist, state)
	c.SmallSite = h.smallSite
	return c
}

// build makes one run of a new process, which checks dist if verify says so.
func (h *history) build(dist, state string, verify bool) {
	h.t.Helper()
	h.stderr.Reset()
	if err := buildOnce(h.t.Context(), h.conf(dist, state), Ask{Accept: true, Verify: verify}); err != nil {
		h.fail("%v", err)
	}
}

// serve makes one run of a server.
func (h *history) serve(changed []string, verify bool) {
	h.t.Helper()
	if h.engine == nil {
		e, err := Open(h.t.Context(), h.conf("dist", "state"))
		if err != nil {
			h.fail("%v", err)
		}
		h.engine = e
		h.t.Cleanup(e.Close)
	}
	out, err := h.engine.Run(h.t.Context(), Ask{Accept: true, Changed: changed, SkipSettle: true, Verify: verify})
	if err != nil {
		h.fail("%v", err)
	}
	h.engine.Commit(out)
	if h.r.IntN(2) == 0 {
		h.engine.Prepare()
	}
}

// kill begins a run of a new process whose disk operations fail from a random one on.
func (h *history) kill() {
	at := int64(1 + h.r.IntN(80))
	var n atomic.Int64
	c := h.conf("dist", "state")
	c.Fault = func(disk.Op, string) error {
		if n.Add(1) >= at {
			return errKilled
		}
		return nil
	}
	h.logf("killed at %d", at)
	if err := buildOnce(h.t.Context(), c, Ask{Accept: true}); err != nil && !errors.Is(err, errKilled) {
		h.fail("%v", err)
	}
}

// damage removes a file of dist, or writes to it.
func (h *history) damage() {
	dist := filepath.Join(h.dir, "dist")
	names := slices.Sorted(func(yield func(string) bool) {
		for name := range feedtest.Published(h.t, dist) {
			if !yield(name) {
				return
			}
		}
	})
	name := filepath.Join(dist, names[h.r.IntN(len(names))])
	h.logf("damage %s", name)
	if h.r.IntN(2) == 0 {
		h.must(os.Remove(name))
	} else {
		h.must(os.WriteFile(name, []byte("damaged"), 0o644))
	}
}

// watched returns the files that a server would be given: none of those that it ignores, and nil, for all,
// if the theme has changed.
func (h *history) watched(changed []string) []string {
	isTheme := func(name string) bool { return strings.HasPrefix(name, "_theme") }
	if h.r.IntN(3) == 0 || slices.ContainsFunc(changed, isTheme) {
		return nil
	}
	return slices.DeleteFunc(changed, func(name string) bool {
		return name != "_headers" && slices.ContainsFunc(strings.Split(name, "/"), inventory.Ignored)
	})
}

// step makes random changes, then a run, and compares it with a cold build.
func (h *history) step(n int) {
	before := h.stamps()
	if n > 0 {
		for range 1 + h.r.IntN(3) {
			h.change()
		}
	}
	changed := h.watched(h.changed(before))
	if h.r.IntN(4) == 0 {
		h.now = h.now.Add(time.Duration(h.r.IntN(60)) * time.Hour)
		h.logf("it is %v", h.now)
	}
	serve := h.r.IntN(3) < h.serves
	if !serve {
		h.stop()
		if h.kills && h.r.IntN(3) == 0 {
			h.kill()
		}
	}
	verify := n > 0 && h.r.IntN(8) == 0
	if verify {
		h.damage()
		changed = nil
	}
	h.copyState("state", "before")
	h.copyDist()
	h.logf("step %d: serve: %v, changed: %q", n, serve, changed)
	if serve {
		h.serve(changed, verify)
	} else {
		h.build("dist", "state", verify)
	}
	h.build("cold", "before", true)
	h.compareAll()
	if n%4 == 3 {
		h.again()
	}
}

// again checks that one more cold build, from the memory that the run has left, changes nothing.
func (h *history) again() {
	h.t.Helper()
	h.copyState("state", "before")
	h.copyDist()
	h.logf("once more")
	h.build("cold", "before", true)
	h.compareAll()
}

// copyDist copies dist as it is before a run, so that a cold build has the same files to remove.
func (h *history) copyDist() {
	cold := filepath.Join(h.dir, "cold")
	h.must(os.RemoveAll(cold))
	if _, err := os.Stat(filepath.Join(h.dir, "dist")); err == nil {
		h.must(os.CopyFS(cold, os.DirFS(filepath.Join(h.dir, "dist"))))
	}
}

// compareAll compares the files of dist, the redirects and the memory with those of the cold build.
func (h *history) compareAll() {
	h.t.Helper()
	if diff := cmp.Diff(feedtest.Published(h.t, filepath.Join(h.dir, "cold")), feedtest.Published(h.t, filepath.Join(h.dir, "dist"))); diff != "" {
		h.fail("dist: -cold +cached\n%s", diff)
	}
	if diff := cmp.Diff(h.redirectsOf("cold", "before"), h.redirectsOf("dist", "state")); diff != "" {
		h.fail("redirects: -cold +cached\n%s", diff)
	}
	if diff := cmp.Diff(h.memoryOf("before"), h.memoryOf("state")); diff != "" {
		h.fail("memory: -cold +cached\n%s", diff)
	}
}

// redirectsOf returns the redirects of a folder, a line each.
func (h *history) redirectsOf(dist, state string) string {
	if dist == "dist" && h.engine != nil {
		return strings.ReplaceAll(fmt.Sprint(h.redirects(h.engine.dist)), "} {", "}\n{")
	}
	d, err := h.conf(dist, state).openDist(h.t.Context())
	h.must(err)
	defer d.Close()
	return strings.ReplaceAll(fmt.Sprint(h.redirects(d)), "} {", "}\n{")
}

// openMemory opens the memory in a state folder, or returns that of the running server. done closes it.
func (w *world) openMemory(state string) (m *memory.Memory, done func()) {
	w.t.Helper()
	if state == "state" && w.engine != nil {
		return w.engine.memory, func() {}
	}
	m, _, err := memory.Open(filepath.Join(w.dir, state), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return m, func() {
		if err := m.Close(); err != nil {
			w.t.Error(err)
		}
	}
}

// memoryOf returns what a memory has of articles and feeds, a line each, in order.
func (h *history) memoryOf(state string) (lines []string) {
	m, done := h.openMemory(state)
	defer done()
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	for _, p := range m.Published() {
		add("published %s: %s %s %s came %v dated %v hash %x print %x", p.Path, p.ID, p.Page, p.Permalink, p.Came.UTC(), p.Published.UTC(), p.Hash, p.Print)
	}
	for _, name := range []string{"index.md", "index.html"} {
		if p := m.PublishedFrom(name, feedtest.Site()); p != nil { // Published leaves out introductions
			add("introduction %s: %x %x", p.Path, p.Hash, p.Print)
		}
	}
	for _, p := range m.Withdrawn() {
		add("withdrawn %s: %s %s came %v hidden %v left %v", p.Path, p.ID, p.Page, p.Came.UTC(), p.Hidden, p.Left.UTC())
	}
	for page, id := range m.Moved() {
		add("moved %s: %s", page, id)
	}
	for _, f := range m.Feeds() {
		data, err := json.Marshal(f)
		h.must(err)
		add("feed %s", data)
	}
	add("withheld %q", slices.Sorted(slices.Values(m.Withheld())))
	slices.Sort(lines)
	return lines
}

// After each step of a random history, a run with the cache leaves the same dist, redirects and memory as a
// cold build: of servers and new processes, after kills and damage, and with names that collide.
func TestHistories(t *testing.T) {
	n := histories(300, 6)
	seeds := slices.Collect(func(yield func(uint64) bool) {
		for seed := range n {
			if !yield(seed) {
				return
			}
		}
	})
	if n < 482 { // an article that is refused in a run that does not put it, and an ID that was given with a hash
		seeds = append(seeds, 491, 481)
	}
	for _, seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			h := newHistory(t, seed)
			for n := range feedtest.Sampled(20, 12) {
				h.step(n)
			}
		})
	}
}

package build

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fil/feed/disk"
	"fil/feed/feedtest"
	"fil/feed/manifest"
)

// config returns a configuration with the given folders of the world.
func (w *world) config(dist, state string) Config {
	return Config{
		Content: filepath.Join(w.dir, "content"), Dist: filepath.Join(w.dir, dist), State: filepath.Join(w.dir, state),
		Clock: func() time.Time { return w.now }, Tick: -1, UploadDelay: -1, SmallSite: -1,
		Warn: func(message string) { fmt.Fprintln(&w.stderr, message) },
		Fault: func(op disk.Op, _ string) error {
			switch {
			case w.failing && op == disk.Rename:
				return errors.New("the disk fails")
			case w.full && op == disk.Commit:
				return syscall.ENOSPC
			}
			return nil
		},
	}
}

// build makes one run with an engine of its own, as fil build does.
func (w *world) build(dist, state string) {
	w.t.Helper()
	w.stderr.Reset()
	if err := buildOnce(w.t.Context(), w.config(dist, state), Ask{Accept: true}); err != nil {
		w.t.Fatalf("%v\n%s", err, w.stderr.String())
	}
}

// buildOnce opens an engine for one run, as fil build does, and reports the problems of the run by
// Config.Warn.
func buildOnce(ctx context.Context, c Config, ask Ask) error {
	e, err := Open(ctx, c)
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

// run makes one run of a server. changed lists the files that have changed; nil means any.
func (w *world) run(changed []string) {
	w.t.Helper()
	if w.engine == nil {
		e, err := Open(w.t.Context(), w.config("dist", "state"))
		if err != nil {
			w.t.Fatal(err)
		}
		w.engine = e
		w.t.Cleanup(e.Close)
	}
	follows := w.engine.base != nil
	out, err := w.engine.Run(w.t.Context(), Ask{Accept: true, Changed: changed, SkipSettle: !w.settles})
	if err != nil {
		w.t.Fatal(err)
	}
	w.settling = out.Settling
	w.engine.Commit(out)
	if follows && out.change != nil {
		w.follows++
		if len(out.change.Last.Refused) > 0 {
			w.besideRefused++
		}
	}
	w.engine.Prepare()
	w.written += len(out.Report.Written)
}

// copyState copies the memory, without the cache, to another folder.
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
		if e.Name() != "cache.db" {
			data, err := os.ReadFile(filepath.Join(w.dir, from, e.Name()))
			must(err)
			must(os.WriteFile(filepath.Join(w.dir, to, e.Name()), data, 0o600))
		}
	}
}

// compare checks that dist equals what a cold build publishes from the same content and the memory
// in the folder "before", and that one more cold build changes nothing.
func (w *world) compare(step string) {
	w.t.Helper()
	cold := filepath.Join(w.dir, "cold")
	if err := os.RemoveAll(cold); err != nil {
		w.t.Fatal(err)
	}
	w.build("cold", "before")
	w.compareWithCold(step)
	w.copyState("state", "before")
	w.build("cold", "before")
	w.compareWithCold(step + ", once more")
}

// compareWithCold compares dist and the redirects of the running server with the folder "cold".
func (w *world) compareWithCold(step string) {
	w.t.Helper()
	if diff := cmp.Diff(feedtest.Published(w.t, filepath.Join(w.dir, "cold")), feedtest.Published(w.t, filepath.Join(w.dir, "dist"))); diff != "" {
		w.t.Fatalf("%s: -cold +served\n%s\n%s", step, diff, w.stderr.String())
	}
	if w.engine == nil {
		return
	}
	d, err := w.config("cold", "before").openDist(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	defer d.Close()
	if diff := cmp.Diff(w.redirects(d), w.redirects(w.engine.dist)); diff != "" {
		w.t.Fatalf("%s: redirects: -cold +served\n%s", step, diff)
	}
}

// redirects returns the redirects of a publication, without those of archives: a cold build has no
// earlier archives.
func (w *world) redirects(d dist) (all []manifest.Redirect) {
	w.t.Helper()
	m, err := d.Manifest(w.t.Context())
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

// compareAfter makes a change, then a run with the names of the changed files, and compares dist
// with a cold build.
func (w *world) compareAfter(step string, do func()) {
	w.t.Helper()
	before := w.stamps()
	do()
	w.copyState("state", "before")
	w.run(w.changed(before))
	w.compare(step)
}

// newServedWorld returns a world of a few files after two runs of a server, so that the next
// run follows another plan.
func newServedWorld(t *testing.T, site string, files ...string) *world {
	w := &world{t: t, dir: t.TempDir(), now: time.Date(2024, 2, 20, 8, 0, 0, 0, time.UTC)}
	w.write("site.yaml", site)
	for i := 0; i < len(files); i += 2 {
		w.write(files[i], files[i+1])
	}
	w.write("s/other.md", "---\ntitle: Autre\ndate: 2024-01-02\n---\n\nUn.\n")
	w.run(nil)
	w.compareAfter("second run", func() { w.write("s/other.md", "---\ntitle: Autres\ndate: 2024-01-02\n---\n\nUn.\n") })
	if w.follows == 0 {
		t.Fatal("the second run did not follow the plan of the first one")
	}
	return w
}

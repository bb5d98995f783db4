package schedule

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
	"go.uber.org/goleak"
)

// testWatch is a running Watch.
type testWatch struct {
	t       *testing.T
	changes chan []string // the paths of each report
}

func watchDir(t *testing.T, dir string) *testWatch {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	w, ended := &testWatch{t, make(chan []string, 100)}, make(chan error, 1)
	go func() {
		ended <- Watch(ctx, dir, func(path string) bool { return strings.HasSuffix(path, "~") && path != "kept~" }, slog.New(slog.NewTextHandler(io.Discard, nil)), func(paths []string) { w.changes <- paths })
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		goleak.VerifyNone(t)
	})
	// The folder is watched as soon as a change is reported.
	for {
		w.write(filepath.Join(dir, "begin.md"))
		select {
		case <-w.changes:
			for len(w.changes) > 0 {
				<-w.changes
			}
			return w
		case <-time.After(3 * quietTime):
		}
	}
}

func (w *testWatch) write(name string) {
	w.t.Helper()
	if err := os.WriteFile(name, []byte(time.Now().String()), 0o644); err != nil {
		w.t.Fatal(err)
	}
}

// expect waits until a change of a path is reported, or that any path may have changed.
func (w *testWatch) expect(path string) {
	w.t.Helper()
	for {
		select {
		case paths := <-w.changes:
			if paths == nil || slices.Contains(paths, path) {
				return
			}
		case <-time.After(20 * time.Second):
			w.t.Fatalf("no change of %s was reported", path)
		}
	}
}

func TestWatch(t *testing.T) {
	dir := t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.MkdirAll(filepath.Join(dir, "p/q"), 0o755))
	w := watchDir(t, dir)
	w.write(filepath.Join(dir, "p/q/a.md"))
	w.expect("p/q/a.md")
	w.write(filepath.Join(dir, "b.md~"))
	w.write(filepath.Join(dir, "b.md"))
	if paths := <-w.changes; !slices.Equal(paths, []string{"b.md"}) {
		t.Errorf("reported %v", paths)
	}
	w.write(filepath.Join(dir, "p/kept~"))
	w.write(filepath.Join(dir, "kept~"))
	if paths := <-w.changes; !slices.Equal(paths, []string{"kept~"}) {
		t.Errorf("reported %v", paths)
	}
	must(os.MkdirAll(filepath.Join(dir, "new/deep"), 0o755))
	w.expect("new")
	w.write(filepath.Join(dir, "new/deep/c.md"))
	w.expect("new/deep/c.md")
	// A folder that was renamed is watched under its new name, and so are those in it.
	must(os.Rename(filepath.Join(dir, "p"), filepath.Join(dir, "pp")))
	w.expect("pp")
	w.write(filepath.Join(dir, "pp/q/z.md"))
	w.expect("pp/q/z.md")
	must(os.Remove(filepath.Join(dir, "pp/q/z.md")))
	w.expect("pp/q/z.md")
}

// When another folder takes the name of the watched one, it is watched instead.
func TestWatchReplacedFolder(t *testing.T) {
	dir := t.TempDir()
	content, next := filepath.Join(dir, "content"), filepath.Join(dir, "next")
	for _, name := range []string{content, next} {
		if err := os.Mkdir(name, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(content, link); err != nil {
		t.Fatal(err)
	}
	w := watchDir(t, link)
	w.write(filepath.Join(content, "a.md"))
	w.expect("a.md")
	if err := os.Rename(content, filepath.Join(dir, "old")); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(next, content); err != nil {
		t.Fatal(err)
	}
	w.expect("anything")
	w.write(filepath.Join(content, "b.md"))
	w.expect("b.md")
}

// faults.md 39: the changes of ten thousand files are reported together: at most once per quietTime.
func TestWatchMany(t *testing.T) {
	dir := t.TempDir()
	w := watchDir(t, dir)
	began, missing := time.Now(), map[string]bool{}
	for i := range 10_000 {
		name := strings.Repeat("x", 1+i%50) + ".md"
		w.write(filepath.Join(dir, name))
		missing[name] = true
	}
	limit, reports := 1+int(time.Since(began)/quietTime), 0
	for ; len(missing) > 0; reports++ {
		paths := <-w.changes
		for _, path := range paths {
			delete(missing, path)
		}
		if paths == nil { // any path may have changed
			clear(missing)
		}
	}
	if reports > limit {
		t.Errorf("%d reports, want at most %d", reports, limit)
	}
}

// faults.md 40: if the system refuses to watch some folders, the others are watched, and the log says
// so once. If it has lost events, any path may have changed.
func TestWatchLimits(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a", "b", "c"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	var log bytes.Buffer
	overflow, changes, ready := make(chan error), make(chan []string, 10), make(chan bool)
	w := &watcher{name: dir, ignored: func(string) bool { return false }, log: slog.New(slog.NewTextHandler(&log, nil)), paths: map[string]bool{}}
	w.addWatch = func(inner *fsnotify.Watcher, name string) error {
		if base := filepath.Base(name); base == "a" || base == "b" {
			return syscall.ENOSPC
		} else if base == "c" {
			inner.Errors = overflow
			close(ready)
		}
		return inner.Add(name)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- w.watch(ctx, func(paths []string) { changes <- paths }) }()
	<-ready
	overflow <- fsnotify.ErrEventOverflow
	if paths := <-changes; paths != nil {
		t.Errorf("after an overflow, reported %v", paths)
	}
	if err := os.WriteFile(filepath.Join(dir, "c", "x.md"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if paths := <-changes; !slices.Equal(paths, []string{"c/x.md"}) {
		t.Errorf("reported %v", paths)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if n := strings.Count(log.String(), "not every folder can be watched"); n != 1 {
		t.Errorf("logged %d times: %s", n, &log)
	}
}

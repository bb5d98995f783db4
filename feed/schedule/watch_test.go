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

// watching is a folder that is watched, and what is told of it.
type watching struct {
	t    *testing.T
	told chan []string
}

func watchDir(t *testing.T, dir string) *watching {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	w, ended := &watching{t, make(chan []string, 100)}, make(chan error, 1)
	go func() {
		ended <- Watch(ctx, dir, func(name string) bool { return strings.HasSuffix(name, "~") }, slog.New(slog.NewTextHandler(io.Discard, nil)), func(paths []string) { w.told <- paths })
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		goleak.VerifyNone(t)
	})
	// It watches once it tells of a change.
	for {
		w.write(filepath.Join(dir, "begin.md"))
		select {
		case <-w.told:
			for len(w.told) > 0 {
				<-w.told
			}
			return w
		case <-time.After(3 * quietTime):
		}
	}
}

func (w *watching) write(name string) {
	w.t.Helper()
	if err := os.WriteFile(name, []byte(time.Now().String()), 0o644); err != nil {
		w.t.Fatal(err)
	}
}

// tells wants to be told of a path, or that anything may have changed.
func (w *watching) tells(path string) {
	w.t.Helper()
	for {
		select {
		case paths := <-w.told:
			if paths == nil || slices.Contains(paths, path) {
				return
			}
		case <-time.After(20 * time.Second):
			w.t.Fatalf("not told of %s", path)
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
	w.tells("p/q/a.md")
	w.write(filepath.Join(dir, "b.md~"))
	w.write(filepath.Join(dir, "b.md"))
	if paths := <-w.told; !slices.Equal(paths, []string{"b.md"}) {
		t.Errorf("told of %v", paths)
	}
	must(os.MkdirAll(filepath.Join(dir, "new/deep"), 0o755))
	w.tells("new")
	w.write(filepath.Join(dir, "new/deep/c.md"))
	w.tells("new/deep/c.md")
	// A folder that was renamed is watched under its new name, and so are those in it.
	must(os.Rename(filepath.Join(dir, "p"), filepath.Join(dir, "pp")))
	w.tells("pp")
	w.write(filepath.Join(dir, "pp/q/z.md"))
	w.tells("pp/q/z.md")
	must(os.Remove(filepath.Join(dir, "pp/q/z.md")))
	w.tells("pp/q/z.md")
}

// A folder that another one has taken the name of is watched no longer, but that one.
func TestWatchSwapped(t *testing.T) {
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
	w.tells("a.md")
	if err := os.Rename(content, filepath.Join(dir, "old")); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(next, content); err != nil {
		t.Fatal(err)
	}
	w.tells("anything")
	w.write(filepath.Join(content, "b.md"))
	w.tells("b.md")
}

// faults.md 39: ten thousand files at once are told of together, as far as they come at once:
// no more often than whenever it was quietTime, or patience was at its end.
func TestWatchMany(t *testing.T) {
	dir := t.TempDir()
	w := watchDir(t, dir)
	began, missing := time.Now(), map[string]bool{}
	for i := range 10_000 {
		name := strings.Repeat("x", 1+i%50) + ".md"
		w.write(filepath.Join(dir, name))
		missing[name] = true
	}
	most, told := 1+int(time.Since(began)/quietTime), 0
	for ; len(missing) > 0; told++ {
		paths := <-w.told
		for _, path := range paths {
			delete(missing, path)
		}
		if paths == nil { // anything
			clear(missing)
		}
	}
	if told > most {
		t.Errorf("told %d times, where %d are the most", told, most)
	}
}

// faults.md 40: where the system lets not every folder be watched, the others are, and it
// is said once; where it has lost count of events, anything may have changed.
func TestWatchLimits(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a", "b", "c"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	var log bytes.Buffer
	overflow, told, ready := make(chan error), make(chan []string, 10), make(chan bool)
	s := &watcher{name: dir, ignored: func(string) bool { return false }, log: slog.New(slog.NewTextHandler(&log, nil)), paths: map[string]bool{}}
	s.addWatch = func(w *fsnotify.Watcher, name string) error {
		if base := filepath.Base(name); base == "a" || base == "b" {
			return syscall.ENOSPC
		} else if base == "c" {
			w.Errors = overflow
			close(ready)
		}
		return w.Add(name)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- s.watch(ctx, func(paths []string) { told <- paths }) }()
	<-ready
	overflow <- fsnotify.ErrEventOverflow
	if paths := <-told; paths != nil {
		t.Errorf("after an overflow, told of %v", paths)
	}
	if err := os.WriteFile(filepath.Join(dir, "c", "x.md"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if paths := <-told; !slices.Equal(paths, []string{"c/x.md"}) {
		t.Errorf("told of %v", paths)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if n := strings.Count(log.String(), "not every folder can be watched"); n != 1 {
		t.Errorf("said %d times: %s", n, &log)
	}
}

package build

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fil/feed/disk"
	"fil/feed/feedtest"
	"fil/feed/store"
)

// exitStatus is the exit status of a process that faultFromEnv has ended.
const exitStatus = 87

// faultFromEnv returns a hook that ends the process before its operation number FIL_TEST_EXIT_AT;
// nil if that is not set.
func faultFromEnv() disk.Hook {
	at, err := strconv.Atoi(os.Getenv("FIL_TEST_EXIT_AT"))
	if err != nil {
		return nil
	}
	var n atomic.Int64
	return func(disk.Op, string) error {
		if n.Add(1) == int64(at) {
			os.Exit(exitStatus)
		}
		return nil
	}
}

// faultSite is a small site in the folder "base": it was published, and its content was changed
// then. Tests publish copies of it.
type faultSite struct {
	dir      string
	old, new map[string]string // the hashes of the files of dist before and after the change is published
}

func newFaultSite(t *testing.T) *faultSite {
	t.Helper()
	s := &faultSite{dir: t.TempDir()}
	article := func(name, text string) {
		name = filepath.Join(s.dir, "base", "content", name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	article("site.yaml", "title: Un\nbase_url: https://un.example/\nid_authority: un.example,2024\nfeed: {limit: 2}\n")
	for i := range 4 {
		article(fmt.Sprintf("a/%d.md", i), fmt.Sprintf("---\ntitle: T%d\ndate: 2024-0%d-01\ntags: [x]\n---\n\nUn.\n", i, 1+i))
	}
	article("a/b.png", "png")
	s.build(t, "base", nil)
	s.old = hashes(t, filepath.Join(s.dir, "base", "dist"))
	article("a/0.md", "---\ntitle: T0\ndate: 2024-01-01\ntags: [x, y]\n---\n\nDeux.\n")
	article("c/new.md", "---\ntitle: Nouveau\ndate: 2024-05-01\n---\n\nTrois.\n")
	if err := errors.Join(os.Remove(filepath.Join(s.dir, "base/content/a/1.md")), os.Rename(filepath.Join(s.dir, "base/content/a/2.md"), filepath.Join(s.dir, "base/content/a/two.md"))); err != nil {
		t.Fatal(err)
	}
	s.copyBase(t, "fine")
	s.build(t, "fine", nil)
	s.new = hashes(t, filepath.Join(s.dir, "fine", "dist"))
	if maps.Equal(s.old, s.new) {
		t.Fatal("nothing has changed")
	}
	return s
}

// copyBase copies the folder "base" to another name.
func (s *faultSite) copyBase(t *testing.T, to string) {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(s.dir, to)); err != nil {
		t.Fatal(err)
	}
	from := filepath.Join(s.dir, "base")
	err := filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		target := filepath.Join(s.dir, to, strings.TrimPrefix(name, from))
		if err != nil || d.IsDir() {
			return errors.Join(err, os.MkdirAll(target, 0o755))
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		return errors.Join(os.WriteFile(target, data, info.Mode()), os.Chtimes(target, info.ModTime(), info.ModTime()))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// configIn returns the configuration of a site whose folders are in dir.
func configIn(dir string) Config {
	return Config{Content: dir + "/content", Dist: dir + "/dist", State: dir + "/state", Tick: -1, UploadDelay: -1, SmallSite: -1}
}

// Results of a run.
const (
	ok = iota
	failed
	degraded
)

// build makes one run in this process, with the given faults; without faults it must succeed.
func (s *faultSite) build(t *testing.T, name string, fault disk.Hook) (stderr string, status int) {
	t.Helper()
	var messages strings.Builder
	c := configIn(filepath.Join(s.dir, name))
	c.Fault, c.Warn = fault, func(message string) { fmt.Fprintln(&messages, message) }
	err := buildOnce(t.Context(), c, Ask{})
	switch {
	case err != nil:
		fmt.Fprintln(&messages, err)
		status = failed
	case strings.Contains(messages.String(), "hint: "):
		status = degraded
	}
	if fault == nil && status != ok {
		t.Fatalf("%s: exit status %d\n%s", name, status, messages.String())
	}
	return messages.String(), status
}

// hashes returns the hashes of the published files of a folder, without Fil's own files.
func hashes(t *testing.T, dir string) map[string]string {
	t.Helper()
	got := feedtest.Published(t, dir)
	for name, data := range got {
		sum := sha256.Sum256([]byte(data))
		got[name] = hex.EncodeToString(sum[:])
	}
	return got
}

// checkIntact checks that a server that starts on dist now would serve the old or the new
// publication, with all its files as the manifest describes them. It reports whether it is the new
// one.
func (s *faultSite) checkIntact(t *testing.T, name string) bool {
	t.Helper()
	root, err := os.OpenRoot(filepath.Join(s.dir, name, "dist"))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	d, err := store.Open(root, nil, "")
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	defer d.Close()
	m, err := d.Manifest()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	got := map[string]string{}
	for n, f := range m.Files() {
		data, err := root.ReadFile(n)
		if err != nil {
			t.Fatalf("%s: a file of the manifest is missing: %v", name, err)
		}
		sum := sha256.Sum256(data)
		got[n] = hex.EncodeToString(sum[:])
		if got[n] != f.Hash {
			t.Fatalf("%s: %s does not have the hash of the manifest", name, n)
		}
	}
	if !maps.Equal(got, s.old) && !maps.Equal(got, s.new) {
		t.Fatalf("%s: neither the old nor the new publication\n%s", name, cmp.Diff(s.new, got))
	}
	return maps.Equal(got, s.new)
}

// checkNextRun checks that the next run publishes the change, and leaves no staged files.
func (s *faultSite) checkNextRun(t *testing.T, name string) {
	t.Helper()
	if stderr, status := s.build(t, name, func(disk.Op, string) error { return nil }); status != ok {
		t.Fatalf("%s: the next run: exit status %d\n%s", name, status, stderr)
	}
	if diff := cmp.Diff(s.new, hashes(t, filepath.Join(s.dir, name, "dist"))); diff != "" {
		t.Fatalf("%s: after the next run: -want +got\n%s", name, diff)
	}
	if left, err := os.ReadDir(filepath.Join(s.dir, name, "dist/.fil-dist/stage")); err != nil || len(left) > 0 {
		t.Fatalf("%s: staged files are left: %v %v", name, left, err)
	}
}

// countOps returns the number of disk operations of a run without faults.
func (s *faultSite) countOps(t *testing.T, counts func(disk.Op) bool) int {
	t.Helper()
	var n atomic.Int64
	s.copyBase(t, "count")
	s.build(t, "count", func(op disk.Op, _ string) error {
		if counts(op) {
			n.Add(1)
		}
		return nil
	})
	return int(n.Load())
}

func anyOp(disk.Op) bool { return true }

// forEachPoint calls f for every number from 1 to n, or for a sample of them, in two goroutines: every
// 13th, and the last dozen, at which the journal and the manifest are written. It returns the number
// of calls.
func forEachPoint(n int, f func(i int)) (tried int64) {
	stride := feedtest.Sampled(1, 13)
	var points []int
	for i := 1; i <= n; i++ {
		if i%stride == 0 || i > n-12 {
			points = append(points, i)
		}
	}
	var wg sync.WaitGroup
	var next atomic.Int64
	for range 2 {
		wg.Go(func() {
			for i := next.Add(1); i <= int64(len(points)); i = next.Add(1) {
				f(points[i-1])
			}
		})
	}
	wg.Wait()
	return int64(len(points))
}

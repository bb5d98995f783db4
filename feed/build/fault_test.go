package build

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fil/feed/disk"
	"fil/feed/feedtest"
	"fil/feed/store"
)

// exitStatus is that of a process that a test ended at one of its operations.
const exitStatus = 87

// faultFromEnv ends the process before the operation whose number FIL_TEST_EXIT_AT has.
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

// site is a small site with a publication, and what is to become of it.
type faultSite struct {
	dir      string
	old, new map[string]string // what dist holds before and after, by hashes
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

// copy makes another site of the base.
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

// configIn is the configuration of a site in a folder.
func configIn(dir string) Config {
	return Config{Content: dir + "/content", Dist: dir + "/dist", State: dir + "/state", Tick: -1, UploadDelay: -1, SmallSite: -1}
}

// What became of a run.
const (
	ok = iota
	failed
	degraded
)

// build is one run in this process, with faults.
func (s *faultSite) build(t *testing.T, name string, fault disk.Hook) (stderr string, status int) {
	t.Helper()
	var said strings.Builder
	c := configIn(filepath.Join(s.dir, name))
	c.Fault, c.Warn = fault, func(message string) { fmt.Fprintln(&said, message) }
	err := buildOnce(t.Context(), c, Ask{})
	switch {
	case err != nil:
		fmt.Fprintln(&said, err)
		status = failed
	case strings.Contains(said.String(), "hint: "):
		status = degraded
	}
	if fault == nil && status != ok {
		t.Fatalf("%s: exit status %d\n%s", name, status, said.String())
	}
	return said.String(), status
}

// hashes is what a folder holds, Fil's own apart, by hash.
func hashes(t *testing.T, dir string) map[string]string {
	t.Helper()
	got := feedtest.Published(t, dir)
	for name, data := range got {
		sum := sha256.Sum256([]byte(data))
		got[name] = hex.EncodeToString(sum[:])
	}
	return got
}

// whole wants that whoever starts a server on dist now serves the publication before, or
// the one after, with all its files: what the manifest says is what lies there. It tells
// whether it is the one after.
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
			t.Fatalf("%s: the manifest names what is not there: %v", name, err)
		}
		sum := sha256.Sum256(data)
		if got[n] = hex.EncodeToString(sum[:]); got[n] != f.Hash {
			t.Fatalf("%s: %s is not what the manifest says", name, n)
		}
	}
	if !maps.Equal(got, s.old) && !maps.Equal(got, s.new) {
		t.Fatalf("%s: neither the publication before nor the one after\n%s", name, cmp.Diff(s.new, got))
	}
	return maps.Equal(got, s.new)
}

// completed wants that a further run makes of it what it was to become, and leaves
// nothing behind.
func (s *faultSite) checkNextRun(t *testing.T, name string) {
	t.Helper()
	if stderr, status := s.build(t, name, func(disk.Op, string) error { return nil }); status != ok {
		t.Fatalf("%s: the next run: exit status %d\n%s", name, status, stderr)
	}
	if diff := cmp.Diff(s.new, hashes(t, filepath.Join(s.dir, name, "dist"))); diff != "" {
		t.Fatalf("%s: after the next run: -want +got\n%s", name, diff)
	}
	if left, err := os.ReadDir(filepath.Join(s.dir, name, "dist/.fil-dist/stage")); err != nil || len(left) > 0 {
		t.Fatalf("%s: left behind: %v %v", name, left, err)
	}
}

// count counts the operations of a fault-free run.
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

// each calls f for every number up to n, two at a time: in CI. Elsewhere for a fifth of
// them.
func forEachPoint(n int, f func(i int)) (tried int64) {
	stride := int64(5)
	if os.Getenv("CI") != "" && !raceDetector {
		stride = 1
	}
	var wg sync.WaitGroup
	var next atomic.Int64
	for range 2 {
		wg.Go(func() {
			for i := next.Add(stride); i <= int64(n); i = next.Add(stride) {
				f(int(i))
			}
		})
	}
	wg.Wait()
	return int64(n) / stride
}

// faults.md 42: a process that ends at any write, sync, rename, unlink or mkdir of a run,
// or before a commit of the memory, leaves the publication before or the one after; and
// the next run makes it the one after.
func TestExitAtEveryOperation(t *testing.T) {
	s := newFaultSite(t)
	var after, unreached atomic.Int64
	points := forEachPoint(s.countOps(t, anyOp), func(i int) {
		name := fmt.Sprint("exit", i)
		s.copyBase(t, name)
		dir := filepath.Join(s.dir, name)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		cmd := exec.CommandContext(ctx, os.Args[0])
		cmd.Env = append(os.Environ(), "FIL_TEST_BUILD="+dir, "GORACE="+noRaceSleep, fmt.Sprint("FIL_TEST_EXIT_AT=", i))
		out, err := cmd.CombinedOutput()
		if err == nil { // which is as long as it is: there is no order in what is done at once
			unreached.Add(1)
			return
		}
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != exitStatus {
			t.Errorf("point %d: %v\n%s", i, err, out)
			return
		}
		if s.checkIntact(t, name) {
			after.Add(1)
		}
		s.checkNextRun(t, name)
	})
	if points -= unreached.Load(); unreached.Load() > 5 {
		t.Errorf("%d points were not reached", unreached.Load())
	}
	t.Logf("%d points tried: %d left the publication before, %d the one after", points, points-after.Load(), after.Load())
	if after.Load() == 0 || after.Load() == points {
		t.Error("the commit was never, or always, behind")
	}
}

// faults.md 41: a disk that is full, or fails, at any operation of a run, once or from
// then on, leaves the publication before or the one after; it is said; and when the disk
// is well again the next run makes it the one after.
func TestDiskFailsAtEveryOperation(t *testing.T) {
	s := newFaultSite(t)
	only := func(op disk.Op) func(disk.Op) bool { return func(o disk.Op) bool { return o == op } }
	for _, fault := range []struct {
		name   string
		err    error
		strike func(disk.Op) bool
		once   bool
	}{{"full", syscall.ENOSPC, anyOp, false}, {"failing", syscall.EIO, anyOp, true}, {"torn", disk.ErrTorn, only(disk.Write), true}, {"handles", syscall.EMFILE, only(disk.Create), false}} {
		var said, after atomic.Int64
		points := forEachPoint(s.countOps(t, fault.strike), func(i int) {
			name := fmt.Sprint(fault.name, i)
			s.copyBase(t, name)
			var n atomic.Int64
			stderr, status := s.build(t, name, func(op disk.Op, _ string) error {
				if !fault.strike(op) {
					return nil
				}
				if at := n.Add(1); at == int64(i) || !fault.once && at > int64(i) {
					return fault.err
				}
				return nil
			})
			if status != ok || stderr != "" {
				said.Add(1)
			}
			if s.checkIntact(t, name) {
				after.Add(1)
			}
			s.checkNextRun(t, name)
			if err := os.RemoveAll(filepath.Join(s.dir, name)); err != nil {
				t.Error(err)
			}
		})
		t.Logf("%s: %d points tried: %d left the publication before, %d the one after; said %d times", fault.name, points, points-after.Load(), after.Load(), said.Load())
	}
}

// faults.md 43: what the power takes away is only what was not synced, so everything that
// a publication consists of is synced before the journal commits it, the journal before
// it has its name, and every folder whose names have changed before that is recorded.
func TestSyncsBeforeItCommits(t *testing.T) {
	s := newFaultSite(t)
	s.copyBase(t, "traced")
	var ops []string
	var mu sync.Mutex
	s.build(t, "traced", func(op disk.Op, name string) error {
		mu.Lock()
		defer mu.Unlock()
		ops = append(ops, string(op)+" "+name)
		return nil
	})
	at := func(op string) int { return slices.Index(ops, op) }
	commit, record := at("rename .fil-dist/journal"), at("write .fil-dist/manifest")
	if commit < 0 || record < 0 {
		t.Fatal(ops)
	}
	unsynced := map[string]bool{}
	for _, op := range ops[:commit] {
		kind, name, _ := strings.Cut(op, " ")
		switch kind {
		case "write":
			unsynced[name] = true
		case "sync":
			delete(unsynced, name)
		}
	}
	if len(unsynced) > 0 {
		t.Errorf("not synced before the commit: %v", slices.Sorted(maps.Keys(unsynced)))
	}
	if i := at("sync .fil-dist"); i < commit {
		t.Errorf("the journal's name is not synced: %d, %d", i, commit)
	}
	touched := map[string]bool{}
	for _, op := range ops[commit+1 : record] {
		kind, name, _ := strings.Cut(op, " ")
		switch kind {
		case "rename", "remove":
			if !strings.HasPrefix(name, ".fil-dist") {
				touched[filepath.Dir(name)] = true
			}
		case "sync":
			delete(touched, name)
		}
	}
	for folder := range touched {
		if _, err := os.Stat(filepath.Join(s.dir, "traced/dist", folder)); err == nil {
			t.Errorf("the folder %s is not synced before the change is recorded", folder)
		}
	}
}

// faults.md 41: what cannot be remembered is published all the same, and that is a problem of each
// run until it can be.
func TestStateFull(t *testing.T) {
	s := newFaultSite(t)
	s.copyBase(t, "full")
	full := func(op disk.Op, _ string) error {
		if op == disk.Commit {
			return syscall.ENOSPC
		}
		return nil
	}
	for range 2 {
		stderr, status := s.build(t, "full", full)
		if status != degraded || !strings.Contains(stderr, "cannot be remembered") || !strings.Contains(stderr, "hint: make room there") {
			t.Errorf("exit status %d: %s", status, stderr)
		}
	}
	s.checkNextRun(t, "full")
}

// An ID is remembered before it is published: a process that is killed between the two forgets none.
func TestMemoryIsWrittenBeforeJournal(t *testing.T) {
	s := newFaultSite(t)
	s.copyBase(t, "order")
	var mu sync.Mutex
	var order []string
	s.build(t, "order", func(op disk.Op, name string) error {
		mu.Lock()
		defer mu.Unlock()
		switch {
		case op == disk.Commit:
			order = append(order, "memory")
		case strings.Contains(name, "journal") && !slices.Contains(order, "journal"):
			order = append(order, "journal")
		}
		return nil
	})
	if len(order) < 2 || order[0] != "memory" || !slices.Contains(order, "journal") {
		t.Errorf("written in this order: %v", order)
	}
}

package build

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"fil/feed/disk"
)

// If the process ends before any write, sync, rename, unlink or mkdir of a run, or before a commit
// of the memory, dist holds the old or the new publication, and the next run publishes the new one
// (faults.md 42).
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
		if err == nil { // operations run concurrently, so this run had fewer of them
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
	points -= unreached.Load()
	if unreached.Load() > 5 {
		t.Errorf("%d points were not reached", unreached.Load())
	}
	t.Logf("%d points tried: %d left the publication before, %d the one after", points, points-after.Load(), after.Load())
	if after.Load() == 0 || after.Load() == points {
		t.Error("all points are before the commit, or all after it")
	}
}

// If the disk is full or fails at any operation of a run, once or from then on, dist holds the old
// or the new publication and the run reports an error. After the disk works again, the next run
// publishes the new one (faults.md 41).
func TestDiskFailsAtEveryOperation(t *testing.T) {
	s := newFaultSite(t)
	only := func(op disk.Op) func(disk.Op) bool { return func(o disk.Op) bool { return o == op } }
	for _, fault := range []struct {
		name   string
		err    error
		strike func(disk.Op) bool
		once   bool
	}{{"full", syscall.ENOSPC, anyOp, false}, {"failing", syscall.EIO, anyOp, true}, {"torn", disk.ErrTorn, only(disk.Write), true}, {"handles", syscall.EMFILE, only(disk.Create), false}} {
		var reported, after atomic.Int64
		points := forEachPoint(s.countOps(t, fault.strike), func(i int) {
			name := fmt.Sprint(fault.name, i)
			s.copyBase(t, name)
			var n atomic.Int64
			var struck atomic.Bool
			stderr, status := s.build(t, name, func(op disk.Op, _ string) error {
				if !fault.strike(op) {
					return nil
				}
				if at := n.Add(1); at == int64(i) || !fault.once && at > int64(i) {
					struck.Store(true)
					return fault.err
				}
				return nil
			})
			if status != ok || stderr != "" {
				reported.Add(1)
			} else if struck.Load() && fault.name != "failing" { // an operation that fails once may be tried again
				t.Errorf("%s: nothing is reported", name)
			}
			if s.checkIntact(t, name) {
				after.Add(1)
			}
			s.checkNextRun(t, name)
			if err := os.RemoveAll(filepath.Join(s.dir, name)); err != nil {
				t.Error(err)
			}
		})
		t.Logf("%s: %d points tried: %d left the publication before, %d the one after; %d were reported", fault.name, points, points-after.Load(), after.Load(), reported.Load())
	}
}

// A power failure loses only what was not synced. So every file of a publication is synced before
// the journal commits it, the journal before it is renamed, and every folder with changed names
// before the manifest records the change (faults.md 43).
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
		t.Errorf("the journal's folder is synced at %d, before the rename at %d", i, commit)
	}
	unsyncedFolders := map[string]bool{}
	for _, op := range ops[commit+1 : record] {
		kind, name, _ := strings.Cut(op, " ")
		switch kind {
		case "rename", "remove":
			if !strings.HasPrefix(name, ".fil-dist") {
				unsyncedFolders[filepath.Dir(name)] = true
			}
		case "sync":
			delete(unsyncedFolders, name)
		}
	}
	for folder := range unsyncedFolders {
		if _, err := os.Stat(filepath.Join(s.dir, "traced/dist", folder)); err == nil {
			t.Errorf("the folder %s is not synced before the change is recorded", folder)
		}
	}
}

// A publication that cannot be saved in the memory is published nevertheless, and each run reports
// the problem until it can be saved (faults.md 41).
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
		if status != degraded || !strings.Contains(stderr, "cannot be saved") || !strings.Contains(stderr, "hint: free some space there") {
			t.Errorf("exit status %d: %s", status, stderr)
		}
	}
	s.checkNextRun(t, "full")
}

// An ID is saved in the memory before it is published, so that it is not lost if the process is
// killed in between.
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

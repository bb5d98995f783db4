package build

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fil/feed/disk"
	"fil/feed/feedtest"
)

// Files of dist may be deleted at any moment of a run. The next run makes them again, and the run
// during which they were deleted does not report success (faults.md 78).
func TestDeleteInDistDuringRun(t *testing.T) {
	s := newFaultSite(t)
	for name, isDeleted := range map[string]func(name string) bool{
		"all files":       func(string) bool { return true },
		"published files": func(name string) bool { return !strings.HasPrefix(name, ".") },
		"Fil's own files": func(name string) bool { return strings.HasPrefix(name, ".") },
	} {
		if feedtest.Race && name != "all files" { // to save time
			continue
		}
		t.Run(name, func(t *testing.T) {
			forEachPoint(s.countOps(t, anyOp), func(at int) {
				site := fmt.Sprint("deleted ", name, at)
				s.copyBase(t, site)
				dist := filepath.Join(s.dir, site, "dist")
				var n atomic.Int64
				committed := false // only the cache is still to be written
				stderr, status := s.build(t, site, func(_ disk.Op, file string) error {
					if n.Add(1) != int64(at) {
						return nil
					}
					committed = file == "cache.db"
					entries, err := os.ReadDir(dist)
					if err != nil {
						t.Error(err)
					}
					for _, e := range entries {
						if isDeleted(e.Name()) {
							_ = os.RemoveAll(filepath.Join(dist, e.Name())) // fails if the run writes into it meanwhile
						}
					}
					return nil
				})
				if got := hashes(t, dist); status == ok && !committed && cmp.Diff(s.new, got) != "" && name != "published files" {
					t.Errorf("at %d: the run reports success, and files are missing: %s", at, stderr)
				}
				if stderr, status := s.build(t, site, func(disk.Op, string) error { return nil }); status != ok {
					t.Fatalf("at %d: the next run: exit status %d\n%s", at, status, stderr)
				}
				if diff := cmp.Diff(s.new, hashes(t, dist)); diff != "" {
					t.Fatalf("at %d: after the next run: -want +got\n%s", at, diff)
				}
				if err := os.RemoveAll(filepath.Join(s.dir, site)); err != nil {
					t.Fatal(err)
				}
			})
		})
	}
}

package build

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fil/feed/disk"
)

// Files of dist may be deleted at any moment of a run. The next run makes them again, and the run
// during which they were deleted does not report success (faults.md 78).
func TestDeleteInDistDuringRun(t *testing.T) {
	s := newFaultSite(t)
	for name, gone := range map[string]func(name string) bool{
		"all":        func(string) bool { return true },
		"what shows": func(name string) bool { return !strings.HasPrefix(name, ".") },
		"Fil's own":  func(name string) bool { return strings.HasPrefix(name, ".") },
	} {
		if raceDetector && name != "all" { // to save time
			continue
		}
		t.Run(name, func(t *testing.T) {
			forEachPoint(s.countOps(t, anyOp), func(at int) {
				site := fmt.Sprint("thrown ", name, at)
				s.copyBase(t, site)
				dist := filepath.Join(s.dir, site, "dist")
				var n atomic.Int64
				over := false // dist is committed, and only the cache is still to be written
				stderr, status := s.build(t, site, func(_ disk.Op, file string) error {
					if n.Add(1) != int64(at) {
						return nil
					}
					over = slices.Contains([]string{"articles", "outputs", "last"}, file)
					entries, err := os.ReadDir(dist)
					if err != nil {
						t.Error(err)
					}
					for _, e := range entries {
						if gone(e.Name()) {
							_ = os.RemoveAll(filepath.Join(dist, e.Name())) // fails if the run writes into it at the same time
						}
					}
					return nil
				})
				if got := hashes(t, dist); status == ok && !over && cmp.Diff(s.new, got) != "" && name != "what shows" {
					t.Errorf("at %d: all is well, they say, and it is not: %s", at, stderr)
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

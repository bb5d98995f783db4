package build

import (
	"errors"
	"fil/feed/feedtest"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"testing"
	"time"
)

// After thousands of runs, some of which publish a change and some of which fail, there are no more
// goroutines, file descriptors and bytes than after the first fifth (faults.md 67).
func TestSoak(t *testing.T) {
	runs := feedtest.Sampled(10_000, 1000)
	w := newWorld(t, 4)
	w.write("site.yaml", sites[1])
	once := func(i int) {
		w.now = w.now.Add(time.Minute)
		switch {
		case i%40 == 0:
			w.write(fmt.Sprintf("s0/%d.md", i/40%30), fmt.Sprintf("---\ntitle: Tour %d\ndate: 2024-01-01\ntags: [a]\n---\n\nTexte %d.\n", i, i))
		case i%100 == 7:
			w.write("site.yaml", "titel: faux\n")
			if out, err := w.engine.Run(t.Context(), Ask{SkipSettle: true}); err != nil || !out.Report.Degraded() {
				t.Fatal("a wrong site.yaml is not reported as a problem", err)
			}
			w.write("site.yaml", sites[1])
		}
		w.run(nil)
	}
	var before, after runtime.MemStats
	var goroutines, files int
	for i := range runs {
		once(i)
		if i == runs/5 {
			goroutines, files = runtime.NumGoroutine(), descriptors(t)
			runtime.GC()
			runtime.ReadMemStats(&before)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	t.Logf("%d runs, %d files written: %d → %d goroutines, %d → %d descriptors, %d → %d KiB", runs, w.written,
		goroutines, runtime.NumGoroutine(), files, descriptors(t), before.HeapAlloc>>10, after.HeapAlloc>>10)
	if n := runtime.NumGoroutine(); n > goroutines+2 {
		t.Errorf("%d goroutines became %d", goroutines, n)
	}
	if n := descriptors(t); n > files+2 {
		t.Errorf("%d descriptors became %d", files, n)
	}
	if after.HeapAlloc > before.HeapAlloc+before.HeapAlloc/2+(4<<20) {
		t.Errorf("%d bytes became %d", before.HeapAlloc, after.HeapAlloc)
	}
}

func descriptors(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // other systems have no /proc
		t.Fatal(err)
	}
	return len(entries)
}

package build

import (
	"fmt"
	"runtime"
	"testing"
	"weak"
)

// A server holds no earlier set or plan in memory, however many articles were saved.
func TestEarlierPlansAreFreed(t *testing.T) {
	w := newServedWorld(t, sites[0], "a.md", dated("A", "2024-02-01"))
	first, set := weak.Make(w.engine.base), weak.Make(w.engine.set)
	for i := range 3 {
		w.write("a.md", dated(fmt.Sprint("A", i), "2024-02-01"))
		w.run([]string{"a.md"})
	}
	runtime.GC()
	if first.Value() != nil || set.Value() != nil {
		t.Error("the plan or the set of an earlier run is still in memory")
	}
}

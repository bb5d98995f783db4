package feed

import (
	"sync/atomic"
	"testing"
)

// Each index is in exactly one range.
func TestParallel(t *testing.T) {
	for _, n := range []int{0, 1, 9, 10, 11, 1000, 1001} {
		seen := make([]atomic.Int32, n)
		Parallel(n, 10, func(from, to int) {
			for i := from; i < to; i++ {
				seen[i].Add(1)
			}
		})
		for i := range seen {
			if got := seen[i].Load(); got != 1 {
				t.Errorf("%d of %d: %d times", i, n, got)
			}
		}
	}
}

package publish

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestNewestRanks compares both algorithms, for few and many ranks, with a stable sort.
func TestNewestRanks(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 300 {
		n := r.IntN(300)
		ranks, arrivals := make([]int32, n), make([]int64, n)
		for i := range n {
			ranks[i], arrivals[i] = int32(i), r.Int64N(20)
		}
		want := slices.Clone(ranks)
		slices.SortStableFunc(want, func(a, b int32) int { return cmp.Compare(arrivals[b], arrivals[a]) })
		for _, count := range []int{1, 2, 20, 100, 101, 200, n} {
			if count > n || count == 0 {
				continue
			}
			if got := newestRanks(ranks, arrivals, count); !slices.Equal(got, want[:count]) {
				t.Fatalf("%d of %d: %v, want %v", count, n, got, want[:count])
			}
		}
	}
	if got := newestRanks(nil, nil, 0); len(got) != 0 {
		t.Error(got)
	}
}

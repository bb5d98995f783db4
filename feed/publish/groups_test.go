package publish

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

// Whoever came last, by whichever way they are found.
func TestNewestRanks(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 300 {
		n := r.IntN(300)
		shelf, came := make([]int32, n), make([]int64, n)
		for i := range n {
			shelf[i], came[i] = int32(i), r.Int64N(20)
		}
		want := slices.Clone(shelf)
		slices.SortStableFunc(want, func(a, b int32) int { return cmp.Compare(came[b], came[a]) })
		for _, room := range []int{1, 2, 20, 100, 101, 200, n} {
			if room > n || room == 0 {
				continue
			}
			if got := newestRanks(shelf, came, room); !slices.Equal(got, want[:room]) {
				t.Fatalf("%d of %d: %v, want %v", room, n, got, want[:room])
			}
		}
	}
	if got := newestRanks(nil, nil, 0); len(got) != 0 {
		t.Error(got)
	}
}

package publish

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"fil/feed"
)

// Whoever came last, by whichever way they are found.
func TestLastOf(t *testing.T) {
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
			if got := lastOf(shelf, came, room); !slices.Equal(got, want[:room]) {
				t.Fatalf("%d of %d: %v, want %v", room, n, got, want[:room])
			}
		}
	}
	if got := lastOf(nil, nil, 0); len(got) != 0 {
		t.Error(got)
	}
}

// Files with the same articles are near each other, and no two of them side by side.
func TestBeside(t *testing.T) {
	near := map[int]int{0: 5, 1: 5, 2: 7, 3: 5, 4: 7, 5: 9, 6: 3}
	if got := beside([]int{0, 1, 2, 3, 4, 5, 6}, func(i int) int { return near[i] }); !slices.Equal(got, []int{6, 0, 1, 3, 2, 5, 4}) {
		t.Errorf("order: %v", got)
	}
	if got := beside(nil, nil); len(got) != 0 {
		t.Errorf("order of nothing: %v", got)
	}
}

// A period that is known holds on to the list of this plan, and not to that of the plan
// which had made it.
func TestRecall(t *testing.T) {
	key, a := memoKey{"year", "", "2024"}, &feed.Article{}
	before, now := []*feed.Article{a, a}, []*feed.Article{a, a}
	p := &planner{}
	p.in.Partly, p.in.Memo.periods = true, map[string]map[memoKey]period{key.folder: {key: {articles: before[:1], hash: "known"}}}
	known := p.recall(key, now[:1], func() period { return period{hash: "made"} })
	if known.hash != "known" || &known.articles[0] != &now[0] {
		t.Errorf("%s, of the list of this plan: %t", known.hash, &known.articles[0] == &now[0])
	}
}

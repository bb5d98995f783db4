package publish

import (
	"slices"
	"testing"
)

// TestInterleave checks that outputs of two months alternate.
func TestInterleave(t *testing.T) {
	months := map[int]int{0: 5, 1: 5, 2: 7, 3: 5, 4: 7, 5: 9, 6: 3}
	if got := interleave([]int{0, 1, 2, 3, 4, 5, 6}, func(i int) int { return months[i] }); !slices.Equal(got, []int{6, 0, 1, 3, 2, 5, 4}) {
		t.Errorf("order: %v", got)
	}
	if got := interleave(nil, nil); len(got) != 0 {
		t.Errorf("order of nothing: %v", got)
	}
}

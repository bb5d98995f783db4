package publish

import (
	"cmp"
	"slices"
)

// beside orders outputs so that those with the same articles are made one soon after the
// other, and yet no two of them at once: what one has loaded, the next finds.
func beside(todo []int, near func(i int) int) []int {
	slices.SortStableFunc(todo, func(a, b int) int { return cmp.Compare(near(a), near(b)) })
	group := func(from int) (to int) {
		for to = from; to < len(todo) && near(todo[to]) == near(todo[from]); to++ {
		}
		return to
	}
	ordered := make([]int, 0, len(todo))
	for at := 0; at < len(todo); {
		middle := group(at)
		end := group(middle)
		for a, b := at, middle; a < middle || b < end; a, b = a+1, b+1 {
			if a < middle {
				ordered = append(ordered, todo[a])
			}
			if b < end {
				ordered = append(ordered, todo[b])
			}
		}
		at = end
	}
	return ordered
}

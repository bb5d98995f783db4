package publish

import (
	"cmp"
	"slices"
)

// interleave orders outputs by month, and alternates the outputs of one month with those of the
// next. Outputs of one month have the same articles: made soon after one another, the second finds
// them in the loader's cache. They are not adjacent, because adjacent outputs are made at the same
// time, and then both would load the articles.
func interleave(todo []int, monthAt func(i int) int) []int {
	slices.SortStableFunc(todo, func(a, b int) int { return cmp.Compare(monthAt(a), monthAt(b)) })
	endOfMonth := func(from int) (end int) {
		end = from
		for end < len(todo) && monthAt(todo[end]) == monthAt(todo[from]) {
			end++
		}
		return end
	}
	ordered := make([]int, 0, len(todo))
	for start := 0; start < len(todo); {
		middle := endOfMonth(start)
		end := endOfMonth(middle)
		for a, b := start, middle; a < middle || b < end; a, b = a+1, b+1 {
			if a < middle {
				ordered = append(ordered, todo[a])
			}
			if b < end {
				ordered = append(ordered, todo[b])
			}
		}
		start = end
	}
	return ordered
}

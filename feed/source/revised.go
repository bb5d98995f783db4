package source

import (
	"time"

	"fil/feed"
	"fil/feed/source/plaintext"
)

// fewLetters is how many letters may be added and removed in total before a text counts as revised:
// a corrected typo does not.
const fewLetters = 12

// Revised reports whether the title and text of an article differ by more than a few letters. Both
// articles have their content.
func Revised(was, now *feed.Article) bool {
	return !withinEdits(letters(was), letters(now), fewLetters)
}

// letters returns the title and the visible text of an article.
func letters(a *feed.Article) []rune {
	return []rune(plaintext.OneLine(a.Title + "\n" + plaintext.FromHTML(a.Content)))
}

// withinEdits reports whether at most edits insertions and deletions turn a into b. It is the
// greedy algorithm of E. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986):
// furthest[k] is the furthest position in a of a path with k more deletions than insertions.
func withinEdits(a, b []rune, edits int) bool {
	furthest := make([]int, 2*edits+3)
	zero := edits + 1
	for d := 0; d <= edits; d++ {
		for k := -d; k <= d; k += 2 {
			x := furthest[zero+k-1] + 1 // deletion
			if k == -d || k != d && furthest[zero+k-1] < furthest[zero+k+1] {
				x = furthest[zero+k+1] // insertion
			}
			y := x - k
			for x < len(a) && y < len(b) && x >= 0 && y >= 0 && a[x] == b[y] {
				x, y = x+1, y+1
			}
			furthest[zero+k] = x
			if x >= len(a) && y >= len(b) {
				return true
			}
		}
	}
	return false
}

// revise sets the time of update of an article that does not give one.
func (r *reader) revise(h *head) {
	if r.Updated == nil || h.updated || h.article.Standalone() {
		return
	}
	if at := r.Updated(&h.article); at.After(h.article.Updated) {
		h.article.Updated = at.In(r.zone()).Truncate(time.Second)
	}
}

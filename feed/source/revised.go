package source

import (
	"time"

	"fil/feed"
	"fil/feed/source/plaintext"
)

// fewLetters is how many letters may be added to a text or taken out of it, together, before
// it counts as revised: a slip that is mended is no news.
const fewLetters = 12

// Revised reports whether more than a few letters of an article's title and text are other
// than they were. Both articles have their content.
func Revised(was, now *feed.Article) bool {
	return !withinEdits(letters(was), letters(now), fewLetters)
}

// letters returns the visible text of an article.
func letters(a *feed.Article) []rune {
	return []rune(plaintext.OneLine(a.Title + "\n" + plaintext.FromHTML(a.Content)))
}

// within reports whether a becomes b by at most edits letters that are added or taken out. It
// is the greedy algorithm of E. Myers, "An O(ND) Difference Algorithm and Its Variations"
// (1986): furthest[k] is how far into a the paths reach that have added k letters less than
// they have taken out.
func withinEdits(a, b []rune, edits int) bool {
	furthest := make([]int, 2*edits+3)
	zero := edits + 1
	for d := 0; d <= edits; d++ {
		for k := -d; k <= d; k += 2 {
			x := furthest[zero+k-1] + 1 // a letter taken out
			if k == -d || k != d && furthest[zero+k-1] < furthest[zero+k+1] {
				x = furthest[zero+k+1] // a letter added
			}
			y := x - k
			for x < len(a) && y < len(b) && x >= 0 && y >= 0 && a[x] == b[y] {
				x, y = x+1, y+1
			}
			if furthest[zero+k] = x; x >= len(a) && y >= len(b) {
				return true
			}
		}
	}
	return false
}

// revise gives an article that says nothing of it the time of its last revision.
func (r *reader) revise(h *head) {
	if r.Updated == nil || h.updated || h.article.Alone() {
		return
	}
	if at := r.Updated(&h.article); at.After(h.article.Updated) {
		h.article.Updated = at.In(r.zone()).Truncate(time.Second)
	}
}

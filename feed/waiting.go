package feed

import (
	"fmt"
	"strings"
	"time"
)

// Waiting counts the articles of a site that a reader of its feeds does not see.
type Waiting struct {
	// Later counts those that are published at a later time. First is when the next of them
	// is, and Path its file.
	Later int
	First time.Time
	Path  string
	// Drafts are those that are withheld, and NoFeed those that have a page and are in no
	// feed; pages of their own, such as one about the site, are not counted.
	Drafts, NoFeed int
}

// Add counts an article, if it is one of these at the given time.
func (w *Waiting) Add(a *Article, now time.Time) {
	switch {
	case a.Standalone() || a.Stem == "" || a.Expired(now) || a.Settles.After(now):
	case a.Draft:
		w.Drafts++
	case a.Published.After(now):
		if w.Later++; w.Later == 1 || a.Published.Before(w.First) {
			w.First, w.Path = a.Published, a.Path
		}
	case a.NoFeed:
		w.NoFeed++
	}
}

// String says it in one line, as in "1 waits until 2026-12-05 09:00 (deux.md), 2 drafts, 1 not in
// feeds"; "" where there are none. Times are in the zone of First.
func (w Waiting) String() string {
	var parts []string
	until := w.First.Format("2006-01-02 15:04") + " (" + w.Path + ")"
	switch {
	case w.Later == 1:
		parts = append(parts, "1 waits until "+until)
	case w.Later > 1:
		parts = append(parts, fmt.Sprintf("%d wait, the first until %s", w.Later, until))
	}
	switch {
	case w.Drafts == 1:
		parts = append(parts, "1 draft")
	case w.Drafts > 1:
		parts = append(parts, fmt.Sprintf("%d drafts", w.Drafts))
	}
	if w.NoFeed > 0 {
		parts = append(parts, fmt.Sprintf("%d not in feeds", w.NoFeed))
	}
	return strings.Join(parts, ", ")
}

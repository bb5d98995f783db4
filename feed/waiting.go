package feed

import (
	"fmt"
	"strings"
	"time"
)

// Waiting counts the articles of a site that subscribers do not see.
type Waiting struct {
	// Later counts the articles with a later date. First is the earliest of these dates, and Path
	// the file of that article.
	Later int
	First time.Time
	Path  string
	// Drafts counts drafts. NoFeed counts live articles that are in no feed, without standalone pages.
	Drafts, NoFeed int
}

// Add counts an article, if subscribers do not see it at the given time. Standalone pages, the root
// page, expired articles and those that wait for Settles do not count.
func (w *Waiting) Add(a *Meta, now time.Time) {
	switch {
	case a.Standalone() || a.Stem == "" || a.Expired(now) || a.Settles.After(now):
	case a.Draft:
		w.Drafts++
	case a.Published.After(now):
		w.Later++
		if w.Later == 1 || a.Published.Before(w.First) {
			w.First, w.Path = a.Published, a.Path
		}
	case a.NoFeed:
		w.NoFeed++
	}
}

// String returns the counts in one line, as "1 waits until 2026-12-05 09:00 (deux.md), 2 drafts, 1 not
// in feeds", or "" if all are zero. The time is in the zone of First.
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

package feed

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Comparison is what a new publication is to a subscriber of the last one.
type Comparison struct {
	Previous int // articles of the last publication
	// New were never seen, Again are seen again under other IDs, Gone are no more.
	New, Reissued, Gone []*Article
	// RecentlyGone counts those that left within a day before the last publication. They are not among
	// Known and Gone.
	RecentlyGone int
}

// aDay is how long a lost article counts as lost, so that many small losses add up.
const aDay = 24 * time.Hour

// RecentlyGone counts the withdrawn articles that left within a day before now and are not live again.
func CountRecentlyGone(gone []*Withdrawn, live []*Article, now time.Time) (n int) {
	ids := map[string]bool{}
	for _, a := range live {
		ids[a.ID] = true
	}
	for _, g := range gone {
		if now.Sub(g.Left) < aDay && !g.NoFeed && !g.Private && !ids[g.ID] {
			n++
		}
	}
	return n
}

// Compare compares the articles that are to be seen with those of the last
// publication.
func Compare(known, live []*Article) Comparison {
	// What was made for this machine alone nobody has seen, and what is in no feed
	// nobody sees.
	known = slices.DeleteFunc(slices.Clone(known), func(k *Article) bool { return k.NoFeed || k.Private || LocalURL(k.ID) })
	live = slices.DeleteFunc(slices.Clone(live), func(a *Article) bool { return a.NoFeed })
	if len(known) == 0 {
		return Comparison{New: live}
	}
	c := Comparison{Previous: len(known)}
	ids := map[string]bool{}
	for _, a := range live {
		ids[a.ID] = true
	}
	before := map[string]bool{}
	byTrace := map[string]*Article{}
	for _, k := range known {
		before[k.ID] = true
		if !ids[k.ID] {
			for _, trace := range []string{k.Path, k.Permalink, "hash " + string(k.Hash[:]), titleAndDate(k)} {
				byTrace[trace] = k
			}
		}
	}
	again := map[*Article]bool{}
	for _, a := range live {
		if before[a.ID] {
			continue
		}
		var was *Article
		for _, trace := range []string{a.Path, a.Permalink, "hash " + string(a.Hash[:]), titleAndDate(a)} {
			if was == nil {
				was = byTrace[trace]
			}
		}
		if was == nil {
			c.New = append(c.New, a)
			continue
		}
		again[was] = true
		c.Reissued = append(c.Reissued, a)
	}
	for _, k := range known {
		if !ids[k.ID] && !again[k] {
			c.Gone = append(c.Gone, k)
		}
	}
	return c
}

// fewArticles may come again, or go, whatever their share is.
const fewArticles = 5

// Flood says why subscribers should not be given this without a second look: more
// than five articles and more than a quarter of those known, or all, would come again as new,
// or more than five and more than half, or all, would be gone, with those that left within a
// day. "" is no objection.
func (c Comparison) Flood() string {
	again, gone, had := len(c.Reissued), len(c.Gone)+c.RecentlyGone, c.Previous+c.RecentlyGone
	within := ""
	if c.RecentlyGone > 0 {
		within = " within a day"
	}
	switch {
	case again > fewArticles && again*4 > c.Previous || c.Previous > 0 && again == c.Previous:
		return fmt.Sprintf("%d of %d known articles would be shown to every subscriber again, under new IDs", again, c.Previous)
	case len(c.Gone) == 0: // nothing leaves with this run
	case gone > fewArticles && gone*2 > had:
		return fmt.Sprintf("%d of %d known articles would be gone%s", gone, had, within)
	case len(c.Gone) == c.Previous:
		return fmt.Sprintf("all %d known articles would be gone", c.Previous)
	}
	return ""
}

// FloodOfRevised says the same of articles that would be shown again because their texts have
// changed: many readers show as unread what was updated.
func (c Comparison) FloodOfRevised(n int) string {
	if n > fewArticles && n*4 > c.Previous {
		return fmt.Sprintf("%d of %d known articles would be shown again as updated", n, c.Previous)
	}
	return ""
}

// Shrunk is a feed that chooses fewer articles than it did, or is there no longer.
type Shrunk struct {
	// Path is its folder in dist, "" for the site's.
	Path     string
	Was, Now int
	// Gone says that nothing makes it any more; Own, that site.yaml names it, or it is the
	// site's: it does not come and go with the tags of an article.
	Gone, Own bool
}

// Shrink compares how many articles feeds chose with how many they choose now, both by folder.
// Feeds that are retired lead their subscribers on, and do not count. leaving tells how many
// articles of a feed leave because they expire.
func Shrink(s *Site, was, now map[string]int, leaving func(path string) int) (shrunk []Shrunk) {
	own := map[string]bool{"": true}
	for _, d := range s.Named {
		own[d.Path] = true
	}
	for path, n := range was {
		left, made := now[path]
		retired := slices.ContainsFunc(s.Retired, func(r Retired) bool { return r.Path == path })
		if retired || n == 0 || left >= n {
			continue
		}
		if n -= leaving(path); n > left {
			shrunk = append(shrunk, Shrunk{Path: path, Was: n, Now: left, Gone: !made, Own: own[path]})
		}
	}
	slices.SortFunc(shrunk, func(a, b Shrunk) int { return cmp.Compare(a.Path, b.Path) })
	return shrunk
}

// FloodOf says why subscribers of feeds should not be given this without a second look: a
// feed would be gone, or be without more than five articles and more than half of those it
// had, or one that site.yaml names would be empty. "" is no objection.
func FloodOf(shrunk []Shrunk) string {
	for _, f := range shrunk {
		lost := f.Was - f.Now
		switch name := cmp.Or(f.Path, "of the site"); {
		case f.Gone:
			return fmt.Sprintf("the feed %s, with %s, would be gone", name, Articles(f.Was))
		case f.Own && f.Now == 0:
			return fmt.Sprintf("the feed %s would lose all that it has: %s", name, Articles(f.Was))
		case lost > fewArticles && lost*2 > f.Was:
			return fmt.Sprintf("the feed %s would lose %d of its %d articles", name, lost, f.Was)
		}
	}
	return ""
}

// Articles is a number of articles in words, as in "1 article".
func Articles(n int) string {
	if n == 1 {
		return "1 article"
	}
	return fmt.Sprintf("%d articles", n)
}

package feed

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Comparison says how a new publication differs from the last one for a subscriber.
type Comparison struct {
	Previous int // number of articles in the last publication
	// New are articles that were not published before. Reissued are articles that were published
	// under another ID, so that readers would show them again. Gone are articles of the last
	// publication that the new one does not have.
	New, Reissued, Gone []*Meta
	// RecentlyGone is the number of articles that left within a day before the last publication.
	// Previous and Gone do not count them.
	RecentlyGone int
}

// aDay is how long an article that left still counts as lost, so that many small losses add up.
const aDay = 24 * time.Hour

// CountRecentlyGone counts the withdrawn articles that left less than a day before now and are not
// live again. Articles that had no subscribers (NoFeed, Private) do not count.
func CountRecentlyGone(gone []*Withdrawn, live []*Meta, now time.Time) (n int) {
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

// Compare compares the live articles with those of the last publication. An article whose ID is new
// is Reissued if its path, address, bytes, or title and date are those of an article that is
// missing. Articles that no subscriber has seen or will see do not count: those with NoFeed, and
// in known those that were published for this machine only.
func Compare(known, live []*Meta) Comparison {
	known = slices.DeleteFunc(slices.Clone(known), func(k *Meta) bool { return k.NoFeed || k.Private || LocalURL(k.ID) })
	live = slices.DeleteFunc(slices.Clone(live), func(a *Meta) bool { return a.NoFeed })
	if len(known) == 0 {
		return Comparison{New: live}
	}
	c := Comparison{Previous: len(known)}
	ids := map[string]bool{}
	for _, a := range live {
		ids[a.ID] = true
	}
	before := map[string]bool{}
	byTrace := map[string]*Meta{}
	for _, k := range known {
		before[k.ID] = true
		if !ids[k.ID] {
			for _, trace := range []string{k.Path, k.Permalink, "hash " + string(k.Hash[:]), titleAndDate(k)} {
				byTrace[trace] = k
			}
		}
	}
	again := map[*Meta]bool{}
	for _, a := range live {
		if before[a.ID] {
			continue
		}
		var was *Meta
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

// fewArticles is how many articles may be reissued or leave whatever their share is.
const fewArticles = 5

// Flood returns why the new publication should not reach subscribers without confirmation, or "" if
// it may. It is refused if more than five articles and more than a quarter of the last publication,
// or all of it, would be shown again under new IDs; or if more than five and more than half of the
// articles, or all, would be gone. Articles that left within the last day count as gone too.
func (c Comparison) Flood() string {
	again, gone, had := len(c.Reissued), len(c.Gone)+c.RecentlyGone, c.Previous+c.RecentlyGone
	within := ""
	if c.RecentlyGone > 0 {
		within = " within a day"
	}
	switch {
	case again > fewArticles && again*4 > c.Previous || c.Previous > 0 && again == c.Previous:
		return fmt.Sprintf("%d of %d known articles would be shown to every subscriber again, under new IDs", again, c.Previous)
	case len(c.Gone) == 0: // earlier losses alone are no reason
	case gone > fewArticles && gone*2 > had:
		return fmt.Sprintf("%d of %d known articles would be gone%s", gone, had, within)
	case len(c.Gone) == c.Previous:
		return fmt.Sprintf("all %d known articles would be gone", c.Previous)
	}
	return ""
}

// FloodOfRevised returns why n articles should not be published as updated without confirmation, or
// "" if they may: more than five and more than a quarter of the last publication. Many readers
// mark an updated article as unread.
func (c Comparison) FloodOfRevised(n int) string {
	if n > fewArticles && n*4 > c.Previous {
		return fmt.Sprintf("%d of %d known articles would be shown again as updated", n, c.Previous)
	}
	return ""
}

// Shrunk is a feed that chooses fewer articles than before, or does not exist any more.
type Shrunk struct {
	// Path is its folder in dist, "" for the site's.
	Path     string
	Was, Now int // numbers of articles
	// Gone says that the feed does not exist any more. Own says that it is the site's or that
	// site.yaml names it, so that it does not come and go with the tags of articles.
	Gone, Own bool
}

// String returns the change, as in "feed tags/blé: 8 articles, now 2".
func (f Shrunk) String() string {
	name := cmp.Or(f.Path, "of the site")
	if f.Gone {
		return fmt.Sprintf("feed %s: %s, now gone; where it has another address, retired leads its subscribers there", name, Articles(f.Was))
	}
	return fmt.Sprintf("feed %s: %s, now %d", name, Articles(f.Was), f.Now)
}

// Shrink compares the number of articles of each feed, by folder, with the number before, and
// returns the feeds that have fewer, sorted by path. Retired feeds do not count, because they
// redirect their subscribers. leaving returns how many articles of a feed leave because they
// expire, which their author asked for.
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
		n -= leaving(path)
		if n > left {
			shrunk = append(shrunk, Shrunk{Path: path, Was: n, Now: left, Gone: !made, Own: own[path]})
		}
	}
	slices.SortFunc(shrunk, func(a, b Shrunk) int { return cmp.Compare(a.Path, b.Path) })
	return shrunk
}

// FloodOf returns why the feeds that have shrunk should not be published without confirmation, or ""
// if they may: a feed would be gone, one of the site's own would be empty, or one would lose more
// than five articles and more than half of those that it had.
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

// Articles returns a number of articles in words, as "1 article".
func Articles(n int) string {
	if n == 1 {
		return "1 article"
	}
	return fmt.Sprintf("%d articles", n)
}

package index

import (
	"maps"
	"slices"
	"time"

	"fil/feed"
)

// editor makes the next set.
type editor struct {
	c Change
	*Set
	before *Set
	// own are the keys of the groups that this set does not share with the one before, and may change;
	// ownsListed says the same of listed.
	own        map[string]bool
	ownsListed bool
	// removed and added are the claims that have changed.
	removed, added []*Claim
}

// takeOut removes the articles that change, and those that come due or expire. It returns the articles
// to insert: those of the change, and copies of the others.
func (w *editor) takeOut() (put []*feed.Meta) {
	put = slices.Clone(w.c.Put)
	taken := make(map[string]bool, len(put)+len(w.c.Remove))
	for _, a := range put {
		taken[a.Path] = true
	}
	for _, path := range w.c.Remove {
		taken[path] = true
	}
	for _, a := range w.before.Turning(w.c.Now) {
		if !taken[a.Path] {
			taken[a.Path] = true
			again := *a
			put = append(put, &again)
		}
	}
	if w.before.articles.Len() > 0 {
		for path := range taken {
			if a := w.before.Article(path); a != nil {
				w.remove(a)
			}
		}
	}
	slices.SortFunc(put, func(a, b *feed.Meta) int { return feed.ComparePaths(a.Path, b.Path) }) // trees are filled fastest in order
	put = slices.CompactFunc(put, func(a, b *feed.Meta) bool { return a.Path == b.Path })
	movedIDs := w.addMoved()
	for id := range movedIDs { // the claims of their articles change
		for _, a := range w.before.WithID(id) {
			if !taken[a.Path] {
				w.remove(a)
				again := *a
				put = append(put, &again)
			}
		}
	}
	return put
}

// Turning returns the articles that become live or stop being live between the time of the set and
// another time, and those that expire.
func (s *Set) Turning(now time.Time) (all []*feed.Meta) {
	add := func(a *feed.Meta) bool {
		if a.LiveAt(now) != a.LiveAt(s.now) || a.Expired(now) != a.Expired(s.now) {
			all = append(all, a)
		}
		return true
	}
	s.hidden.Scan(add)
	s.expiring.Scan(add)
	s.introductions.Scan(add)
	for path := range s.refused {
		if a := s.Article(path); a != nil {
			add(a)
		}
	}
	if now.Before(s.now) { // the clock was set back, which is rare
		s.unlisted.Scan(add)
		s.listed.byDate.Scan(add)
	}
	return all
}

// addMoved adds the pages that articles had before, and returns the IDs of these articles.
func (w *editor) addMoved() map[string]bool {
	ids := map[string]bool{}
	for _, from := range slices.Sorted(maps.Keys(w.c.Moved)) {
		id := w.c.Moved[from]
		earlier, found := w.movedTo.Set(from, id)
		if found && earlier == id {
			continue
		}
		if found { // another article has moved away from there since
			pages, _ := w.moved.Get(earlier)
			w.moved.Set(earlier, slices.DeleteFunc(slices.Clone(pages), func(page string) bool { return page == from }))
			ids[earlier] = true
		}
		pages, _ := w.moved.Get(id) // in order, because of pages whose keys are equal only the first is claimed
		at, _ := slices.BinarySearch(pages, from)
		w.moved.Set(id, slices.Insert(slices.Clone(pages), at, from))
		ids[id] = true
	}
	return ids
}

// remove removes an article of the set before.
func (w *editor) remove(a *feed.Meta) {
	w.articles.Delete(a)
	w.stems.Delete(a)
	w.hashes.Delete(a)
	w.copies.Delete(a)
	w.introductions.Delete(a)
	if a.Stem == "" {
		if a.LiveAt(w.before.now) {
			w.diff.Was = append(w.diff.Was, a)
		}
		return
	}
	w.removed = append(w.removed, w.before.claimsOf(a)...)
	if w.before.refused[a.Path] == nil {
		w.leave(a)
	}
}

// moveFiles replaces the other files by those of the change, and notes the claims that differ.
func (w *editor) moveFiles() {
	before, after := w.before.files, w.c.Files
	for len(before)+len(after) > 0 {
		switch {
		case len(after) == 0 || len(before) > 0 && feed.ComparePaths(before[0].Path, after[0].Path) < 0:
			w.removed = append(w.removed, claimOf(&before[0]))
			before = before[1:]
		case len(before) == 0 || feed.ComparePaths(after[0].Path, before[0].Path) < 0:
			w.added = append(w.added, claimOf(&after[0]))
			after = after[1:]
		default:
			if before[0] != after[0] || before[0].Stamp == (feed.Stamp{}) {
				w.removed, w.added = append(w.removed, claimOf(&before[0])), append(w.added, claimOf(&after[0]))
			}
			before, after = before[1:], after[1:]
		}
	}
	w.files = w.c.Files
}

// insert inserts an article, except into lists.
func (w *editor) insert(a *feed.Meta) {
	w.articles.Load(a)
	if a.Stem == "" {
		w.introductions.Set(a)
		return
	}
	w.stems.Load(a)
	w.hashes.Set(a)
	if feed.OriginalOf(a.Stem) != "" {
		w.copies.Set(a)
	}
	w.added = append(w.added, w.claimsOf(a)...)
}

// replace replaces an article by a copy of it, except in lists.
func (w *editor) replace(was, now *feed.Meta) {
	w.articles.Set(now)
	w.stems.Set(now)
	w.hashes.Set(now)
	if feed.OriginalOf(now.Stem) != "" {
		w.copies.Set(now)
	}
	for _, c := range w.claimsOf(was) {
		if old, found := w.claims.Get(c); found {
			again := *old
			again.Article = now
			w.removed, w.added = append(w.removed, old), append(w.added, &again)
			w.claims.Set(&again)
			if _, contested := w.contested.Get(old); contested {
				w.contested.Set(&again)
				if winner := w.lost[old]; winner != nil {
					delete(w.lost, old)
					w.lost[&again] = winner
				}
			}
		}
	}
}

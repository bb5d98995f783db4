package build

import (
	"slices"
	"time"

	"fil/feed"
)

// identifyChanged gives the changed articles the IDs that they had. All others have theirs already;
// only those with the ID or the hash of a changed article are matched too, because they may be the
// same article under another path.
func (r *reading) identifyChanged() {
	if len(r.changed) == 0 && len(r.Records) == 0 {
		return
	}
	paths, articles := r.changedPaths(), slices.Clone(r.changed)
	hashes, ids, isChanged := smallSet[[16]byte]{}, smallSet[string]{}, map[string]bool{}
	for _, a := range r.changed {
		hashes.add(a.Hash)
		ids.add(a.ID)
		isChanged[a.Path] = true
	}
	all := r.Articles
	if r.previous != nil && !r.previous.collides(r.changed) {
		all = nil
	}
	for _, a := range all {
		if (hashes.has(a.Hash) || ids.has(a.ID)) && !isChanged[a.Path] {
			articles, paths = append(articles, a), append(paths, a.Path)
		}
	}
	r.published, r.withdrawn = r.memory.PublishedIn(paths), r.memory.Withdrawn()
	r.identities = feed.History{Last: r.published, Withdrawn: r.withdrawn, Unread: r.Refused}.Identify(articles)
	r.renames = r.identities.Renames(articles)
	mayHaveChanged := map[string]bool{}
	for _, path := range r.changedPaths() {
		mayHaveChanged[path] = true
	}
	r.published = slices.DeleteFunc(r.published, func(p *feed.Meta) bool { return !mayHaveChanged[p.Path] })
}

// haveUniqueIDs reports whether every changed article has an ID that no other article has.
func (r *reading) haveUniqueIDs() bool {
	ids := smallSet[string]{}
	for _, a := range r.changed {
		if ids.has(a.ID) {
			return false
		}
		ids.add(a.ID)
	}
	if r.previous != nil {
		return !r.previous.collides(r.changed)
	}
	n := 0
	for _, a := range r.Articles {
		if ids.has(a.ID) {
			n++
		}
	}
	return n == len(r.changed)
}

// identifyAll gives all articles the IDs that they had, and inserts the last published form of those
// whose files cannot be read.
func (r *reading) identifyAll() {
	history := r.history(r.Refused)
	for _, folder := range r.Unread {
		history.Unread = append(history.Unread, r.publishedBelow(folder)...)
	}
	r.published, r.withdrawn = history.Last, history.Withdrawn
	// Without cached records, all articles were just read, and have the ID of their address already.
	var before []string
	if len(r.cache.Records) > 0 {
		before = make([]string, len(r.Articles))
		for i, a := range r.Articles {
			before[i] = a.ID
			r.resetID(a)
		}
	}
	r.identities = history.Identify(r.Articles)
	r.renames = r.identities.Renames(r.Articles)
	for i, id := range before {
		a := r.Articles[i]
		if cached := r.cache.Records[a.Path]; a.ID != id && r.Records[a.Path] == nil && cached != nil {
			r.Records[a.Path] = cached // saves the record again, with the new ID
		}
	}
	r.insertFallbacks(history.Unread)
}

// resetID gives an article the ID of its address, before Identify gives it the one that it had.
func (r *reading) resetID(a *feed.Meta) {
	if a.Pinned {
		return
	}
	// An equal string is not assigned: a.ID then stays part of the record's block of memory.
	if id := r.site.OwnID(a); id != a.ID {
		a.ID = id
	}
}

// history returns what the memory has of articles; unread are the files that cannot be read.
func (r *reading) history(unread []string) feed.History {
	history := feed.History{Unread: slices.Clone(unread)}
	if r.memory != nil {
		history.Last, history.Withdrawn = r.memory.Published(), r.memory.Withdrawn()
	}
	return history
}

// publishedBelow returns the files in a folder of content whose articles are in the last publication.
func (r *reading) publishedBelow(folder string) []string {
	if r.memory == nil {
		return nil
	}
	return r.memory.Below(folder)
}

// rankClaims returns the function that decides which of several articles keeps an address that all of
// them claim; see [feed.Identities.Rank].
func (r *reading) rankClaims(articles []*feed.Meta, unread []string) func(a *feed.Meta) int {
	return r.history(unread).Match(articles).Rank
}

// newlyHidden returns the articles that were published before and are not live now.
func (r *reading) newlyHidden(now time.Time) (articles []*feed.Meta) {
	for _, a := range r.candidates() {
		if !a.LiveAt(now) && r.identities.Was(a) != nil {
			articles = append(articles, a)
		}
	}
	return articles
}

package build

import (
	"slices"
	"time"

	"fil/feed"
)

// identifyChanged gives the articles that changed their IDs. All others have theirs;
// those that a changed one could be taken for are looked at with it.
func (r *reading) identifyChanged() {
	if len(r.changed) == 0 && len(r.Records) == 0 {
		return
	}
	paths, articles := r.changedPaths(), slices.Clone(r.changed)
	hashes, ids, mine := smallSet[[16]byte]{}, smallSet[string]{}, map[string]bool{}
	for _, a := range r.changed {
		hashes.add(a.Hash)
		ids.add(a.ID)
		mine[a.Path] = true
	}
	all := r.Articles
	if r.previous != nil && !r.previous.collides(r.changed) {
		all = nil // nobody is like them
	}
	for _, a := range all {
		if (hashes.has(a.Hash) || ids.has(a.ID)) && !mine[a.Path] {
			articles, paths = append(articles, a), append(paths, a.Path)
		}
	}
	r.published, r.withdrawn = r.memory.PublishedIn(paths), r.memory.Withdrawn()
	r.identities = feed.History{Last: r.published, Withdrawn: r.withdrawn, Unread: r.Refused}.Identify(articles)
	r.renames = r.identities.Renames(articles)
	own := map[string]bool{}
	for _, path := range r.changedPaths() {
		own[path] = true
	}
	r.published = slices.DeleteFunc(r.published, func(k *feed.Article) bool { return !own[k.Path] })
}

// alone reports whether no other article has the ID of one that changed.
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
	met := 0
	for _, a := range r.Articles {
		if ids.has(a.ID) {
			met++
		}
	}
	return met == len(r.changed)
}

// identifyAll gives all articles their IDs, and puts stand-ins in the place of those
// that are missing.
func (r *reading) identifyAll() {
	past := r.history(r.Refused)
	for _, folder := range r.Unread {
		past.Unread = append(past.Unread, r.publishedBelow(folder)...)
	}
	r.published, r.withdrawn = past.Last, past.Withdrawn
	var before []string
	if len(r.cache.Records) > 0 { // else all have been made anew: with the IDs of their places, or with those that they get again
		before = make([]string, len(r.Articles))
		for i, a := range r.Articles {
			before[i] = a.ID
			r.resetID(a)
		}
	}
	r.identities = past.Identify(r.Articles)
	r.renames = r.identities.Renames(r.Articles)
	for i, id := range before {
		a := r.Articles[i]
		if was := r.cache.Records[a.Path]; a.ID != id && r.Records[a.Path] == nil && was != nil {
			r.Records[a.Path] = was // its record has the new ID
		}
	}
	r.insertFallbacks(past.Unread)
}

// ownID gives an article the ID again that its place gives it, before it is known which
// one it had.
func (r *reading) resetID(a *feed.Article) {
	if a.Pinned {
		return
	}
	if id := r.site.OwnID(a); id != a.ID { // else it stays a part of the record, and takes no room of its own
		a.ID = id
	}
}

// remembered is what is remembered of articles, where the given files cannot be read.
func (r *reading) history(unread []string) feed.History {
	past := feed.History{Unread: slices.Clone(unread)}
	if r.memory != nil {
		past.Last, past.Withdrawn = r.memory.Published(), r.memory.Withdrawn()
	}
	return past
}

// below are the files of a folder of content whose articles are remembered.
func (r *reading) publishedBelow(folder string) []string {
	if r.memory == nil {
		return nil
	}
	return r.memory.Below(folder)
}

// rank tells who comes first of several articles that claim one address.
func (r *reading) rankClaims(articles []*feed.Article, unread []string) func(a *feed.Article) int {
	return r.history(unread).Match(articles).Rank
}

// hidden are the articles that were published before and are not to be seen now.
func (r *reading) newlyHidden(now time.Time) (articles []*feed.Article) {
	all := r.Articles
	if r.incremental {
		all = r.changed // among them are all that are not to be seen
	}
	for _, a := range all {
		if !a.LiveAt(now) && r.identities.Was(a) != nil {
			articles = append(articles, a)
		}
	}
	return articles
}

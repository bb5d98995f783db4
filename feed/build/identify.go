package build

import (
	"maps"
	"slices"

	"fil/feed"
)

// identify gives each article in put the ID under which it was published before. An article that has not
// changed has its ID already. It is put too if it has the bytes of one in put, its ID, or an ID that this one
// would get as a new article, because one of the two files may be a renamed copy of the other; and if it is the
// original of one in put by its name.
func (r *reading) identify() {
	for _, a := range slices.Collect(maps.Values(r.put)) {
		alike := slices.Concat(r.last.set.WithHash(a.Hash), r.last.set.WithID(a.ID), r.last.set.WithStem(feed.OriginalOf(a.Stem)))
		for _, id := range feed.NewIDs(r.site.OwnID(a), a.Hash) {
			alike = append(alike, r.last.set.WithID(id)...)
		}
		for _, same := range alike {
			if same.Stem != "" && !r.touched[same.Path] && same.Hash != [16]byte{} {
				r.again(same)
			}
		}
	}
	articles := make([]*feed.Meta, 0, len(r.put))
	for _, path := range slices.SortedFunc(maps.Keys(r.put), feed.ComparePaths) {
		a := r.put[path]
		if a.Stem == "" || slices.Contains(r.unreadable, path) {
			continue
		}
		// An equal string is not assigned: a.ID then stays part of the record's block of memory.
		if id := r.site.OwnID(a); !a.Pinned && id != a.ID {
			a.ID = id
		}
		articles = append(articles, a)
	}
	r.published, r.damaged = r.memory.PublishedIn(r.paths())
	r.withdrawn, r.copies = r.memory.Withdrawn(), r.memory.Copies()
	history := feed.History{Last: r.published, Withdrawn: r.withdrawn, Copies: r.copies, Unread: slices.Clone(r.unreadable)}
	r.identities = history.Identify(articles)
	r.renames = r.identities.Renames(articles)
}

// movedPages returns the old pages of the articles whose files have moved, with the articles' IDs.
func (r *reading) movedPages() map[string]string {
	moved := map[string]string{}
	for _, rename := range r.renames {
		if rename.Was.Page != "" && rename.Was.Page != rename.Now.Page {
			moved[rename.Was.Page] = rename.Now.ID
		}
	}
	return moved
}

// newlyHidden returns the articles that were published before and are not live now.
func (r *reading) newlyHidden() (articles []*feed.Meta) {
	for _, path := range r.paths() {
		a := r.set.Article(path)
		if a == nil || r.set.Live(path) != nil {
			continue
		}
		put := r.put[path]
		newlyRefused := put == nil && r.last.set.Live(path) != nil && !slices.Contains(r.unreadable, path)
		if newlyRefused || put != nil && r.identities.Was(put) != nil {
			articles = append(articles, a)
		}
	}
	return articles
}

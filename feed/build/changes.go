package build

import (
	"slices"
	"time"

	"fil/feed"
	"fil/feed/source"
	"fil/feed/source/inventory"
)

// findChanged sets r.changed: the articles that are new or were read again, those that were live at
// the last run and are not now, or the other way round, and all that are not live, because the memory
// may have changed what it stores of them. It counts the others in r.unchangedInFeeds.
func (r *reading) findChanged(now time.Time) {
	if r.previous != nil {
		r.changed = r.removeChanged()
		for _, record := range r.Records {
			if record.Usable() && record.Meta.Stem != "" {
				r.changed = append(r.changed, record.Meta)
			}
		}
		r.changed = append(r.changed, r.fallbacks()...)
		slices.SortFunc(r.changed, func(a, b *feed.Meta) int { return inventory.ComparePaths(a.Path, b.Path) })
		for _, a := range r.changed {
			r.resetID(a)
		}
		r.unchangedInFeeds = r.previous.inFeeds
		return
	}
	readAgain := make(map[*feed.Meta]bool, len(r.Records))
	for _, record := range r.Records {
		if record != nil && record.Meta != nil {
			readAgain[record.Meta] = true
		}
	}
	refused := r.newlyRefused()
	for _, a := range r.Articles {
		switch {
		case readAgain[a] || slices.Contains(refused, a.Path) || !a.LiveAt(now) || !a.LiveAt(r.cache.Ran):
			r.changed = append(r.changed, a)
			r.resetID(a)
		case publicInFeeds(a):
			r.unchangedInFeeds++
		}
	}
}

// replaceableFiles returns the files of dist that an incremental publication may have to remove: all
// that are not the page of an article, and the pages of replaced articles.
func (r *reading) replaceableFiles() []string {
	names := slices.Clone(r.cache.NonPages)
	for _, old := range r.replacedArticles() {
		if old.Page != "" {
			names = append(names, old.Page)
		}
	}
	return names
}

// replacedArticles returns the old versions of the articles that have changed or were removed.
// Articles that were not live are not among them: they were not in the publication, and their page
// and aliases may belong to another article.
func (r *reading) replacedArticles() (articles []*feed.Meta) {
	for _, path := range r.changedPaths() {
		if old := r.previousArticle(path); old != nil && old.LiveAt(r.cache.Ran) {
			articles = append(articles, old)
		}
	}
	return articles
}

// previousArticle returns the article of a file at the last run, which may be the fallback of an
// unreadable one; nil if there was none.
func (r *reading) previousArticle(path string) *feed.Meta {
	if record := r.cache.Records[path]; record.Usable() {
		return record.Meta
	}
	if !slices.Contains(r.cache.Refused, path) {
		return nil
	}
	if r.previous != nil { // the last plan refers to the fallback by pointer, so it must be the same one
		if at, found := source.Find(r.previous.content.Articles, path); found {
			return r.previous.content.Articles[at]
		}
		return nil
	}
	return r.publishedFrom(path)
}

// changedPaths returns the files of the changed articles, of removed ones, and of those that could be
// read at the last run and cannot be read now.
func (r *reading) changedPaths() (paths []string) {
	for _, a := range r.changed {
		paths = append(paths, a.Path)
	}
	for path, record := range r.Records {
		if record == nil {
			paths = append(paths, path)
		}
	}
	for _, path := range r.newlyRefused() {
		if !slices.Contains(paths, path) { // it has no fallback, else that is among changed
			paths = append(paths, path)
		}
	}
	return paths
}

// newlyRefused returns the unreadable files that could be read at the last run, or did not exist.
func (r *reading) newlyRefused() (paths []string) {
	for _, path := range r.Refused {
		if !slices.Contains(r.cache.Refused, path) {
			paths = append(paths, path)
		}
	}
	return paths
}

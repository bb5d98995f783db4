package build

import (
	"slices"
	"time"

	"fil/feed"
	"fil/feed/source"
	"fil/feed/source/inventory"
)

// findChanged lists the articles that are new or were made anew, those that were to be
// seen at the last run and are not now, or the other way round, and those that are not
// to be seen: what is remembered of them may be something else by now.
func (r *reading) findChanged(now time.Time) {
	if r.previous != nil {
		r.changed = r.removeChanged()
		for _, record := range r.Records {
			if record.Usable() && record.Article.Stem != "" {
				r.changed = append(r.changed, record.Article)
			}
		}
		r.changed = append(r.changed, r.fallbacks()...)
		slices.SortFunc(r.changed, func(a, b *feed.Article) int { return inventory.InOrder(a.Path, b.Path) })
		for _, a := range r.changed {
			r.resetID(a)
		}
		r.unchangedInFeeds = r.previous.inFeeds
		return
	}
	fresh := make(map[*feed.Article]bool, len(r.Records))
	for _, record := range r.Records {
		if record != nil && record.Article != nil {
			fresh[record.Article] = true
		}
	}
	newly := r.newlyRefused()
	for _, a := range r.Articles {
		live := a.LiveAt(now)
		switch {
		case fresh[a] || slices.Contains(newly, a.Path) || !live || !a.LiveAt(r.cache.Ran):
			r.changed = append(r.changed, a)
			r.resetID(a)
		case publicInFeeds(a):
			r.unchangedInFeeds++
		}
	}
}

// before are the files of dist that may not be there any more: all that are no articles'
// pages, and the pages that articles had which may be others now.
func (r *reading) replaceableFiles() []string {
	names := slices.Clone(r.cache.NonPages)
	for _, was := range r.replacedArticles() {
		if was.Page != "" {
			names = append(names, was.Page)
		}
	}
	return names
}

// left are the articles of the last publication that are others now, or gone. What was not to
// be seen was not in it: its page and its aliases may be somebody else's.
func (r *reading) replacedArticles() (articles []*feed.Article) {
	for _, path := range r.changedPaths() {
		if was := r.previousArticle(path); was != nil && was.LiveAt(r.cache.Ran) {
			articles = append(articles, was)
		}
	}
	return articles
}

// was is the article of a file at the last run, or what stood in for it; nil where there was
// none.
func (r *reading) previousArticle(path string) *feed.Article {
	if record := r.cache.Records[path]; record.Usable() {
		return record.Article
	}
	if !slices.Contains(r.cache.Refused, path) {
		return nil
	}
	if r.previous != nil { // the very one, which the last plan has
		if at, there := source.Find(r.previous.content.Articles, path); there {
			return r.previous.content.Articles[at]
		}
		return nil
	}
	was, _ := r.lastPublished(path)
	return was
}

// touched are the files whose articles may have been others at the last publication.
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
		if !slices.Contains(paths, path) { // nothing stands in for it
			paths = append(paths, path)
		}
	}
	return paths
}

// newlyRefused are the files that could be read at the last run, or were not there.
func (r *reading) newlyRefused() (paths []string) {
	for _, path := range r.Refused {
		if !slices.Contains(r.cache.Refused, path) {
			paths = append(paths, path)
		}
	}
	return paths
}

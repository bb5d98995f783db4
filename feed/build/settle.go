package build

import (
	"time"

	"fil/feed"
	"fil/feed/source"
)

// hold keeps new articles back whose files were saved less than the given time ago: readers keep
// the first form of an article that they see, so it should be whole. Articles that were published
// before, and those that are scheduled for a later time than they were saved at, are not held. A
// run that somebody Ask for lets all go.
func (r *reading) applySettle(settle time.Duration, Ask bool, now time.Time) {
	articles := r.Articles
	if r.incremental {
		articles = r.changed
	}
	var known map[string]bool
	for i, a := range articles {
		if Ask {
			if !a.Settles.IsZero() {
				r.endSettle(articles, i)
			}
			continue
		}
		record := r.Records[a.Path]
		if settle == 0 || !a.LiveAt(now) || !record.Usable() || record.Article != a {
			continue
		}
		if known == nil {
			known = r.publicIDs()
		}
		saved := record.Stamp.Changed
		if saved == 0 {
			saved = record.Stamp.Modified
		}
		at := time.Unix(0, min(saved, now.UnixNano())).Add(settle)
		if at.After(now) && !known[a.ID] && !a.Published.After(time.Unix(0, saved)) { // else its date has come
			a.Settles = at.In(r.site.TimeZone)
		}
	}
}

// release lets go of an article that was held. It replaces a copy, because the last run's plan
// still refers to the held one.
func (r *reading) endSettle(articles []*feed.Article, i int) {
	held := articles[i]
	free := held.Clone()
	free.Settles = time.Time{}
	articles[i] = free
	if at, there := source.Find(r.Articles, free.Path); there && r.Articles[at] == held {
		r.Articles[at] = free
	}
	if was := r.recordOf(free.Path); was != nil {
		record := *was
		record.Article = free
		r.Records[free.Path] = &record
	}
}

// knownIDs are those of articles that were published before.
func (r *reading) publicIDs() map[string]bool {
	ids := make(map[string]bool, len(r.published)+len(r.withdrawn))
	for _, k := range r.published {
		ids[k.ID] = !k.Private
	}
	for _, g := range r.withdrawn {
		ids[g.ID] = !g.Private
	}
	return ids
}

// held are the files of articles that are held back.
func (r *reading) settling(now time.Time) (paths []string) {
	articles := r.Articles
	if r.incremental {
		articles = r.changed
	}
	for _, a := range articles {
		if a.Settles.After(now) {
			paths = append(paths, a.Path)
		}
	}
	return paths
}

package build

import (
	"time"

	"fil/feed"
	"fil/feed/source"
)

// applySettle delays new articles whose files were saved less than the settle time ago. Feed readers
// show the first version of an article that they get, so a half-written one must not be published.
// Articles that were published before are not delayed, nor are those whose date is later than the
// time at which they were saved: they wait for their date. If skip is set, no article is delayed, and
// those that were are released.
func (r *reading) applySettle(settle time.Duration, skip bool, now time.Time) {
	articles := r.candidates()
	var public map[string]bool
	for i, a := range articles {
		if skip {
			if !a.Settles.IsZero() {
				r.endSettle(articles, i)
			}
			continue
		}
		record := r.Records[a.Path]
		if settle == 0 || !a.LiveAt(now) || !record.Usable() || record.Meta != a {
			continue
		}
		if public == nil {
			public = r.publicIDs()
		}
		saved := record.Stamp.Changed
		if saved == 0 {
			saved = record.Stamp.Modified
		}
		settles := time.Unix(0, min(saved, now.UnixNano())).Add(settle)
		if settles.After(now) && !public[a.ID] && !a.Published.After(time.Unix(0, saved)) {
			a.Settles = settles.In(r.site.TimeZone)
		}
	}
}

// endSettle releases the delayed article articles[i]. It replaces it by a copy, because the last run's
// plan still refers to the delayed one.
func (r *reading) endSettle(articles []*feed.Meta, i int) {
	delayed := articles[i]
	copied := *delayed
	copied.Settles = time.Time{}
	released := &copied
	articles[i] = released
	if at, found := source.Find(r.Articles, released.Path); found && r.Articles[at] == delayed {
		r.Articles[at] = released
	}
	if old := r.recordOf(released.Path); old != nil {
		record := *old
		record.Meta = released
		r.Records[released.Path] = &record
	}
}

// publicIDs returns the IDs of the articles that were published before, except on localhost only.
func (r *reading) publicIDs() map[string]bool {
	ids := make(map[string]bool, len(r.published)+len(r.withdrawn))
	for _, p := range r.published {
		ids[p.ID] = !p.Private
	}
	for _, w := range r.withdrawn {
		ids[w.ID] = !w.Private
	}
	return ids
}

// settling returns the files of the articles that applySettle has delayed.
func (r *reading) settling(now time.Time) (paths []string) {
	for _, a := range r.candidates() {
		if a.Settles.After(now) {
			paths = append(paths, a.Path)
		}
	}
	return paths
}

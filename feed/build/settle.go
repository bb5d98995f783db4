package build

import "time"

// applySettle delays new articles whose files were saved less than the settle time ago. Feed readers
// show the first version of an article that they get, so a half-written one must not be published.
// Articles that were published before are not delayed, nor are those whose date is later than the
// time at which they were saved: they wait for their date.
func (r *reading) applySettle(d delays, now time.Time) {
	public := map[string]bool{}
	for _, p := range r.published {
		public[p.ID] = !p.Private
	}
	for _, w := range r.withdrawn {
		public[w.ID] = !w.Private
	}
	for path, a := range r.put {
		if d.skip {
			a.Settles = time.Time{}
			continue
		}
		record := r.Records[path]
		if d.settle == 0 || !a.LiveAt(now) || !record.Usable() || r.last.records.Get(path) != nil && r.last.records.Get(path).Meta == record.Meta {
			continue
		}
		saved := record.Stamp.Changed
		if saved == 0 {
			saved = record.Stamp.Modified
		}
		settles := time.Unix(0, min(saved, now.UnixNano())).Add(d.settle)
		if settles.After(now) && !public[a.ID] && !a.Published.After(time.Unix(0, saved)) {
			a.Settles = settles.In(r.site.TimeZone)
		}
	}
}

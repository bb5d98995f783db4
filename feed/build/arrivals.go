package build

import (
	"time"

	"fil/feed"
)

// assignArrivals sets Came of each live article that belongs in the site's feed, and clears it of the
// others. An article that returns keeps its first arrival time. Where Came changes, the record of the
// article is saved again.
func (r *reading) assignArrivals(now time.Time) {
	before := feed.Arrivals{}
	if r.incremental {
		if last := r.lastArrival(); !last.IsZero() {
			before[""] = last // no article has this ID; Next needs the latest time
		}
	}
	for _, w := range r.withdrawn {
		if !w.Came.IsZero() {
			before[w.ID] = w.Came
		}
	}
	for _, p := range r.published {
		if !p.Came.IsZero() {
			before[p.ID] = p.Came
		}
	}
	next := before.Next(now)
	for _, a := range r.candidates() {
		var came time.Time
		if !a.NoFeed && a.LiveAt(now) {
			came = before.Arrival(a, next)
		}
		if came.Equal(a.Came) {
			continue
		}
		a.Came = came
		if _, isNew := r.Records[a.Path]; !isNew && r.cache.Records[a.Path] != nil {
			r.Records[a.Path] = r.cache.Records[a.Path]
		}
	}
}

// lastArrival returns the latest arrival time of an article that has not changed; the zero time if
// there is none. With r.previous it is that of all articles of the last run.
func (r *reading) lastArrival() (last time.Time) {
	if r.previous != nil {
		return r.previous.lastArrival
	}
	changed := make(map[*feed.Meta]bool, len(r.changed))
	for _, a := range r.changed {
		changed[a] = true
	}
	for _, a := range r.Articles {
		if a.Came.After(last) && !changed[a] {
			last = a.Came
		}
	}
	return last
}

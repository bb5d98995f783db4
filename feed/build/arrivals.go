package build

import (
	"time"

	"fil/feed"
)

// enter lets articles into the site's feed, and those out that are no longer in it. What
// changes by that is recorded. An article that comes back has the time at which it first came.
func (r *reading) assignArrivals(now time.Time) {
	articles, before := r.Articles, feed.Arrivals{}
	if r.incremental {
		articles = r.changed
		if last := r.lastArrival(); !last.IsZero() {
			before[""] = last // the ID of no article
		}
	}
	for _, g := range r.withdrawn {
		if !g.Came.IsZero() {
			before[g.ID] = g.Came
		}
	}
	for _, k := range r.published {
		if !k.Came.IsZero() {
			before[k.ID] = k.Came
		}
	}
	at := before.Next(now)
	for _, a := range articles {
		var came time.Time
		if !a.NoFeed && a.LiveAt(now) {
			came = before.Arrival(a, at)
		}
		if came.Equal(a.Came) {
			continue
		}
		a.Came = came
		if _, fresh := r.Records[a.Path]; !fresh && r.cache.Records[a.Path] != nil {
			r.Records[a.Path] = r.cache.Records[a.Path]
		}
	}
}

// lastCame is when the last article came that was in the site's feed before and has not
// changed; or one that has, and whose trace says so.
func (r *reading) lastArrival() (last time.Time) {
	if r.previous != nil {
		return r.previous.lastArrival
	}
	changed := make(map[*feed.Article]bool, len(r.changed))
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

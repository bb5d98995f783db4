package feed

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"
)

// Arrivals holds the time at which each article, by ID, first entered a feed. An article that is
// not in it arrived when it was published. The nil map stands for the site's own feed, whose
// arrival times are in [Article.Came].
type Arrivals map[string]time.Time

// Time returns the time at which an article entered the feed.
func (e Arrivals) Time(a *Meta) time.Time {
	t := e[a.ID]
	if e == nil {
		t = a.Came
	}
	if t.IsZero() {
		return a.Published
	}
	return t
}

// Nanos returns the time at which an article entered the feed in nanoseconds since 1970, which is
// faster to compare. Times before 1678 or after 2261, which may overflow, become the least or the
// greatest int64.
func (e Arrivals) Nanos(a *Meta) int64 {
	const seconds = math.MaxInt64 / int64(time.Second)
	switch t := e.Time(a); {
	case t.Unix() <= -seconds:
		return math.MinInt64
	case t.Unix() >= seconds:
		return math.MaxInt64
	default:
		return t.UnixNano()
	}
}

// Order sorts articles in place by the time at which they entered the feed, the latest first; then
// as [ByDate] does, so that the result never depends on the order of the input.
//
// A subscription document has this order, not that of dates: an article that is added late with
// an old date then goes through the document like any other one. By date it would be beyond the
// document's limit at once, and no subscriber would see it.
func (e Arrivals) Order(articles []*Meta) {
	type timed struct {
		came int64
		*Meta
	}
	all := make([]timed, len(articles))
	for i, a := range articles {
		all[i] = timed{e.Nanos(a), a}
	}
	slices.SortFunc(all, func(a, b timed) int {
		if a.came != b.came {
			return cmp.Compare(b.came, a.came)
		}
		return cmp.Or(e.Time(b.Meta).Compare(e.Time(a.Meta)), ByDate(a.Meta, b.Meta))
	})
	for i := range all {
		articles[i] = all[i].Meta
	}
}

// ByArrival compares articles for the order of the site's own feed: see [Arrivals.Order].
func ByArrival(a, b *Meta) int {
	return cmp.Or(Arrivals(nil).Time(b).Compare(Arrivals(nil).Time(a)), ByDate(a, b))
}

// UpdateArrivals returns the arrival times of before with those of new articles added. New
// articles arrive now, or when they were published if before is empty, that is if there was no
// such feed. Articles that have left the feed stay in the result, because they may come back.
// Arrival times never decrease, even if the clock is set back: see Next.
func UpdateArrivals(before Arrivals, articles []*Meta, now time.Time) Arrivals {
	now = before.Next(now)
	arrivals := maps.Clone(before)
	if arrivals == nil {
		arrivals = Arrivals{}
	}
	for _, a := range articles {
		arrivals[a.ID] = before.Arrival(a, now)
	}
	return arrivals
}

// Next returns the arrival time of articles that arrive now: now, or a nanosecond after the latest
// arrival time if that is not before now.
func (e Arrivals) Next(now time.Time) time.Time {
	for _, t := range e {
		if !t.Before(now) {
			now = t.Add(1)
		}
	}
	return now
}

// Arrival returns the arrival time of an article that is in the feed now: the recorded one, else
// now, or the time of publication if no arrival is recorded at all.
func (e Arrivals) Arrival(a *Meta, now time.Time) time.Time {
	if t, ok := e[a.ID]; ok {
		return t
	}
	if len(e) == 0 {
		return a.Published
	}
	return now
}

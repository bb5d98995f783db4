package feed

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"
)

// Arrivals tells when each article, by ID, came into a feed. One that it does not
// know came when it was published. The nil map is that of the site's feed, which is
// what articles say themselves.
type Arrivals map[string]time.Time

// Of is when an article came.
func (e Arrivals) Time(a *Article) time.Time {
	t := e[a.ID]
	if e == nil {
		t = a.Came
	}
	if t.IsZero() {
		return a.Published
	}
	return t
}

// Nanos is when an article came, in nanoseconds since 1970, which is quick to compare. Years
// before 1678 and after 2261 may be beyond that scale: they stand at its ends.
func (e Arrivals) Nanos(a *Article) int64 {
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

// Order sorts articles in place by when they came into a feed, the last first; then
// by date; then by ID, so that the order never depends on the order of files.
//
// That, and not the date, is the order of a subscription document: an article that is
// written late with an old date passes through it like any other, or no subscriber
// would ever see it.
func (e Arrivals) Order(articles []*Article) {
	type timed struct {
		came int64
		*Article
	}
	all := make([]timed, len(articles))
	for i, a := range articles {
		all[i] = timed{e.Nanos(a), a}
	}
	slices.SortFunc(all, func(a, b timed) int {
		if a.came != b.came {
			return cmp.Compare(b.came, a.came)
		}
		return cmp.Or(e.Time(b.Article).Compare(e.Time(a.Article)), ByDate(a.Article, b.Article))
	})
	for i := range all {
		articles[i] = all[i].Article
	}
}

// ByArrival compares articles as they stand in the site's feed: see Order.
func ByArrival(a, b *Article) int {
	return cmp.Or(Arrivals(nil).Time(b).Compare(Arrivals(nil).Time(a)), ByDate(a, b))
}

// Enter tells when articles came into a feed: those that have been in it before when they
// first did, others now, and all of them, when there was no such feed, when they were
// published. Articles that have left keep their time: they may come back. Arrival times never
// decrease, even if the clock is set back.
func UpdateArrivals(before Arrivals, articles []*Article, now time.Time) Arrivals {
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

// Next is the arrival time of an article that comes at the given time: later than all others.
func (e Arrivals) Next(now time.Time) time.Time {
	for _, t := range e {
		if !t.Before(now) {
			now = t.Add(1)
		}
	}
	return now
}

// Enter is when an article came in that is in a feed now: see the function of that name.
func (e Arrivals) Arrival(a *Article, now time.Time) time.Time {
	if t, ok := e[a.ID]; ok {
		return t
	}
	if len(e) == 0 {
		return a.Published
	}
	return now
}

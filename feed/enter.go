package feed

import (
	"maps"
	"time"
)

// Enter tells when articles came into a feed: those that have been in it before when they
// first did, others now, and all of them, when there was no such feed, when they were
// published. Articles that have left keep their time: they may come back. Arrival times never
// decrease, even if the clock is set back.
func Enter(before Entered, articles []*Article, now time.Time) Entered {
	now = before.Next(now)
	entered := maps.Clone(before)
	if entered == nil {
		entered = Entered{}
	}
	for _, a := range articles {
		entered[a.ID] = before.Enter(a, now)
	}
	return entered
}

// Next is the arrival time of an article that comes at the given time: later than all others.
func (e Entered) Next(now time.Time) time.Time {
	for _, t := range e {
		if !t.Before(now) {
			now = t.Add(1)
		}
	}
	return now
}

// Enter is when an article came in that is in a feed now: see the function of that name.
func (e Entered) Enter(a *Article, now time.Time) time.Time {
	if t, ok := e[a.ID]; ok {
		return t
	}
	if len(e) == 0 {
		return a.Published
	}
	return now
}

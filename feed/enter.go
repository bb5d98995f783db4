package feed

import "time"

// Enter tells when articles came into a feed: those that were in it before when they
// did, others now, and all of them, when there was no such feed, when they were
// published. Nobody comes before whoever is there already, whatever the clock says.
func Enter(before Entered, articles []*Article, now time.Time) Entered {
	now = before.Next(now)
	entered := make(Entered, len(articles))
	for _, a := range articles {
		entered[a.ID] = before.Enter(a, now)
	}
	return entered
}

// Next is when an article comes in that comes at the given time.
func (e Entered) Next(now time.Time) time.Time {
	for _, t := range e {
		if t.After(now) {
			now = t
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

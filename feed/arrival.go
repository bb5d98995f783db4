package feed

import "time"

// Arrivals holds the time at which each article, by ID, first entered a feed. Articles that have left
// the feed stay in it, because they may come back.
type Arrivals map[string]time.Time

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

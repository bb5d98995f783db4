package schedule

import (
	"sync"
	"time"

	"github.com/robfig/cron/v3"
)

// agenda is all that lets a run begin by itself: the specs, and the next moment at which
// something comes due. It is one, so that what comes at the same time, or was missed
// together, is one run.
type agenda struct {
	mu        sync.Mutex
	schedules []cron.Schedule
	due       time.Time // zero: nothing
	// asked is up to when everything has been asked for.
	asked time.Time
}

// change changes the agenda. Who does arms cron anew.
func (a *agenda) change(f func(a *agenda)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	f(a)
}

// soonest is the first moment after another one, and whether it is the due one. a.mu is
// held.
func (a *agenda) soonest(after time.Time) (next time.Time, due bool) {
	if moments := Next(a.schedules, after, 1); len(moments) > 0 {
		next = moments[0]
	}
	if a.due.After(after) && (next.IsZero() || a.due.Before(next)) {
		return a.due, true
	}
	return next, false
}

// next is the first moment after another one.
func (a *agenda) next(after time.Time) (next time.Time, due bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.soonest(after)
}

// reason is why cron fires. What is due is so once.
func (a *agenda) reason(now time.Time) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.due.IsZero() || a.due.After(now) {
		return Tick
	}
	a.due = time.Time{}
	return Due
}

// armed is the agenda as the cron.Schedule of one entry.
type armed struct {
	*agenda
	begun bool
}

// Next implements cron.Schedule. cron calls it when the entry is added, and whenever it
// has fired. What has come up to when it is added is not lost: it is in the past, and cron
// fires at once.
func (a *armed) Next(now time.Time) (next time.Time) {
	a.change(func(all *agenda) {
		if a.begun {
			all.asked = now.Round(0)
		}
		a.begun = true
		next, _ = all.soonest(all.asked)
	})
	return next
}

// reading is what both clocks show: the wall's, which can be set, and the one that only
// counts, and stands still while a machine sleeps.
type reading struct {
	wall  time.Time
	count time.Duration
}

// tolerance is how far apart the two clocks may go in a minute: they are never set that
// finely.
const tolerance = 500 * time.Millisecond

// drift is by how much more the wall clock has gone on than the other one since an
// earlier reading; negative where it was put back.
func (r reading) drift(before reading) time.Duration {
	return r.wall.Sub(before.wall) - (r.count - before.count)
}

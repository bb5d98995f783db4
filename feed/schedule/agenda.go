package schedule

import (
	"sync"
	"time"

	"github.com/robfig/cron/v3"
)

// agenda holds all times at which a run starts by itself: those of the specs, and one due time. A
// Runner has one agenda and one cron entry for it, so that times that coincide, or that were
// missed together, become one run.
type agenda struct {
	mu        sync.Mutex
	schedules []cron.Schedule
	due       time.Time // zero: nothing is due
	// handledUntil is the wall time up to which every run has been requested.
	handledUntil time.Time
}

// update calls f with a.mu held. If the next time has changed, the caller must call Runner.arm.
func (a *agenda) update(f func(a *agenda)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	f(a)
}

// nextAfter returns the first time after the given one, zero for never, and whether it is the due
// time. a.mu is held.
func (a *agenda) nextAfter(after time.Time) (next time.Time, isDue bool) {
	if times := Next(a.schedules, after, 1); len(times) > 0 {
		next = times[0]
	}
	if a.due.After(after) && (next.IsZero() || a.due.Before(next)) {
		return a.due, true
	}
	return next, false
}

// next is nextAfter for callers that do not hold a.mu.
func (a *agenda) next(after time.Time) (next time.Time, isDue bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.nextAfter(after)
}

// fired returns the reason for a run when cron has fired: Due if the due time has come, which it
// then clears, else Tick.
func (a *agenda) fired(now time.Time) (reason string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.due.IsZero() || a.due.After(now) {
		return Tick
	}
	a.due = time.Time{}
	return Due
}

// agendaEntry is the agenda as the cron.Schedule of one cron entry.
type agendaEntry struct {
	*agenda
	added bool // cron has called Next once
}

// Next implements cron.Schedule. cron calls it when the entry is added, and each time it has
// fired. A time between handledUntil and the adding of the entry is not lost: Next returns it,
// and because it is in the past cron fires at once.
func (e *agendaEntry) Next(now time.Time) (next time.Time) {
	e.update(func(a *agenda) {
		if e.added {
			a.handledUntil = now.Round(0) // without its monotonic reading, which stands still during a sleep
		}
		e.added = true
		next, _ = a.nextAfter(a.handledUntil)
	})
	return next
}

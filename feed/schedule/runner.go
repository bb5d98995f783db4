package schedule

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/robfig/cron/v3"
)

// Job is what runs; reason is who asked for it.
type Job func(ctx context.Context, reason string)

// Reasons that a Runner itself has for a run.
const (
	Tick    = "schedule" // a spec fires
	Due     = "due"      // what was told by Runner.Due has come
	CatchUp = "catch-up" // one of both went by while the clock jumped or the machine slept
)

// Runner runs a job on schedule and when asked, one at a time. While the job runs,
// any number of further asks become exactly one more run.
type Runner struct {
	log     *slog.Logger
	asks    chan string // holds the one pending run
	skipped atomic.Int64
	agenda  agenda
	// clocks are the system's, but where a test lets one jump.
	clocks func() reading

	mu    sync.Mutex
	cron  *cron.Cron
	entry cron.EntryID
}

// NewRunner returns a Runner with neither schedule nor job yet.
func NewRunner(log *slog.Logger) *Runner {
	began := time.Now()
	r := &Runner{log: log, asks: make(chan string, 1)}
	r.clocks = func() reading { return reading{time.Now().Round(0), time.Since(began)} }
	r.agenda.asked = r.clocks().wall
	r.cron = cron.New(cron.WithLocation(time.UTC), cron.WithLogger(cronLogger{log}))
	return r
}

// chain is what every job goes through: Skip outside, Recover inside. The other way
// round, a panic would leave Skip shut, and the job would never run again; without a
// chain, which is cron's default, it would end the process.
func (r *Runner) chain() cron.Chain {
	logger := cronLogger{r.log}
	return cron.NewChain(cron.SkipIfStillRunning(logger), cron.Recover(logger))
}

// Set replaces the schedules.
func (r *Runner) Set(schedules []cron.Schedule) {
	r.agenda.change(func(a *agenda) { a.schedules, a.asked = schedules, r.clocks().wall })
	r.arm()
}

// Due lets a run begin at one more moment, instead of the one that was given before: when
// the next article begins or ceases to be seen. Zero is never, and what has passed is now.
func (r *Runner) Due(at time.Time) {
	now := r.clocks().wall
	if !at.IsZero() && !at.After(now) { // it has come while the last run was under way
		r.Ask(Due)
		at = time.Time{}
	}
	r.agenda.change(func(a *agenda) { a.due = at })
	r.arm()
}

// arm has cron ask the agenda anew. What has come meanwhile fires at once.
func (r *Runner) arm() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cron.Remove(r.entry)
	r.entry = r.cron.Schedule(&armed{agenda: &r.agenda}, r.chain().Then(cron.FuncJob(func() { r.Ask(r.agenda.reason(r.clocks().wall)) })))
}

// Next is when a run will begin by itself, zero for never.
func (r *Runner) Next() time.Time {
	next, _ := r.agenda.next(r.clocks().wall)
	return next
}

// NextDue is when the next thing comes due, zero for never.
func (r *Runner) NextDue() time.Time {
	r.agenda.mu.Lock()
	defer r.agenda.mu.Unlock()
	return r.agenda.due
}

// Ask asks for a run and returns at once. Where one is pending already, that one
// will do.
func (r *Runner) Ask(reason string) {
	select {
	case r.asks <- reason:
	default:
		r.skipped.Add(1)
	}
}

// Skipped counts the asks that another one stood for.
func (r *Runner) Skipped() int64 { return r.skipped.Load() }

// looks at the clocks are a minute apart: that is how late a run may be after a sleep.
const lookEvery = time.Minute

// Run runs the job whenever it is asked for, until ctx is done and the last job has
// returned. A job that panics is logged, and the next one runs.
func (r *Runner) Run(ctx context.Context, job Job) {
	r.cron.Start()
	defer func() { <-r.cron.Stop().Done() }() // its jobs only ask
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	reason := ""
	work := r.chain().Then(cron.FuncJob(func() { job(ctx, reason) }))
	for before := r.clocks(); ; {
		select {
		case <-ctx.Done():
			return
		case reason = <-r.asks:
			work.Run()
		case <-look.C:
			now := r.clocks()
			r.look(now.drift(before), now.wall)
			before = now
		}
	}
}

// look sees to a clock that has jumped: timers know nothing of that, and nothing of the
// time that a machine has slept. What was to come in between comes now, and once.
func (r *Runner) look(drift time.Duration, now time.Time) {
	if drift.Abs() < tolerance {
		return
	}
	r.log.Info("the clock has jumped, or the machine has slept", "by", drift.Round(time.Second))
	missed := false
	r.agenda.change(func(a *agenda) {
		if next, due := a.soonest(a.asked); !next.IsZero() && !next.After(now) {
			if missed = true; due {
				a.due = time.Time{}
			}
		}
		a.asked = now
	})
	if missed {
		r.Ask(CatchUp)
	}
	r.arm()
}

// cronLogger gives cron's words to the log, where only its errors are news.
type cronLogger struct{ log *slog.Logger }

// Info implements cron.Logger.
func (l cronLogger) Info(msg string, args ...any) { l.log.Debug("cron: "+msg, args...) }

// Error implements cron.Logger.
func (l cronLogger) Error(err error, msg string, args ...any) {
	l.log.Error("cron: "+msg, append([]any{"error", err}, args...)...)
}

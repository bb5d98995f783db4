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

// Runner runs a job on schedule and when asked, one at a time. While the job runs,
// any number of further asks become exactly one more run.
type Runner struct {
	log     *slog.Logger
	asks    chan string // holds the one pending run
	skipped atomic.Int64

	mu   sync.Mutex
	cron *cron.Cron
	due  *cron.Cron // for the next moment at which something comes due
}

// NewRunner returns a Runner with neither schedule nor job yet.
func NewRunner(log *slog.Logger) *Runner {
	return &Runner{log: log, asks: make(chan string, 1)}
}

// chain is what every job goes through: Skip outside, Recover inside. The other way
// round, a panic would leave Skip shut, and the job would never run again; without a
// chain, which is cron's default, it would end the process.
func (r *Runner) chain() cron.Chain {
	logger := cronLogger{r.log}
	return cron.NewChain(cron.SkipIfStillRunning(logger), cron.Recover(logger))
}

// Set replaces the schedules, in the given zone.
func (r *Runner) Set(schedules []cron.Schedule, zone *time.Location) {
	c := cron.New(cron.WithLocation(zone), cron.WithLogger(cronLogger{r.log}))
	for _, s := range schedules {
		c.Schedule(s, r.chain().Then(cron.FuncJob(func() { r.Ask("schedule") })))
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.halt()
	r.cron = c
	c.Start()
}

// Due lets a run begin at one more moment, instead of the one that was given before: when
// the next article begins or ceases to be seen. Zero is never.
func (r *Runner) Due(at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	halt(&r.due)
	switch {
	case at.IsZero():
	case !at.After(time.Now()): // it has come while the last run was under way
		r.Ask("due")
	default:
		r.due = cron.New(cron.WithLogger(cronLogger{r.log}))
		r.due.Schedule(once{at}, r.chain().Then(cron.FuncJob(func() { r.Ask("due") })))
		r.due.Start()
	}
}

// once is a cron.Schedule of a single moment.
type once struct{ at time.Time }

// Next implements cron.Schedule.
func (o once) Next(now time.Time) time.Time {
	if o.at.After(now) {
		return o.at
	}
	return time.Time{}
}

// halt stops the schedules in force. r.mu is held.
func (r *Runner) halt() { halt(&r.cron) }

func halt(c **cron.Cron) {
	if *c != nil {
		<-(*c).Stop().Done() // its jobs only ask
		*c = nil
	}
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

// Run runs the job whenever it is asked for, until ctx is done and the last job has
// returned. A job that panics is logged, and the next one runs.
func (r *Runner) Run(ctx context.Context, job Job) {
	defer func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.halt()
		halt(&r.due)
	}()
	reason := ""
	work := r.chain().Then(cron.FuncJob(func() { job(ctx, reason) }))
	for {
		select {
		case <-ctx.Done():
			return
		case reason = <-r.asks:
			work.Run()
		}
	}
}

// cronLogger gives cron's words to the log, where only its errors are news.
type cronLogger struct{ log *slog.Logger }

// Info implements cron.Logger.
func (l cronLogger) Info(msg string, args ...any) { l.log.Debug("cron: "+msg, args...) }

// Error implements cron.Logger.
func (l cronLogger) Error(err error, msg string, args ...any) {
	l.log.Error("cron: "+msg, append([]any{"error", err}, args...)...)
}

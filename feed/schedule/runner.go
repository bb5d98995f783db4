package schedule

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/robfig/cron/v3"
)

// Job is what a Runner runs. reason says what requested the run: one of the constants below, or
// the argument of [Runner.Ask].
type Job func(ctx context.Context, reason string)

// The reasons of runs that a Runner requests itself.
const (
	Tick    = "schedule" // a spec has fired
	Due     = "due"      // the time set by Runner.SetDue has come
	CatchUp = "catch-up" // one of both has passed while the clock jumped or the machine slept
)

// Runner runs a job on schedule and on request, one run at a time. While the job runs, any number
// of further requests become exactly one more run. Its methods are safe for concurrent use.
type Runner struct {
	log     *slog.Logger
	asks    chan string // has room for the reason of one pending run
	skipped atomic.Int64
	agenda  agenda
	// clocks reads the system's clocks. Tests replace it to let the wall clock jump.
	clocks func() clockReading

	mu    sync.Mutex
	cron  *cron.Cron
	entry cron.EntryID // of the agenda
}

// NewRunner returns a Runner without schedules. [Runner.Run] starts it.
func NewRunner(log *slog.Logger) *Runner {
	began := time.Now()
	r := &Runner{log: log, asks: make(chan string, 1)}
	r.clocks = func() clockReading { return clockReading{time.Now().Round(0), time.Since(began)} }
	r.agenda.handledUntil = r.clocks().wall
	r.cron = cron.New(cron.WithLocation(time.UTC), cron.WithLogger(cronLogger{log}))
	return r
}

// chain wraps every job: SkipIfStillRunning outside, Recover inside. In the opposite order a panic
// would leave SkipIfStillRunning locked, and the job would never run again. Without a chain, which
// is cron's default, a panic would end the process.
func (r *Runner) chain() cron.Chain {
	logger := cronLogger{r.log}
	return cron.NewChain(cron.SkipIfStillRunning(logger), cron.Recover(logger))
}

// SetSchedules replaces the schedules.
func (r *Runner) SetSchedules(schedules []cron.Schedule) {
	r.agenda.update(func(a *agenda) { a.schedules, a.handledUntil = schedules, r.clocks().wall })
	r.arm()
}

// SetDue sets the one time at which a run starts in addition to the schedules, and replaces the
// previous one: the time when the next article is to appear or disappear. The zero time means
// never; a time that is not in the future means now.
func (r *Runner) SetDue(at time.Time) {
	now := r.clocks().wall
	if !at.IsZero() && !at.After(now) { // it has come during the last run
		r.Ask(Due)
		at = time.Time{}
	}
	r.agenda.update(func(a *agenda) { a.due = at })
	r.arm()
}

// arm replaces the cron entry, so that cron asks the agenda for its next time. A time that has come
// meanwhile fires at once.
func (r *Runner) arm() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cron.Remove(r.entry)
	ask := cron.FuncJob(func() { r.Ask(r.agenda.fired(r.clocks().wall)) })
	r.entry = r.cron.Schedule(&agendaEntry{agenda: &r.agenda}, r.chain().Then(ask))
}

// Next returns when the next run starts by itself, zero for never.
func (r *Runner) Next() time.Time {
	next, _ := r.agenda.next(r.clocks().wall)
	return next
}

// NextDue returns the time set by SetDue, zero if there is none or it has come.
func (r *Runner) NextDue() time.Time {
	r.agenda.mu.Lock()
	defer r.agenda.mu.Unlock()
	return r.agenda.due
}

// Ask requests a run and returns at once. If a run is pending already, the request is skipped:
// that run does its work, with the reason of the earlier request.
func (r *Runner) Ask(reason string) {
	select {
	case r.asks <- reason:
	default:
		r.skipped.Add(1)
	}
}

// Skipped returns how many requests were skipped because a run was pending.
func (r *Runner) Skipped() int64 { return r.skipped.Load() }

// clockInterval is how often the clocks are compared. It is also how late a run may start after
// the machine has slept.
const clockInterval = time.Minute

// Run runs the job each time a run is requested. It returns when ctx is done and the last job has
// returned. A job that panics is logged, and the next one runs. Run must be called once.
func (r *Runner) Run(ctx context.Context, job Job) {
	r.cron.Start()
	defer func() { <-r.cron.Stop().Done() }() // cron's jobs only call Ask, so this does not block
	ticker := time.NewTicker(clockInterval)
	defer ticker.Stop()
	reason := ""
	work := r.chain().Then(cron.FuncJob(func() { job(ctx, reason) }))
	for earlier := r.clocks(); ; {
		select {
		case <-ctx.Done():
			return
		case reason = <-r.asks:
			work.Run()
		case <-ticker.C:
			now := r.clocks()
			r.checkDrift(now.drift(earlier), now.wall)
			earlier = now
		}
	}
}

// checkDrift handles a wall clock that has jumped, or a machine that has slept, which timers do not
// notice. If the agenda had times in between, it requests one run for all of them.
func (r *Runner) checkDrift(drift time.Duration, now time.Time) {
	if drift.Abs() < tolerance {
		return
	}
	r.log.Info("the clock has jumped, or the machine has slept", "by", drift.Round(time.Second))
	missed := false
	r.agenda.update(func(a *agenda) {
		if next, isDue := a.nextAfter(a.handledUntil); !next.IsZero() && !next.After(now) {
			missed = true
			if isDue {
				a.due = time.Time{}
			}
		}
		a.handledUntil = now
	})
	if missed {
		r.Ask(CatchUp)
	}
	r.arm()
}

// cronLogger is a cron.Logger. cron's information goes to the debug level: only its errors are
// worth reporting.
type cronLogger struct{ log *slog.Logger }

// Info implements cron.Logger.
func (l cronLogger) Info(msg string, args ...any) { l.log.Debug("cron: "+msg, args...) }

// Error implements cron.Logger.
func (l cronLogger) Error(err error, msg string, args ...any) {
	l.log.Error("cron: "+msg, append([]any{"error", err}, args...)...)
}

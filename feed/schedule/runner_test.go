package schedule

import (
	"bytes"
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/robfig/cron/v3"
	"go.uber.org/goleak"
)

// withJumpingClock calls f, in a synctest bubble, with a running Runner whose wall clock is ahead of
// the real one by jump. runs returns the reasons of the runs since it was last called.
func withJumpingClock(t *testing.T, specs []string, f func(r *Runner, jump *atomic.Int64, runs func() []string)) {
	synctest.Test(t, func(t *testing.T) {
		var jump atomic.Int64
		r := NewRunner(slog.New(slog.NewTextHandler(&bytes.Buffer{}, nil)))
		clocks := r.clocks
		r.clocks = func() clockReading {
			now := clocks()
			now.wall = now.wall.Add(time.Duration(jump.Load()))
			return now
		}
		var schedules []cron.Schedule
		for _, spec := range specs {
			s, err := Parse(spec, time.UTC)
			if err != nil {
				t.Fatal(err)
			}
			schedules = append(schedules, s)
		}
		r.SetSchedules(schedules)
		ctx, cancel := context.WithCancel(t.Context())
		var mu sync.Mutex
		var reasons []string
		done := make(chan struct{})
		go func() {
			defer close(done)
			r.Run(ctx, func(_ context.Context, reason string) {
				mu.Lock()
				defer mu.Unlock()
				reasons = append(reasons, reason)
			})
		}()
		f(r, &jump, func() []string {
			synctest.Wait()
			mu.Lock()
			defer mu.Unlock()
			drained := reasons
			reasons = nil
			return drained
		})
		cancel()
		<-done
	})
}

// After a sleep, or a clock that was set forward, there is one run within a minute for all ticks and
// due times that were missed.
func TestCatchUp(t *testing.T) {
	withJumpingClock(t, []string{"0 * * * *", "*/20 * * * *"}, func(r *Runner, jump *atomic.Int64, runs func() []string) {
		r.SetDue(time.Now().Add(90 * time.Minute))
		time.Sleep(5*time.Minute + time.Second)
		if got := runs(); len(got) != 0 {
			t.Errorf("ran: %v", got)
		}
		jump.Store(int64(5 * time.Hour))
		time.Sleep(time.Minute)
		if got := runs(); !slices.Equal(got, []string{CatchUp}) {
			t.Errorf("after a sleep over 15 ticks: %v", got)
		}
		time.Sleep(10 * time.Minute)
		if got := runs(); len(got) != 0 {
			t.Errorf("and then %v", got)
		}
	})
}

// A jump during which nothing was scheduled starts no run.
func TestJumpOverNothing(t *testing.T) {
	withJumpingClock(t, []string{"30 12 * * *"}, func(_ *Runner, jump *atomic.Int64, runs func() []string) {
		jump.Store(int64(3 * time.Hour))
		time.Sleep(2 * time.Minute)
		if got := runs(); len(got) != 0 {
			t.Errorf("ran: %v", got)
		}
	})
}

// After the clock is set back, the next run is the next time of the schedule by the new clock, not
// the one after the old time. Setting it back starts no run.
func TestClockSetBack(t *testing.T) {
	r := NewRunner(slog.New(slog.DiscardHandler))
	s, err := Parse("*/10 * * * *", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2024, 3, 1, 12, 5, 0, 0, time.UTC)
	r.agenda.update(func(a *agenda) { a.schedules, a.handledUntil = []cron.Schedule{s}, at })
	back := at.Add(-2 * time.Hour)
	r.checkDrift(-2*time.Hour, back)
	entry := r.cron.Entry(r.entry)
	if next := entry.Schedule.Next(back); !next.Equal(time.Date(2024, 3, 1, 10, 10, 0, 0, time.UTC)) {
		t.Errorf("at 10:05 the next run is %v", next)
	}
	if len(r.asks) != 0 {
		t.Error("it was run")
	}
}

// A due time that coincides with a tick makes one run with it.
func TestDueWithTick(t *testing.T) {
	withJumpingClock(t, []string{"0 * * * *"}, func(r *Runner, _ *atomic.Int64, runs func() []string) {
		r.SetDue(time.Now().Truncate(time.Hour).Add(time.Hour))
		time.Sleep(time.Hour + time.Minute)
		if got := runs(); !slices.Equal(got, []string{Due}) {
			t.Errorf("ran: %v", got)
		}
		time.Sleep(time.Hour)
		if got := runs(); !slices.Equal(got, []string{Tick}) {
			t.Errorf("and then %v", got)
		}
	})
}

// A tick that comes while the cron entry is being replaced is not lost.
func TestArmKeepsTicks(t *testing.T) {
	withJumpingClock(t, []string{"0 * * * *"}, func(r *Runner, _ *atomic.Int64, runs func() []string) {
		for range 3600 * 3 {
			time.Sleep(time.Second)
			r.arm()
		}
		if got := runs(); len(got) != 3 {
			t.Errorf("ran: %v", got)
		}
	})
}

// withRunner calls f, in a synctest bubble, while a Runner runs the job.
func withRunner(t *testing.T, job Job, f func(t *testing.T, r *Runner, log *bytes.Buffer)) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		r := NewRunner(slog.New(slog.NewTextHandler(&log, nil)))
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); r.Run(ctx, job) }()
		f(t, r, &log)
		cancel()
		<-done
	})
}

func TestRunnerTicks(t *testing.T) {
	runs := 0
	withRunner(t, func(_ context.Context, reason string) {
		if reason != "schedule" {
			t.Errorf("reason %q", reason)
		}
		runs++
	}, func(t *testing.T, r *Runner, _ *bytes.Buffer) {
		s, err := Parse("0 * * * *", time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		r.SetSchedules([]cron.Schedule{s})
		time.Sleep(24*time.Hour + time.Minute)
		synctest.Wait()
		if runs != 24 {
			t.Errorf("%d runs in a day, want 24", runs)
		}
		// Another schedule replaces the first.
		daily, _ := Parse("30 12 * * *", time.UTC)
		r.SetSchedules([]cron.Schedule{daily})
		time.Sleep(48 * time.Hour)
		synctest.Wait()
		if runs != 26 {
			t.Errorf("%d runs, want 26", runs)
		}
	})
}

// A job that panics is logged, and the next one runs.
func TestRunnerSurvivesPanic(t *testing.T) {
	runs := 0
	withRunner(t, func(context.Context, string) {
		runs++
		if runs == 1 {
			panic("boom")
		}
	}, func(t *testing.T, r *Runner, log *bytes.Buffer) {
		for range 3 {
			r.Ask("x")
			synctest.Wait()
		}
		if runs != 3 || !strings.Contains(log.String(), "boom") {
			t.Errorf("%d runs, log %s", runs, log)
		}
	})
}

// While a job runs, any number of requests become exactly one more run.
func TestRunnerKeepsOnePending(t *testing.T) {
	runs, mostAtOnce, running := 0, 0, 0
	withRunner(t, func(context.Context, string) {
		runs++
		running++
		mostAtOnce = max(mostAtOnce, running)
		time.Sleep(time.Hour)
		running--
	}, func(t *testing.T, r *Runner, _ *bytes.Buffer) {
		r.Ask("first")
		synctest.Wait()
		for range 10 {
			r.Ask("more")
		}
		time.Sleep(10 * time.Hour)
		synctest.Wait()
		if runs != 2 || mostAtOnce != 1 || r.Skipped() != 9 {
			t.Errorf("%d runs, %d at once, %d skipped", runs, mostAtOnce, r.Skipped())
		}
	})
}

// When ctx is done, Run waits for the running job, and leaves no goroutine.
func TestRunnerEnds(t *testing.T) {
	defer goleak.VerifyNone(t)
	r := NewRunner(slog.New(slog.DiscardHandler))
	s, err := Parse("* * * * *", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	r.SetSchedules([]cron.Schedule{s})
	ctx, cancel := context.WithCancel(t.Context())
	r.Ask("x")
	r.Run(ctx, func(ctx context.Context, _ string) {
		cancel()
		<-ctx.Done()
	})
}

// A due time starts a run whatever the schedule is. A new due time replaces the previous one, and
// one that has passed means now.
func TestRunnerDue(t *testing.T) {
	var at []time.Duration
	began := time.Time{}
	withRunner(t, func(_ context.Context, reason string) {
		if reason != "due" {
			t.Errorf("reason %q", reason)
		}
		at = append(at, time.Since(began))
	}, func(t *testing.T, r *Runner, _ *bytes.Buffer) {
		began = time.Now()
		r.SetDue(began.Add(90 * time.Second))
		r.SetDue(began.Add(150 * time.Second))
		time.Sleep(time.Hour)
		synctest.Wait()
		r.SetDue(time.Time{})
		r.SetDue(began)
		synctest.Wait()
		if len(at) != 2 || at[0] < 150*time.Second || at[0] > 151*time.Second || at[1] != time.Hour {
			t.Errorf("ran after %v", at)
		}
	})
}

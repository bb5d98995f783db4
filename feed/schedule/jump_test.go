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
)

func TestDrift(t *testing.T) {
	wall := time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)
	before := clockReading{wall, time.Hour}
	for _, c := range []struct {
		name  string
		now   clockReading
		drift time.Duration
	}{
		{"a minute", clockReading{wall.Add(time.Minute), time.Hour + time.Minute}, 0},
		{"slept for a night", clockReading{wall.Add(8 * time.Hour), time.Hour + time.Minute}, 8*time.Hour - time.Minute},
		{"put back", clockReading{wall.Add(time.Minute - 2*time.Hour), time.Hour + time.Minute}, -2 * time.Hour},
	} {
		if got := c.now.drift(before); got != c.drift {
			t.Errorf("%s: %v, want %v", c.name, got, c.drift)
		}
	}
}

// jumping is a Runner whose wall clock can be put forward and back, and the reasons of
// its runs.
func jumping(t *testing.T, specs []string, f func(r *Runner, jump *atomic.Int64, runs func() []string)) {
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
			taken := reasons
			reasons = nil
			return taken
		})
		cancel()
		<-done
	})
}

// After a sleep, or a clock that was put forward, over ticks and due moments, there is one
// run, within a minute.
func TestCatchUp(t *testing.T) {
	jumping(t, []string{"0 * * * *", "*/20 * * * *"}, func(r *Runner, jump *atomic.Int64, runs func() []string) {
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

// A jump over nothing is no reason for a run.
func TestJumpOverNothing(t *testing.T) {
	jumping(t, []string{"30 12 * * *"}, func(_ *Runner, jump *atomic.Int64, runs func() []string) {
		jump.Store(int64(3 * time.Hour))
		time.Sleep(2 * time.Minute)
		if got := runs(); len(got) != 0 {
			t.Errorf("ran: %v", got)
		}
	})
}

// A clock that was put back: the schedule goes by what it shows now, and does not wait
// until it is as late again; and nothing is run for it.
func TestPutBack(t *testing.T) {
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

// What comes due at the moment of a tick is one run with it.
func TestDueWithTick(t *testing.T) {
	jumping(t, []string{"0 * * * *"}, func(r *Runner, _ *atomic.Int64, runs func() []string) {
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

// A moment that comes while the agenda is being changed is not lost.
func TestArmedAnew(t *testing.T) {
	jumping(t, []string{"0 * * * *"}, func(r *Runner, _ *atomic.Int64, runs func() []string) {
		for range 3600 * 3 {
			time.Sleep(time.Second)
			r.arm()
		}
		if got := runs(); len(got) != 3 {
			t.Errorf("ran: %v", got)
		}
	})
}

func TestLint(t *testing.T) {
	for spec, want := range map[string]string{
		"*/15 * * * *":                 "",
		"*/40 * * * *":                 "minute */40 is 0, 40, and then 0 again",
		"0 */5 * * *":                  "hour */5 is 0, 5, …, 20, and then 0 again",
		"0 */6 * * *":                  "",
		"0 7 */2 * *":                  "day of month */2 is 1, 3, …, 31, and then 1 again",
		"0 7 13 * fri":                 "day of month 13 and day of week fri: it fires on days that are either",
		"0 7 13 * *":                   "",
		"0 7 * * 5":                    "",
		"*/7 0 7 * * *":                "second */7",
		"0/40 * * * *":                 "minute 0/40 is 0, 40",
		"0-59/40 * * * *":              "minute 0-59/40 is 0, 40",
		"*/40,7 * * * *":               "minute */40 is 0, 40",
		"0 0 */2 * mon":                "fires on days that are either",
		"0 0 */1 * mon":                "",
		"5/10 * * * *":                 "",
		"@hourly":                      "",
		"TZ=Europe/Paris */40 * * * *": "minute */40",
		"@every 40m":                   "",
	} {
		got := strings.Join(Lint(spec), "; ")
		if (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%q: %q, want %q", spec, got, want)
		}
	}
}

// What came before an entry was added, and was then taken away before it fired, is still
// to come.
func TestArmedTwice(t *testing.T) {
	s, err := Parse("*/10 * * * *", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	noon := time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)
	a := &agenda{schedules: []cron.Schedule{s}, handledUntil: noon}
	now, tick := noon.Add(11*time.Minute), noon.Add(10*time.Minute)
	first, second := &agendaEntry{agenda: a}, &agendaEntry{agenda: a}
	if one, two := first.Next(now), second.Next(now); !one.Equal(tick) || !two.Equal(tick) {
		t.Errorf("the first says %v, the second %v", one, two)
	}
	if next := second.Next(now); !next.Equal(noon.Add(20 * time.Minute)) {
		t.Errorf("after it has fired, %v", next)
	}
}

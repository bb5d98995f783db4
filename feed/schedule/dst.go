package schedule

import (
	"time"

	"github.com/robfig/cron/v3"
)

// zoned is a spec on the wall clocks of a zone, whatever they do. cron's own
// SpecSchedule walks through instants, and so leaves out the day on which a wall time
// does not exist, and fires twice where it exists twice. Here
//
//   - a wall time that falls into a gap (spring forward) is the end of the gap;
//   - a wall time that comes twice (fall back) counts once, the first time, unless the
//     spec fires in every hour: then it goes on through the hour that is repeated.
type zoned struct {
	wall  cron.SpecSchedule // in UTC, which has neither gaps nor repetitions
	zone  *time.Location
	often bool // in every hour of the day
}

func newZoned(spec *cron.SpecSchedule, zone *time.Location) *zoned {
	const everyHour = 1<<24 - 1
	z := &zoned{wall: *spec, zone: zone, often: spec.Hour&everyHour == everyHour}
	z.wall.Location = time.UTC
	return z
}

// Next implements cron.Schedule. It goes from one period in which the clocks run evenly
// to the next: within each, wall time and instant are a constant apart.
func (z *zoned) Next(after time.Time) time.Time {
	here, from := after.In(z.zone), wallOf(after.In(z.zone))
	for {
		start, end := bounds(here)
		if again := repeatedUntil(start); !z.often && from.Before(again) {
			from = again.Add(-1)
		}
		wall := z.wall.Next(from)
		if wall.IsZero() {
			return wall
		}
		_, offset := here.Zone()
		at := wall.Add(-time.Duration(offset) * time.Second).In(z.zone)
		switch {
		case end.IsZero() || at.Before(end):
			return at
		case wall.Before(wallOf(end)): // the clocks are put forward past it
			return end
		}
		here, from = end, wallOf(end).Add(-1)
	}
}

// bounds are those of a period in which the clocks run evenly. For years that the database
// of zones does not list, ZoneBounds takes all years for equally long, and on the last day
// of a leap year gives an end that has come: then the period is a day.
func bounds(t time.Time) (start, end time.Time) {
	if start, end = t.ZoneBounds(); !end.IsZero() && !end.After(t) {
		return time.Time{}, t.AddDate(0, 0, 1)
	}
	return start, end
}

// wallOf is what the clocks show at an instant, as if it were UTC.
func wallOf(t time.Time) time.Time {
	_, offset := t.Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}

// repeatedUntil is the wall time up to which a period that begins at start repeats what
// the clocks have shown before; zero where they were not put back.
func repeatedUntil(start time.Time) time.Time {
	if start.IsZero() {
		return start
	}
	_, before := start.Add(-1).Zone()
	if until := start.UTC().Add(time.Duration(before) * time.Second); until.After(wallOf(start)) {
		return until
	}
	return time.Time{}
}

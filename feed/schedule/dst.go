package schedule

import (
	"time"

	"github.com/robfig/cron/v3"
)

// wallSchedule is a spec in the wall time of a zone with daylight saving time. cron's own
// SpecSchedule steps through instants, so that it omits the day on which a wall time does not
// exist, and fires twice if the wall time occurs twice. Here
//
//   - a wall time that is skipped (the clocks go forward) fires at the end of the gap;
//   - a wall time that occurs twice (the clocks go back) fires the first time only, unless the spec
//     fires in every hour of the day: then it fires in the repeated hour too.
type wallSchedule struct {
	spec      cron.SpecSchedule // evaluated in UTC, which has no daylight saving time
	zone      *time.Location
	everyHour bool // the spec's hour field matches every hour
}

func newWallSchedule(spec *cron.SpecSchedule, zone *time.Location) *wallSchedule {
	const allHours = 1<<24 - 1
	s := &wallSchedule{spec: *spec, zone: zone, everyHour: spec.Hour&allHours == allHours}
	s.spec.Location = time.UTC
	return s
}

// Next implements cron.Schedule. It goes through the periods of the zone in which its offset from
// UTC is constant. Within one, the spec is evaluated on wall times, as if they were UTC, and the
// offset is subtracted from the result.
func (s *wallSchedule) Next(after time.Time) time.Time {
	at, wallAfter := after.In(s.zone), wallOf(after.In(s.zone))
	for {
		start, end := offsetPeriod(at)
		if until := repeatedUntil(start); !s.everyHour && wallAfter.Before(until) {
			wallAfter = until.Add(-1) // -1: Next excludes the time it is given
		}
		wall := s.spec.Next(wallAfter)
		if wall.IsZero() {
			return wall
		}
		_, offset := at.Zone()
		next := wall.Add(-time.Duration(offset) * time.Second).In(s.zone)
		switch {
		case end.IsZero() || next.Before(end):
			return next
		case wall.Before(wallOf(end)): // the clocks go forward at end and skip it
			return end
		}
		at, wallAfter = end, wallOf(end).Add(-1)
	}
}

// offsetPeriod returns the bounds of the period around t in which the zone's offset is constant;
// zero if there is no bound. ZoneBounds takes all years after those in the zone database for
// equally long, so that on the last day of a leap year its end may not be after t. Then
// offsetPeriod returns one day.
func offsetPeriod(t time.Time) (start, end time.Time) {
	start, end = t.ZoneBounds()
	if !end.IsZero() && !end.After(t) {
		return time.Time{}, t.AddDate(0, 0, 1)
	}
	return start, end
}

// wallOf returns the date and time that the clocks of t's zone show at t, as a time in UTC.
func wallOf(t time.Time) time.Time {
	_, offset := t.Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}

// repeatedUntil returns the wall time up to which a period that begins at start repeats the wall
// times of the one before; zero if the clocks were not set back at start.
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

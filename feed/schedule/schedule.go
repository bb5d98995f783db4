// Package schedule says when to run: at the times of cron specs, and when asked. One
// run at a time, whoever asks.
//
// Parser and runner are robfig/cron's. What its parser takes without meaning it is
// refused here ([Parse]), and its jobs run in a chain of their own ([Runner]).
package schedule

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Default is when a site is regenerated where nobody says: each quarter of an hour.
const Default = "*/15 * * * *"

// minEvery is the least interval of @every.
const minEvery = 10 * time.Second

var parser = cron.NewParser(cron.SecondOptional | cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor)

// Parse parses a cron spec of five fields, of six with seconds first, or one of
// cron's names (@hourly, @every 30m). Times are in the given zone, or in that of a
// "TZ=Europe/Paris " in front. A spec that can never fire, or that cron would
// silently take for another, is an error.
func Parse(spec string, zone *time.Location) (s cron.Schedule, err error) {
	defer func() {
		if p := recover(); p != nil {
			s, err = nil, fmt.Errorf("not a cron spec: %v", p)
		}
	}()
	spec = strings.Join(strings.Fields(spec), " ")
	zoned, rest, err := splitZone(spec)
	if err != nil {
		return nil, err
	}
	if zoned == "" {
		zoned = "TZ=" + zoneName(zone)
	}
	if rest == "" {
		return nil, errors.New("it is empty")
	}
	if every, ok := strings.CutPrefix(rest, "@every"); ok {
		if d, err := time.ParseDuration(strings.TrimSpace(every)); err != nil || d < minEvery {
			return nil, fmt.Errorf("@every takes a time of at least %s, as in @every 30m", minEvery)
		}
	} else if rest, err = checkFields(rest); err != nil {
		return nil, err
	}
	s, err = parser.Parse(zoned + " " + rest)
	if err != nil {
		return nil, err
	}
	if spec, ok := s.(*cron.SpecSchedule); ok {
		if name, ok := strings.CutPrefix(zoned, "TZ="); ok && name != zoneName(zone) {
			if zone, err = time.LoadLocation(name); err != nil {
				return nil, err
			}
		}
		s = newZoned(spec, zone)
	} else if delay, ok := s.(cron.ConstantDelaySchedule); ok {
		s = interval{time.Now().Truncate(time.Second), delay.Delay}
	}
	if s.Next(time.Date(2024, 1, 1, 0, 0, 0, 0, zone)).IsZero() {
		return nil, errors.New("it never fires")
	}
	return s, nil
}

// interval is @every: so many times the same from a moment on, which is when the process
// began. cron's own counts from whenever it is asked, so that whatever else comes in
// between would put it off.
type interval struct {
	from  time.Time
	every time.Duration
}

// Next implements cron.Schedule.
func (i interval) Next(after time.Time) time.Time {
	gone := after.Sub(i.from)
	if gone < 0 {
		gone -= i.every - 1 // towards the past
	}
	return i.from.Add((gone/i.every + 1) * i.every).In(after.Location())
}

// zoneName is a name that cron can load: its parser knows zones by name alone, and
// the zone itself is put in place afterwards.
func zoneName(zone *time.Location) string {
	if _, err := time.LoadLocation(zone.String()); err != nil {
		return "UTC"
	}
	return zone.String()
}

// splitZone takes a zone off the head of a spec. cron panics where it is not
// followed by a space.
func splitZone(spec string) (zoned, rest string, err error) {
	for _, prefix := range []string{"CRON_TZ=", "TZ="} {
		name, ok := strings.CutPrefix(spec, prefix)
		if !ok {
			continue
		}
		name, rest, found := strings.Cut(name, " ")
		if _, err := time.LoadLocation(name); err != nil || !found || name == "" {
			return "", "", fmt.Errorf("write the zone as in %sEurope/Paris 0 7 * * *", prefix)
		}
		return "TZ=" + name, rest, nil
	}
	return "", spec, nil
}

// maxStep is the largest step that means anything in each of the five fields.
var maxStep = [...]int{59, 23, 31, 12, 7}

var (
	step      = regexp.MustCompile(`^(.*)/(\d+)$`)
	starRange = regexp.MustCompile(`^\*[^/]`)
)

// checkFields refuses what cron takes for something else: "*/61" for each hour,
// "*-5" for "*", fields of nothing but commas. Sunday may be 7, as in other crons.
func checkFields(spec string) (string, error) {
	if strings.HasPrefix(spec, "@") {
		return spec, nil
	}
	fields := strings.Fields(spec)
	if len(fields) != 5 && len(fields) != 6 {
		return "", fmt.Errorf("it has %d fields instead of five: minute, hour, day of month, month, day of week", len(fields))
	}
	limits := maxStep[:]
	if len(fields) == 6 {
		limits = append([]int{59}, limits...)
	}
	for i, field := range fields {
		for part := range strings.SplitSeq(field, ",") {
			if part == "" {
				return "", fmt.Errorf("%q has a comma with nothing beside it", field)
			}
			if starRange.MatchString(part) {
				return "", fmt.Errorf("%q is neither * nor a range", part)
			}
			if m := step.FindStringSubmatch(part); m != nil {
				if n, err := strconv.Atoi(m[2]); err != nil || n < 1 || n > limits[i] {
					return "", fmt.Errorf("the step of %q is not between 1 and %d", part, limits[i])
				}
			}
		}
	}
	fields[len(fields)-1] = sundays(fields[len(fields)-1])
	return strings.Join(fields, " "), nil
}

// sundays writes Sunday as 0 where it was 7. A range up to 7 ends on Saturday, and
// has Sunday beside it.
func sundays(field string) string {
	parts := strings.Split(field, ",")
	for i, part := range parts {
		switch {
		case part == "7":
			parts[i] = "0"
		case strings.HasSuffix(part, "-7"):
			from := strings.TrimSuffix(part, "-7")
			if from == "7" {
				parts[i] = "0"
			} else {
				parts[i] = from + "-6,0"
			}
		}
	}
	return strings.Join(parts, ",")
}

// Next returns the next n moments at which any of the schedules fires, in order.
func Next(schedules []cron.Schedule, from time.Time, n int) []time.Time {
	var moments []time.Time
	for len(moments) < n {
		var soonest time.Time
		for _, s := range schedules {
			if t := s.Next(from); !t.IsZero() && (soonest.IsZero() || t.Before(soonest)) {
				soonest = t
			}
		}
		if soonest.IsZero() {
			break
		}
		moments, from = append(moments, soonest), soonest
	}
	return moments
}

// Package schedule decides when a site is built: at the times of cron specs, when an article is
// due, on request, and when a watched folder changes.
//
// [Parse] turns a spec into a cron.Schedule, and [Lint] warns of specs that are valid but may not
// mean what their author thinks. A [Runner] takes the schedules and runs a [Job], one run at a
// time. [Watch] reports changes below a folder.
//
// The parser and the timer are robfig/cron's. Parse refuses specs that its parser misreads, dst.go
// replaces its handling of daylight saving time, and the Runner notices when the machine has slept.
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

// Default is the spec of a site that sets none: every quarter of an hour.
const Default = "*/15 * * * *"

// minEvery is the shortest interval of @every.
const minEvery = 10 * time.Second

var parser = cron.NewParser(cron.SecondOptional | cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor)

// Parse parses a cron spec of five fields, of six with the seconds first, or one of cron's
// descriptors (@hourly, @every 30m). The spec is in the given zone, unless it begins with its own
// ("TZ=Europe/Paris 0 7 * * *"). It is an error if the spec can never fire, or if cron would
// misread it (see normalizeFields).
func Parse(spec string, zone *time.Location) (s cron.Schedule, err error) {
	defer func() {
		if p := recover(); p != nil {
			s, err = nil, fmt.Errorf("not a cron spec: %v", p)
		}
	}()
	spec = strings.Join(strings.Fields(spec), " ")
	zonePrefix, rest, err := splitZone(spec)
	if err != nil {
		return nil, err
	}
	if zonePrefix == "" {
		zonePrefix = "TZ=" + zoneName(zone)
	}
	if rest == "" {
		return nil, errors.New("it is empty")
	}
	if every, ok := strings.CutPrefix(rest, "@every"); ok {
		if d, err := time.ParseDuration(strings.TrimSpace(every)); err != nil || d < minEvery {
			return nil, fmt.Errorf("@every takes a time of at least %s, as in @every 30m", minEvery)
		}
	}
	rest, err = normalizeFields(rest)
	if err != nil {
		return nil, err
	}
	s, err = parser.Parse(zonePrefix + " " + rest)
	if err != nil {
		return nil, err
	}
	switch parsed := s.(type) {
	case *cron.SpecSchedule:
		// The spec's own zone replaces the argument. The argument is used as it is: it may have no name
		// by which the parser could load it.
		if name := strings.TrimPrefix(zonePrefix, "TZ="); name != zoneName(zone) {
			zone, err = time.LoadLocation(name)
			if err != nil {
				return nil, err
			}
		}
		s = newWallSchedule(parsed, zone)
	case cron.ConstantDelaySchedule:
		s = interval{time.Now().Truncate(time.Second), parsed.Delay}
	}
	if s.Next(time.Date(2024, 1, 1, 0, 0, 0, 0, zone)).IsZero() {
		return nil, errors.New("it never fires")
	}
	return s, nil
}

// interval is the schedule of @every: it fires at from plus multiples of every. cron's own
// ConstantDelaySchedule counts from the time that Next is given, so that each run for another
// reason would postpone it.
type interval struct {
	from  time.Time // when the spec was parsed
	every time.Duration
}

// Next implements cron.Schedule.
func (i interval) Next(after time.Time) time.Time {
	elapsed := after.Sub(i.from)
	if elapsed < 0 {
		elapsed -= i.every - 1 // the division must round down, and Go's rounds towards zero
	}
	return i.from.Add((elapsed/i.every + 1) * i.every).In(after.Location())
}

// zoneName returns a name that cron's parser can load: the zone's own, or UTC if it has none in the
// zone database. The parser takes zones by name only; Parse replaces the zone afterwards.
func zoneName(zone *time.Location) string {
	if _, err := time.LoadLocation(zone.String()); err != nil {
		return "UTC"
	}
	return zone.String()
}

// splitZone splits a spec into its zone, as "TZ=Europe/Paris" or "" if it has none, and the rest.
// It returns an error if the zone is unknown or not followed by a space, which makes cron panic.
func splitZone(spec string) (zonePrefix, rest string, err error) {
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

// maxStep is the largest step that has a meaning in each of the five fields.
var maxStep = [...]int{59, 23, 31, 12, 7}

var (
	stepPattern      = regexp.MustCompile(`^(.*)/(\d+)$`)
	starRangePattern = regexp.MustCompile(`^\*[^/]`)
)

// normalizeFields returns the spec with Sunday written as 0, because other crons allow 7 and
// robfig's does not. It returns an error for what cron would misread: it takes "*/61" for once an
// hour, "*-5" for "*", and a field of commas for no value. Descriptors are returned unchanged.
func normalizeFields(spec string) (string, error) {
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
		for element := range strings.SplitSeq(field, ",") {
			if element == "" {
				return "", fmt.Errorf("%q has a comma with nothing beside it", field)
			}
			if starRangePattern.MatchString(element) {
				return "", fmt.Errorf("%q is neither * nor a range", element)
			}
			if m := stepPattern.FindStringSubmatch(element); m != nil {
				if n, err := strconv.Atoi(m[2]); err != nil || n < 1 || n > limits[i] {
					return "", fmt.Errorf("the step of %q is not between 1 and %d", element, limits[i])
				}
			}
		}
	}
	fields[len(fields)-1] = sundays(fields[len(fields)-1])
	return strings.Join(fields, " "), nil
}

// sundays replaces 7 by 0 in the day of week. A range that ends in 7 becomes one that ends on
// Saturday, and 0 beside it.
func sundays(field string) string {
	elements := strings.Split(field, ",")
	for i, element := range elements {
		switch {
		case element == "7":
			elements[i] = "0"
		case strings.HasSuffix(element, "-7"):
			from := strings.TrimSuffix(element, "-7")
			if from == "7" {
				elements[i] = "0"
			} else {
				elements[i] = from + "-6,0"
			}
		}
	}
	return strings.Join(elements, ",")
}

// ParseAll parses several specs. Its error names the spec.
func ParseAll(specs []string, zone *time.Location) ([]cron.Schedule, error) {
	var all []cron.Schedule
	for _, spec := range specs {
		s, err := Parse(spec, zone)
		if err != nil {
			return nil, fmt.Errorf("schedule %q: %w", spec, err)
		}
		all = append(all, s)
	}
	return all, nil
}

// Next returns the next n times after from at which one of the schedules fires, in order. Times
// that coincide are returned once. There are fewer than n if the schedules never fire again.
func Next(schedules []cron.Schedule, from time.Time, n int) []time.Time {
	var times []time.Time
	for len(times) < n {
		var soonest time.Time
		for _, s := range schedules {
			if t := s.Next(from); !t.IsZero() && (soonest.IsZero() || t.Before(soonest)) {
				soonest = t
			}
		}
		if soonest.IsZero() {
			break
		}
		times, from = append(times, soonest), soonest
	}
	return times
}

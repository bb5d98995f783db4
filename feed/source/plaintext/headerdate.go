package plaintext

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The ways dates are written in headers, most particular first. What is found is read as
// dates are everywhere, see parseDate.
var headerDates = []struct {
	pattern *regexp.Regexp
	monthly bool
}{
	{part(`(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|\s?[+-]\d{2}(?::?\d{2})?|\s(?:` + anyOf(zoneNames) + `))?)`), false},
	{part(`((?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))`), false},
	{part(`(\d{4}[-/.]\d{1,2}[-/.]\d{1,2})`), false},
	{part(`(\d{4}-\d{2})`), true},
	{part(`(\d{1,2}[/.-]\d{1,2}[/.-]\d{4})`), false},
	{part(`((?:(?:` + weekdays + `)\.?,?\s*)?\d{1,2}(?:er|st|nd|rd|th|\.)?\s+(?:(?:of|de)\s+)?(?:` + monthWords + `)\.?,?\s+(?:de\s+)?\d{4})`), false},
	{part(`((?:(?:` + weekdays + `)\.?,?\s*)?(?:` + monthWords + `)\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4})`), false},
	{part(`((?:` + monthWords + `)\.?\s+(?:de\s+)?\d{4})`), true},
}

// weekdays and monthWords are patterns of the names that dates know.
var weekdays, monthWords = anyOf(weekdayNames), anyOf(months)

// anyOf is a pattern of names, the longest first.
func anyOf[V any](names map[string]V) string {
	list := make([]string, 0, len(names))
	for name := range names {
		list = append(list, name)
	}
	slices.SortFunc(list, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return strings.Join(list, "|")
}

var bareYear = part(`((?:19|20)\d\d)`)

// date takes a date. A second one needs a label of its own; a bare year does too.
func (l *lineReader) date() bool {
	if l.dates > 0 && !l.update {
		return false
	}
	for _, d := range headerDates {
		before := l.rest
		m := l.take(d.pattern)
		if m == nil {
			continue
		}
		t, err := parseDateIn(m[1], l.zone, l.order)
		if err != nil {
			l.rest = before
			continue
		}
		l.monthly = d.monthly
		l.set(t)
		return true
	}
	if l.label && l.dates == 0 {
		if m := l.take(bareYear); m != nil {
			if t, err := ParseDate(m[1], l.zone); err == nil {
				l.set(t)
				return true
			}
		}
	}
	return false
}

func (l *lineReader) set(t time.Time) {
	l.last = &l.Header.Published
	if l.update {
		l.last = &l.Header.Updated
	}
	*l.last = l.clock.on(t)
	l.update, l.clock = false, clock{}
	l.dates++
}

// clock is a time of day, with its zone where it has one.
type clock struct {
	set          bool
	hour, minute int
	zone         *time.Location
}

// on gives a date its time of day.
func (c clock) on(t time.Time) time.Time {
	if !c.set {
		return t
	}
	zone := c.zone
	if zone == nil {
		zone = t.Location()
	}
	return time.Date(t.Year(), t.Month(), t.Day(), c.hour, c.minute, 0, 0, zone).In(t.Location())
}

var headerClock = part(`(?:à|at)?\s*([01]?\d|2[0-3])(?:\s?h\s?|[:.])([0-5]\d)?(?::[0-5]\d)?\s*(?:(am|pm|a\.m\.?|p\.m\.?)(?:[^\p{L}]|$))?\s*\(?(utc|gmt|est|edt|cst|cdt|mst|mdt|pst|pdt|cet|cest|[+-]\d{2}:?\d{2})?\)?`)

// takeClock takes a time of day: that of the date before it, else of the one to come.
func (l *lineReader) takeClock() bool {
	m := l.take(headerClock)
	if m == nil {
		return false
	}
	c := clock{set: true}
	c.hour, _ = strconv.Atoi(m[1])
	c.minute, _ = strconv.Atoi(m[2])
	if strings.HasPrefix(strings.ToLower(m[3]), "p") && c.hour < 12 {
		c.hour += 12
	} else if strings.HasPrefix(strings.ToLower(m[3]), "a") && c.hour == 12 {
		c.hour = 0
	}
	c.zone = zoneOf(m[4])
	if l.last != nil {
		*l.last = c.on(*l.last)
	} else {
		l.clock = c
	}
	return true
}

// zoneOf knows the zones that dates know, and offsets.
func zoneOf(name string) *time.Location {
	if zone := zoneNamed(name); zone != nil {
		return zone
	}
	t, err := time.Parse("-0700", strings.ReplaceAll(name, ":", ""))
	if err != nil {
		return nil
	}
	return t.Location()
}

package plaintext

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// headerDates are the forms of dates in header lines, the longest first. A pattern only finds a date: parseDateIn
// reads it.
var headerDates = []struct {
	pattern func() *regexp.Regexp
	monthly bool // the form has no day
}{
	{prefixPattern(`(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|\s?[+-]\d{2}(?::?\d{2})?|\s(?:` + anyOf(zoneNames) + `))?)`), false},
	{prefixPattern(`((?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))`), false},
	{prefixPattern(`(\d{4}[-/.]\d{1,2}[-/.]\d{1,2})`), false},
	{prefixPattern(`(\d{4}-\d{2})`), true},
	{prefixPattern(`(\d{1,2}[/.-]\d{1,2}[/.-]\d{4})`), false},
	{prefixPattern(`((?:(?:` + weekdays + `)\.?,?\s*)?\d{1,2}(?:er|st|nd|rd|th|\.)?\s+(?:(?:of|de)\s+)?(?:` + monthWords + `)\.?,?\s+(?:de\s+)?\d{4})`), false},
	{prefixPattern(`((?:(?:` + weekdays + `)\.?,?\s*)?(?:` + monthWords + `)\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4})`), false},
	{prefixPattern(`((?:` + monthWords + `)\.?\s+(?:de\s+)?\d{4})`), true},
}

// weekdays and monthWords are patterns that match the names of weekdays and months.
var weekdays, monthWords = anyOf(weekdayNames), anyOf(months)

// anyOf returns a pattern that matches any of the names, the longest first, because alternatives match leftmost-first.
func anyOf[V any](names map[string]V) string {
	list := make([]string, 0, len(names))
	for name := range names {
		list = append(list, name)
	}
	slices.SortFunc(list, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return strings.Join(list, "|")
}

// bareYear matches a year alone, 1900 to 2099.
var bareYear = prefixPattern(`((?:19|20)\d\d)`)

// date reads a date. A second date needs a label that says it is the time of a change, and a year alone needs a label too.
func (l *lineReader) date() bool {
	if l.dates > 0 && !l.update {
		return false
	}
	for _, d := range headerDates {
		before := l.rest
		m := l.match(d.pattern())
		if m == nil {
			continue
		}
		t, err := parseDateIn(m[1], l.zone, l.order)
		if err != nil {
			l.rest = before
			continue
		}
		l.monthly = d.monthly
		l.setDate(t)
		return true
	}
	if l.label && l.dates == 0 {
		if m := l.match(bareYear()); m != nil {
			if t, err := ParseDate(m[1], l.zone); err == nil {
				l.setDate(t)
				return true
			}
		}
	}
	return false
}

// setDate stores a date in the field that the label before it names.
func (l *lineReader) setDate(t time.Time) {
	l.lastDate = &l.Header.Published
	if l.update {
		l.lastDate = &l.Header.Updated
	}
	*l.lastDate = l.pendingTime.on(t)
	l.update, l.pendingTime = false, clock{}
	l.dates++
}

// clock is a time of day. The zero value means that there is none.
type clock struct {
	set          bool
	hour, minute int
	zone         *time.Location // nil: that of the date
}

// on returns the day of t with the clock's time of day, in the zone of t.
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

// headerClock matches a time of day, with am or pm and a zone behind it.
var headerClock = prefixPattern(`(?:à|at)?\s*([01]?\d|2[0-3])(?:\s?h\s?|[:.])([0-5]\d)?(?::[0-5]\d)?\s*(?:(am|pm|a\.m\.?|p\.m\.?)(?:[^\p{L}]|$))?\s*\(?(utc|gmt|est|edt|cst|cdt|mst|mdt|pst|pdt|cet|cest|[+-]\d{2}:?\d{2})?\)?`)

// timeOfDay reads a time of day. It belongs to the date before it, or to the next date if there is none before.
func (l *lineReader) timeOfDay() bool {
	m := l.match(headerClock())
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
	c.zone = zoneOrOffset(m[4])
	if l.lastDate != nil {
		*l.lastDate = c.on(*l.lastDate)
	} else {
		l.pendingTime = c
	}
	return true
}

// zoneOrOffset returns the zone of a name or of an offset (+0100, +01:00), nil if it is neither.
func zoneOrOffset(name string) *time.Location {
	if zone := zoneNamed(name); zone != nil {
		return zone
	}
	t, err := time.Parse("-0700", strings.ReplaceAll(name, ":", ""))
	if err != nil {
		return nil
	}
	return t.Location()
}

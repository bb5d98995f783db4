package source

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The ways dates are written in headers, most particular first.
var headerDates = []struct {
	pattern *regexp.Regexp
	parse   func(m []string, zone *time.Location, monthFirst bool) (time.Time, error)
	monthly bool
}{
	{part(`(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)`), isoDate, false},
	{part(`(\d{4}-\d{2}-\d{2})`), isoDate, false},
	{part(`(\d{4}/\d{1,2}/\d{1,2})`), isoDate, false},
	{part(`(\d{4}-\d{2})`), isoDate, true},
	{part(`(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})`), slashDate, false},
	{part(`(?:(?:` + weekdays + `)\.?,?\s*)?(\d{1,2})(?:er|st|nd|rd|th)?\s+(?:of\s+)?(` + monthWords + `)\.?,?\s+(\d{4})`), dayMonthYear, false},
	{part(`(?:(?:` + weekdays + `)\.?,?\s*)?(` + monthWords + `)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})`), monthDayYear, false},
	{part(`(` + monthWords + `)\.?\s+(\d{4})`), monthYear, true},
}

const weekdays = `lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday|sunday|` +
	`lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun`

const monthWords = `janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre|` +
	`january|february|march|april|may|june|july|august|september|october|november|december|` +
	`janv|févr|fév|avr|juil|sept|déc|jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec`

// monthNumber knows a month by its first letters.
func monthNumber(name string) string {
	name = strings.NewReplacer("é", "e", "û", "u", "É", "e").Replace(strings.ToLower(name))
	for i, prefixes := range [...]string{"jan", "feb fev", "mar", "apr avr", "may mai", "jun juin",
		"jul juil", "aug aou", "sep", "oct", "nov", "dec"} {
		for prefix := range strings.FieldsSeq(prefixes) {
			if strings.HasPrefix(name, prefix) {
				return strconv.Itoa(i + 1)
			}
		}
	}
	return ""
}

func isoDate(m []string, zone *time.Location, _ bool) (time.Time, error) {
	return parseDate(strings.ReplaceAll(m[1], "/", "-"), zone)
}

func slashDate(m []string, zone *time.Location, monthFirst bool) (time.Time, error) {
	day, month := m[1], m[2]
	if n, _ := strconv.Atoi(day); monthFirst && n <= 12 {
		day, month = month, day
	}
	return parseDate(m[3]+"-"+month+"-"+day, zone)
}

func dayMonthYear(m []string, zone *time.Location, _ bool) (time.Time, error) {
	return parseDate(m[3]+"-"+monthNumber(m[2])+"-"+m[1], zone)
}

func monthDayYear(m []string, zone *time.Location, _ bool) (time.Time, error) {
	return parseDate(m[3]+"-"+monthNumber(m[1])+"-"+m[2], zone)
}

func monthYear(m []string, zone *time.Location, _ bool) (time.Time, error) {
	return parseDate(m[2]+"-"+monthNumber(m[1])+"-1", zone)
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
		t, err := d.parse(m, l.zone, l.monthFirst)
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
			if t, err := parseDate(m[1], l.zone); err == nil {
				l.set(t)
				return true
			}
		}
	}
	return false
}

func (l *lineReader) set(t time.Time) {
	l.last = &l.header.published
	if l.update {
		l.last = &l.header.updated
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

// zoneOf knows the zones of RFC 822 and of central Europe, and offsets.
func zoneOf(name string) *time.Location {
	offset := strings.ReplaceAll(name, ":", "")
	switch upper := strings.ToUpper(name); {
	case upper == "CET":
		offset = "+0100"
	case upper == "CEST":
		offset = "+0200"
	case zoneNames[upper] != "":
		offset = zoneNames[upper]
	}
	t, err := time.Parse("-0700", offset)
	if err != nil {
		return nil
	}
	return t.Location()
}

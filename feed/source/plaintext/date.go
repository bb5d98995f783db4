package plaintext

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// DateHint is the hint for an author whose date cannot be read. It shows the three preferred forms.
const DateHint = "write it as 2024-01-15, 2024-01-15 10:30 or 2024-01-15T10:30:00+01:00"

// ParseDate reads a date, with or without a time of day: RFC 3339, RFC 822, and the other forms that
// people and programs write, with the names of months in eight languages. A date without a zone is read in
// zone, and the result is in zone. Parts that are missing are the first: 2024 is 2024-01-01T00:00.
//
// A date of two readings, such as 03/04/2024, is an error that names both. ParseDate never returns the
// zero time without an error.
func ParseDate(s string, zone *time.Location) (time.Time, error) {
	return parseDateIn(s, zone, unknownOrder)
}

// dateOrder says which number of 03/04/2024 is the month. The zero value means that this is unknown.
type dateOrder int

const (
	unknownOrder dateOrder = iota
	dayFirst
	monthFirst
)

// parseDateIn is ParseDate for a text whose order of day and month is known.
func parseDateIn(s string, zone *time.Location, order dateOrder) (time.Time, error) {
	s = dashedMonth.ReplaceAllString(strings.TrimSpace(s), "$1 $2 $3")
	if len(s) >= len("2006-01-02T15:04:05Z") && s[10] == 'T' { // the most frequent form, without regular expressions
		if t, err := time.Parse(time.RFC3339, s); err == nil {
			return InRange(t.In(zone), s)
		}
	}
	if t, err := time.ParseInLocation(time.DateOnly, s, zone); err == nil {
		return InRange(t, s)
	}
	p := &dateParser{rest: s, zone: zone, order: order, hour: -1}
	if err := p.parse(); err != nil {
		var two *ambiguousDate
		if errors.As(err, &two) {
			return time.Time{}, fmt.Errorf("%q may be %s or %s", s, two.dayFirst, two.monthFirst)
		}
		return time.Time{}, fmt.Errorf("%q is not a date", s)
	}
	t, err := p.time()
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is not a date", s)
	}
	return InRange(t, s)
}

// InRange returns t, or an error that quotes s if the year of t has not one to four digits, which is all
// that the formats can express (RFC 3339 §5.6), or if t is the zero time.
func InRange(t time.Time, s string) (time.Time, error) {
	if t.Year() < 1 || t.Year() > 9999 || t.IsZero() {
		return time.Time{}, fmt.Errorf("%q is a date outside the years 1 to 9999", s)
	}
	return t, nil
}

// ambiguousDate is the error for a date of two readings. Both are written as 2006-01-02.
type ambiguousDate struct{ dayFirst, monthFirst string }

// Error names both readings.
func (e *ambiguousDate) Error() string { return e.dayFirst + " or " + e.monthFirst }

// dashedMonth matches 15-Jan-2024, as mails and databases write it (RFC 3501 §9, date).
var dashedMonth = regexp.MustCompile(`^(\d{1,2})-(\p{L}{3,9})-(\d{4})`)

// Atoi is strconv.Atoi for digits that a pattern has matched: it returns 0 if there are none, or if the number is too large.
func Atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

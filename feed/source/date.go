package source

import (
	"fmt"
	"strings"
	"time"
)

// Layouts with a zone, and without one: those are in the site's. Go's parser takes
// fractions of a second wherever seconds stand.
var (
	zonedLayouts = []string{
		time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z0700",
		"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 Z07:00", "2006-01-02 15:04:05 -0700",
		"2006-01-02 15:04Z07:00", "2006-01-02 15:04 -0700", "2006-01-02 15:04 Z07:00",
		// RFC 822 §5, with RFC 1123's four-digit years and without its weekday.
		"Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04 -0700",
		"Mon, 2 Jan 06 15:04:05 -0700", "Mon, 2 Jan 06 15:04 -0700",
		"2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04 -0700",
		"2 Jan 06 15:04:05 -0700", "2 Jan 06 15:04 -0700",
	}
	localLayouts = []string{
		"2006-01-02", "2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02T15:04:05",
		"2006-01-02T15:04", "Mon, 2 Jan 2006 15:04:05", "Mon, 2 Jan 2006 15:04", "2 Jan 2006 15:04:05", "2 Jan 2006 15:04", "2006-01", "2006", "2006-1-2", "2006-1-2 15:04", "2006-1-2 15:04:05",
		"2006/01/02",
	}
)

// The zone names of RFC 822 §5.1. Go would take any other three letters for a zone
// at offset zero, which is wrong without a word.
var zoneNames = map[string]string{
	"UT": "+0000", "UTC": "+0000", "GMT": "+0000", "Z": "+0000",
	"EST": "-0500", "EDT": "-0400", "CST": "-0600", "CDT": "-0500",
	"MST": "-0700", "MDT": "-0600", "PST": "-0800", "PDT": "-0700",
}

const dateHint = "write it as 2024-01-15, 2024-01-15 10:30 or 2024-01-15T10:30:00+01:00"

// parseDate understands RFC 3339, RFC 822 and the short forms that people write, in
// the site's zone where none is given. It never answers zero without an error.
func parseDate(s string, zone *time.Location) (time.Time, error) {
	s = strings.TrimSpace(s)
	if i := strings.LastIndexByte(s, ' '); i > 0 {
		if offset, ok := zoneNames[strings.ToUpper(s[i+1:])]; ok {
			s = s[:i+1] + offset
		}
	}
	if len(s) > 10 && s[4] == '-' && s[10] == 't' { // RFC 3339 §5.6: t and z may be small
		s = strings.ToUpper(s)
	}
	if len(s) >= len("2006-01-02T15:04:05Z") && s[10] == 'T' { // most
		if t, err := time.Parse(time.RFC3339, s); err == nil {
			return inRange(t.In(zone), s)
		}
	}
	for _, layout := range localLayouts {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return inRange(t, s)
		}
	}
	for _, layout := range zonedLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return inRange(t.In(zone), s)
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a date", s)
}

// inRange refuses years that the formats cannot say (RFC 3339 §5.6: four digits).
func inRange(t time.Time, s string) (time.Time, error) {
	if t.Year() < 1 || t.Year() > 9999 || t.IsZero() {
		return time.Time{}, fmt.Errorf("%q is a date outside the years 1 to 9999", s)
	}
	return t, nil
}

package plaintext

import (
	"testing"
	"time"
)

// TestDateOrder reads dates whose order of day and month is known from the language.
func TestDateOrder(t *testing.T) {
	for _, row := range []struct {
		text  string
		order dateOrder
		want  string
	}{
		{"03/04/2024", dayFirst, "2024-04-03"},
		{"03/04/2024", monthFirst, "2024-03-04"},
		{"3.4.2024", dayFirst, "2024-04-03"},
		{"13/04/2024", monthFirst, "2024-04-13"}, // only one reading is possible
		{"04/13/2024", dayFirst, "2024-04-13"},
		{"2024/03/04", dayFirst, "2024-03-04"}, // the year first: the month is second
		{"2024/03/04", monthFirst, "2024-03-04"},
	} {
		if got, err := parseDateIn(row.text, time.UTC, row.order); err != nil || got.Format(time.DateOnly) != row.want {
			t.Errorf("%q in order %d = %v, %v, want %s", row.text, row.order, got, err, row.want)
		}
	}
}

// TestDateAtClockChange reads times near a change of the clock, and with offsets of less than an hour. For a time that a clock
// shows twice or never, package time returns one of two (time.Date).
func TestDateAtClockChange(t *testing.T) {
	for _, row := range []struct{ text, zone, want string }{
		// Paris goes from 02:00 to 03:00 on 2024-03-31, and from 03:00 back to 02:00 on 2024-10-27.
		{"2024-03-31 01:59:59", "Europe/Paris", "2024-03-31T01:59:59+01:00"},
		{"2024-03-31 03:00", "Europe/Paris", "2024-03-31T03:00:00+02:00"},
		{"2024-10-27 01:59", "Europe/Paris", "2024-10-27T01:59:00+02:00"},
		{"2024-10-27 03:00", "Europe/Paris", "2024-10-27T03:00:00+01:00"},
		{"2024-10-27T02:30:00+02:00", "Europe/Paris", "2024-10-27T02:30:00+02:00"}, // an offset says which of two
		{"2024-10-27T02:30:00+01:00", "Europe/Paris", "2024-10-27T02:30:00+01:00"},
		{"2024-10-27 02:30 CEST", "Europe/Paris", "2024-10-27T02:30:00+02:00"},
		{"2024-10-27 02:30 CET", "Europe/Paris", "2024-10-27T02:30:00+01:00"},
		{"2024-03-31T00:59:59Z", "Europe/Paris", "2024-03-31T01:59:59+01:00"},
		{"2024-03-31T01:00:00Z", "Europe/Paris", "2024-03-31T03:00:00+02:00"},
		// New York goes from 02:00 to 03:00 on 2024-03-10, and back on 2024-11-03.
		{"2024-03-10 01:59", "America/New_York", "2024-03-10T01:59:00-05:00"},
		{"2024-03-10 03:00", "America/New_York", "2024-03-10T03:00:00-04:00"},
		{"2024-11-03 01:30 EDT", "America/New_York", "2024-11-03T01:30:00-04:00"},
		{"2024-11-03 01:30 EST", "America/New_York", "2024-11-03T01:30:00-05:00"},
		// Lord Howe Island moves its clocks by half an hour; Kathmandu and Chatham have odd offsets.
		{"2024-01-15 12:00", "Australia/Lord_Howe", "2024-01-15T12:00:00+11:00"},
		{"2024-07-15 12:00", "Australia/Lord_Howe", "2024-07-15T12:00:00+10:30"},
		{"2024-01-15 12:00", "Asia/Kathmandu", "2024-01-15T12:00:00+05:45"},
		{"2024-01-15 12:00", "Pacific/Chatham", "2024-01-15T12:00:00+13:45"},
		{"2024-01-15", "Pacific/Kiritimati", "2024-01-15T00:00:00+14:00"},
		{"2024-01-15", "Africa/Bamako", "2024-01-15T00:00:00Z"},
	} {
		got, err := ParseDate(row.text, location(t, row.zone))
		if err != nil || got.Format(time.RFC3339) != row.want {
			t.Errorf("%q in %s = %v, %v, want %s", row.text, row.zone, got, err, row.want)
		}
	}
	// Either answer is right for these, but not another day and not an error.
	for _, row := range []struct{ text, zone string }{
		{"2024-03-31 02:30", "Europe/Paris"}, {"2024-10-27 02:30", "Europe/Paris"}, {"2024-03-10 02:30", "America/New_York"},
	} {
		got, err := ParseDate(row.text, location(t, row.zone))
		if day := row.text[:len("2006-01-02")]; err != nil || got.Format(time.DateOnly) != day {
			t.Errorf("%q in %s = %v, %v", row.text, row.zone, got, err)
		}
	}
}

package schedule

import (
	"slices"
	"testing"
	"time"
)

// timesOf returns the times at which a spec fires after from and before to, at most 200.
func timesOf(t *testing.T, spec, zone, from, to string) (got []string) {
	t.Helper()
	location, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Parse(spec, location)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", from, location)
	if err != nil {
		t.Fatal(err)
	}
	end, err := time.ParseInLocation("2006-01-02 15:04", to, location)
	if err != nil {
		t.Fatal(err)
	}
	for at = s.Next(at); at.Before(end) && len(got) < 200; at = s.Next(at) {
		got = append(got, at.Format("02 15:04 -07:00"))
	}
	return got
}

// When the clocks of a zone go forward or back, no day is omitted, and a spec with a fixed hour fires
// once.
func TestClockChanges(t *testing.T) {
	for _, c := range []struct {
		spec, zone, from, to string
		want                 []string
	}{
		// Europe/Paris, 2024-03-31: 02:00 is 03:00.
		{"30 2 * * *", "Europe/Paris", "2024-03-30 12:00", "2024-04-01 12:00", []string{"31 03:00 +02:00", "01 02:30 +02:00"}},
		{"0 2 * * *", "Europe/Paris", "2024-03-30 12:00", "2024-04-01 12:00", []string{"31 03:00 +02:00", "01 02:00 +02:00"}},
		{"0 3 * * *", "Europe/Paris", "2024-03-30 12:00", "2024-04-01 12:00", []string{"31 03:00 +02:00", "01 03:00 +02:00"}},
		{"0,30 2 * * *", "Europe/Paris", "2024-03-30 12:00", "2024-03-31 12:00", []string{"31 03:00 +02:00"}},
		{"*/30 * * * *", "Europe/Paris", "2024-03-31 01:10", "2024-03-31 03:40", []string{"31 01:30 +01:00", "31 03:00 +02:00", "31 03:30 +02:00"}},
		{"0 * * * *", "Europe/Paris", "2024-03-31 00:30", "2024-03-31 04:30", []string{"31 01:00 +01:00", "31 03:00 +02:00", "31 04:00 +02:00"}},
		{"30 * * * *", "Europe/Paris", "2024-03-31 01:00", "2024-03-31 04:00", []string{"31 01:30 +01:00", "31 03:00 +02:00", "31 03:30 +02:00"}},
		{"30 2 31 3 *", "Europe/Paris", "2024-01-01 00:00", "2025-12-01 00:00", []string{"31 03:00 +02:00", "31 02:30 +02:00"}},
		// Europe/Paris, 2024-10-27: 03:00 is 02:00.
		{"30 2 * * *", "Europe/Paris", "2024-10-26 12:00", "2024-10-28 12:00", []string{"27 02:30 +02:00", "28 02:30 +01:00"}},
		{"0 3 * * *", "Europe/Paris", "2024-10-26 12:00", "2024-10-28 12:00", []string{"27 03:00 +01:00", "28 03:00 +01:00"}},
		{"30 2,3 * * *", "Europe/Paris", "2024-10-26 12:00", "2024-10-27 12:00", []string{"27 02:30 +02:00", "27 03:30 +01:00"}},
		{"*/30 * * * *", "Europe/Paris", "2024-10-27 01:40", "2024-10-27 03:10", []string{
			"27 02:00 +02:00", "27 02:30 +02:00", "27 02:00 +01:00", "27 02:30 +01:00", "27 03:00 +01:00"}},
		{"@hourly", "Europe/Paris", "2024-10-27 01:30", "2024-10-27 03:30", []string{"27 02:00 +02:00", "27 02:00 +01:00", "27 03:00 +01:00"}},
		// America/New_York, 2024-03-10 and 2024-11-03.
		{"30 2 * * *", "America/New_York", "2024-03-09 12:00", "2024-03-11 12:00", []string{"10 03:00 -04:00", "11 02:30 -04:00"}},
		{"30 1 * * *", "America/New_York", "2024-11-02 12:00", "2024-11-04 12:00", []string{"03 01:30 -04:00", "04 01:30 -05:00"}},
		{"*/15 1 * * *", "America/New_York", "2024-11-02 12:00", "2024-11-03 12:00", []string{"03 01:00 -04:00", "03 01:15 -04:00", "03 01:30 -04:00", "03 01:45 -04:00"}},
		// America/Sao_Paulo, 2017-10-15: midnight is 01:00; 2017-02-19: midnight is 23:00.
		{"@daily", "America/Sao_Paulo", "2017-10-13 12:00", "2017-10-16 12:00", []string{"14 00:00 -03:00", "15 01:00 -02:00", "16 00:00 -02:00"}},
		{"30 0 * * *", "America/Sao_Paulo", "2017-10-14 12:00", "2017-10-16 12:00", []string{"15 01:00 -02:00", "16 00:30 -02:00"}},
		{"30 23 * * *", "America/Sao_Paulo", "2017-02-18 12:00", "2017-02-20 12:00", []string{"18 23:30 -02:00", "19 23:30 -03:00"}},
		{"@daily", "America/Sao_Paulo", "2017-02-18 12:00", "2017-02-20 12:00", []string{"19 00:00 -03:00", "20 00:00 -03:00"}},
		// Africa/Cairo, 2024-04-26: midnight is 01:00; 2024-11-01: midnight is 23:00.
		{"@daily", "Africa/Cairo", "2024-04-25 12:00", "2024-04-27 12:00", []string{"26 01:00 +03:00", "27 00:00 +03:00"}},
		{"30 23 * * *", "Africa/Cairo", "2024-10-31 12:00", "2024-11-02 12:00", []string{"31 23:30 +03:00", "01 23:30 +02:00"}},
		{"@daily", "Africa/Cairo", "2024-10-31 12:00", "2024-11-02 12:00", []string{"01 00:00 +02:00", "02 00:00 +02:00"}},
		// Australia/Lord_Howe, by half an hour: 2024-10-06, 02:00 is 02:30; 2024-04-07, 02:00 is 01:30.
		{"10 2 * * *", "Australia/Lord_Howe", "2024-10-05 12:00", "2024-10-07 12:00", []string{"06 02:30 +11:00", "07 02:10 +11:00"}},
		{"45 1 * * *", "Australia/Lord_Howe", "2024-04-06 12:00", "2024-04-08 12:00", []string{"07 01:45 +11:00", "08 01:45 +10:30"}},
		{"*/15 * * * *", "Australia/Lord_Howe", "2024-04-07 01:20", "2024-04-07 02:10", []string{
			"07 01:30 +11:00", "07 01:45 +11:00", "07 01:30 +10:30", "07 01:45 +10:30", "07 02:00 +10:30"}},
		// A day that was skipped: 2011-12-30.
		{"0 7 * * *", "Pacific/Apia", "2011-12-29 12:00", "2012-01-01 12:00", []string{"31 00:00 +14:00", "31 07:00 +14:00", "01 07:00 +14:00"}},
		// Years beyond those that the zone database lists, and the end of a leap year among them.
		{"0 0 29 2 *", "Europe/Paris", "2043-03-01 00:00", "2052-12-01 00:00", []string{"29 00:00 +01:00", "29 00:00 +01:00", "29 00:00 +01:00"}},
		{"0 12 31 12 *", "America/New_York", "2040-12-01 00:00", "2042-12-01 00:00", []string{"31 12:00 -05:00", "31 12:00 -05:00"}},
		{"30 2 * * *", "Europe/Paris", "2048-03-28 12:00", "2048-03-30 12:00", []string{"29 03:00 +02:00", "30 02:30 +02:00"}},
		// A spec with its own zone.
		{"TZ=Europe/Paris 30 2 * * *", "UTC", "2024-03-30 12:00", "2024-04-01 12:00", []string{"31 03:00 +02:00", "01 02:30 +02:00"}},
	} {
		if got := timesOf(t, c.spec, c.zone, c.from, c.to); !slices.Equal(got, c.want) {
			t.Errorf("%s in %s from %s:\n got %q\nwant %q", c.spec, c.zone, c.from, got, c.want)
		}
	}
}

// Next, when it is given a time within the repeated hour, does not return a time of the first pass
// through that hour.
func TestNextWithinRepeatedHour(t *testing.T) {
	zone := paris(t)
	s, err := Parse("30 2 * * *", zone)
	if err != nil {
		t.Fatal(err)
	}
	second := time.Date(2024, 10, 27, 1, 10, 0, 0, time.UTC) // 02:10, the second time
	if got := s.Next(second).Format(time.RFC3339); got != "2024-10-28T02:30:00+01:00" {
		t.Error(got)
	}
}

// For any spec and time, Next returns a later time, and one that the spec names or, in a gap, the end
// of the gap.
func FuzzWallSchedule(f *testing.F) {
	zones := []string{"Europe/Paris", "America/New_York", "America/Sao_Paulo", "Africa/Cairo", "Australia/Lord_Howe", "Pacific/Apia", "UTC"}
	f.Add("30 2 * * *", int64(1711846800), uint8(0))
	f.Add("*/15 * * * *", int64(1729990800), uint8(4))
	f.Add("0 0 29 2 *", int64(1487433600), uint8(2))
	f.Add("0 0 29 2 *", int64(2300000000), uint8(0))
	f.Fuzz(func(t *testing.T, spec string, at int64, n uint8) {
		zone, err := time.LoadLocation(zones[int(n)%len(zones)])
		if err != nil {
			t.Fatal(err)
		}
		s, err := Parse(spec, zone)
		w, ok := s.(*wallSchedule)
		if err != nil || !ok || at < -1<<32 || at > 1<<32 {
			return
		}
		after := time.Unix(at, 0)
		for range 5 {
			next := w.Next(after)
			if next.IsZero() {
				return
			}
			if !next.After(after) {
				t.Fatalf("%q in %s: %v follows %v", spec, w.zone, next, after)
			}
			start, _ := next.ZoneBounds()
			if wall := wallOf(next); !w.spec.Next(wall.Add(-time.Second)).Equal(wall) && !next.Equal(start) {
				t.Fatalf("%q in %s: fires at %v, which it does not name", spec, w.zone, next)
			}
			after = next
		}
	})
}

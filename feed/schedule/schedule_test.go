package schedule

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/robfig/cron/v3"
)

func paris(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestParse(t *testing.T) {
	zone := paris(t)
	from := time.Date(2024, 1, 10, 12, 0, 0, 0, zone) // a Wednesday
	for spec, want := range map[string]string{
		"*/15 * * * *":                  "2024-01-10T12:15:00+01:00",
		"0 7 * * *":                     "2024-01-11T07:00:00+01:00",
		"0 7 * * 7":                     "2024-01-14T07:00:00+01:00",
		"0 7 * * 5-7":                   "2024-01-12T07:00:00+01:00",
		"0 7 * * sun":                   "2024-01-14T07:00:00+01:00",
		"30 0 7 * * *":                  "2024-01-11T07:00:30+01:00",
		"@hourly":                       "2024-01-10T13:00:00+01:00",
		"TZ=America/New_York 0 7 * * *": "2024-01-10T13:00:00+01:00",
		"CRON_TZ=UTC 0 12 * * *":        "2024-01-10T13:00:00+01:00",
		"  0   7 * * * ":                "2024-01-11T07:00:00+01:00",
	} {
		s, err := Parse(spec, zone)
		if err != nil {
			t.Errorf("%q: %v", spec, err)
		} else if got := s.Next(from).In(zone).Format(time.RFC3339); got != want {
			t.Errorf("%q: next %s, want %s", spec, got, want)
		}
	}
	for spec, want := range map[string]string{
		"": "empty", "TZ=Europe/Paris": "zone", "TZ=Nowhere/City 0 7 * * *": "zone", "CRON_TZ=UTC": "zone", "TZ= 0 7 * * *": "zone",
		"0 0 30 2 *": "never fires", ",,, * * * *": "comma", "*/61 * * * *": "step", "*/0 * * * *": "step", "*-5 * * * *": "neither",
		"@every 0s": "10s", "@every -5m": "10s", "@every 500ms": "10s", "@every x": "10s", "* * * *": "fields", "* * * * * * *": "fields",
		"60 * * * *": "", "@sometimes": "", "a b c d e": "", "0 7 * * 8": "",
	} {
		if s, err := Parse(spec, zone); err == nil {
			t.Errorf("%q is accepted: next %v", spec, s.Next(from))
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", spec, err, want)
		}
	}
}

// @every counts from one time, whatever time Next is given.
func TestEvery(t *testing.T) {
	noon := time.Date(2024, 1, 10, 12, 0, 0, 0, time.UTC)
	i := interval{noon, 30 * time.Minute}
	for after, want := range map[time.Duration]time.Duration{
		0: 30 * time.Minute, time.Nanosecond: 30 * time.Minute, 12 * time.Minute: 30 * time.Minute, 30 * time.Minute: time.Hour,
		-time.Minute: 0, -30 * time.Minute: 0, -31 * time.Minute: -30 * time.Minute,
	} {
		if got := i.Next(noon.Add(after)).Sub(noon); got != want {
			t.Errorf("after %v: %v, want %v", after, got, want)
		}
	}
	twenty, err := Parse("@every 20m", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	thirty, err := Parse("@every 30m", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	from := time.Now().Truncate(time.Second)
	var got []int
	for _, at := range Next([]cron.Schedule{twenty, thirty}, from, 4) {
		got = append(got, int(at.Sub(from).Round(time.Minute).Minutes()))
	}
	if !slices.Equal(got, []int{20, 30, 40, 60}) {
		t.Error(got)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("*/15 * * * *")
	f.Add("TZ=UTC 0 7 * * 1-7/2")
	f.Add("@every 90m")
	f.Fuzz(func(t *testing.T, spec string) {
		if s, err := Parse(spec, time.UTC); err == nil && s.Next(time.Unix(0, 0)).IsZero() {
			t.Errorf("%q never fires", spec)
		}
	})
}

func TestNext(t *testing.T) {
	zone := paris(t)
	hourly, _ := Parse("0 * * * *", zone)
	half, _ := Parse("30 12 * * *", zone)
	var got []string
	for _, at := range Next([]cron.Schedule{hourly, half}, time.Date(2024, 1, 1, 11, 59, 0, 0, zone), 4) {
		got = append(got, at.Format("15:04"))
	}
	if !slices.Equal(got, []string{"12:00", "12:30", "13:00", "14:00"}) {
		t.Error(got)
	}
}

package source

import (
	"testing"
	"time"
)

// Each row is a duration as authors write it.
func TestDurations(t *testing.T) {
	for s, want := range map[string]time.Duration{
		"2700": 45 * time.Minute, "45:00": 45 * time.Minute, "1:02:03": 62*time.Minute + 3*time.Second, "00:45:10.5": 45*time.Minute + 10*time.Second,
		"45 min": 45 * time.Minute, "45min.": 45 * time.Minute, "45 minutes": 45 * time.Minute, "1h30": 90 * time.Minute, "1 h 05 min 10 s": 65*time.Minute + 10*time.Second,
		"1 heure": time.Hour, "1,5 h": 90 * time.Minute, "PT45M": 45 * time.Minute, "PT1H2M3S": 62*time.Minute + 3*time.Second, "90s": 90 * time.Second, "45′": 45 * time.Minute,
	} {
		if got, ok := parseDuration(s); !ok || got != want {
			t.Errorf("%q: %v, %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "longtemps", "-5", "1:2:3:4", "1:99", "4,5", "min", "PT", "12 chats"} {
		if got, ok := parseDuration(s); ok {
			t.Errorf("%q is taken for %v", s, got)
		}
	}
}

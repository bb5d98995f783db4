package schedule

import (
	"testing"
	"time"
)

func TestDrift(t *testing.T) {
	wall := time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)
	before := clockReading{wall, time.Hour}
	for _, c := range []struct {
		name  string
		now   clockReading
		drift time.Duration
	}{
		{"a minute", clockReading{wall.Add(time.Minute), time.Hour + time.Minute}, 0},
		{"slept for a night", clockReading{wall.Add(8 * time.Hour), time.Hour + time.Minute}, 8*time.Hour - time.Minute},
		{"put back", clockReading{wall.Add(time.Minute - 2*time.Hour), time.Hour + time.Minute}, -2 * time.Hour},
	} {
		if got := c.now.drift(before); got != c.drift {
			t.Errorf("%s: %v, want %v", c.name, got, c.drift)
		}
	}
}

package serve

import (
	"testing"
	"time"
)

// max-age lasts until the next run, but at least a minute and at most an hour.
func TestCacheControl(t *testing.T) {
	now := time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)
	for next, want := range map[time.Duration]string{
		0: "60", time.Second: "60", 5 * time.Minute: "300", 48 * time.Hour: "3600", -time.Hour: "60",
	} {
		f := cacheControl{next: func() time.Time {
			if next == 0 {
				return time.Time{}
			}
			return now.Add(next)
		}}
		if got := f.header(now, false)[0]; got != "public, max-age="+want {
			t.Errorf("next in %v: %s", next, got)
		}
	}
	f := cacheControl{next: func() time.Time { return now.Add(time.Hour) }}
	if got := f.header(now, true)[0]; got != "public, max-age=60" {
		t.Errorf("volatile: %s", got)
	}
	f = cacheControl{}
	if got := f.header(now, false)[0]; got != "public, max-age=60" {
		t.Error(got)
	}
	if allocs := testing.AllocsPerRun(100, func() { f.header(now, false) }); allocs != 0 {
		t.Errorf("%v allocations within one second", allocs)
	}
}

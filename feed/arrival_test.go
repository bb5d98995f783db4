package feed_test

import (
	"testing"
	"time"

	"fil/feed"
)

// An article that is recorded keeps its time; the first ones arrive when they were published, others now
// or, if the clock was set back, after the last one.
func TestArrival(t *testing.T) {
	now := time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)
	old := now.AddDate(-10, 0, 0)
	for name, c := range map[string]struct {
		before feed.Arrivals
		id     string
		want   time.Time
	}{
		"a new feed":                      {nil, "a", old},
		"a new feed, read from memory":    {feed.Arrivals{}, "a", old},
		"an article is added":             {feed.Arrivals{"a": old}, "b", now},
		"an article comes back":           {feed.Arrivals{"a": old, "b": old.Add(1)}, "b", old.Add(1)},
		"within the same nanosecond":      {feed.Arrivals{"a": now}, "b", now.Add(1)},
		"the clock is set back an hour":   {feed.Arrivals{"a": now.Add(time.Hour)}, "b", now.Add(time.Hour + 1)},
		"the clock is set back, a latest": {feed.Arrivals{"a": now.Add(1), "b": now.Add(9), "c": now.Add(3)}, "d", now.Add(10)},
	} {
		if got := c.before.Arrival(&feed.Meta{ID: c.id, Published: old}, c.before.Next(now)); !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

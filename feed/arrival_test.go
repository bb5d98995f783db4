package feed_test

import (
	"maps"
	"math"
	"slices"
	"testing"
	"time"

	"fil/feed"
)

// The arrival time of an article in a feed.
func TestArrivalsTime(t *testing.T) {
	published, came := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2024, 2, 2, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		arrivals feed.Arrivals
		came     time.Time
		want     time.Time
	}{
		"the site's feed":                      {nil, came, came},
		"the site's feed, not arrived":         {nil, time.Time{}, published},
		"another feed":                         {feed.Arrivals{"a": came.Add(1)}, came, came.Add(1)},
		"another feed, not in it":              {feed.Arrivals{"b": came.Add(1)}, came, published},
		"another feed, empty":                  {feed.Arrivals{}, came, published},
		"another feed, before its publication": {feed.Arrivals{"a": published.Add(-1)}, came, published.Add(-1)},
	} {
		if got := c.arrivals.Time(&feed.Meta{ID: "a", Published: published, Came: c.came}); !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestUpdateArrivals(t *testing.T) {
	now := time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)
	old := now.AddDate(-10, 0, 0)
	articles := func(ids ...string) (list []*feed.Meta) {
		for _, id := range ids {
			list = append(list, &feed.Meta{ID: id, Published: old})
		}
		return list
	}
	for name, c := range map[string]struct {
		before   feed.Arrivals
		articles []*feed.Meta
		want     feed.Arrivals
	}{
		"a new feed":                      {nil, articles("a", "b"), feed.Arrivals{"a": old, "b": old}},
		"a new feed, empty":               {nil, nil, feed.Arrivals{}},
		"a new feed, read from memory":    {feed.Arrivals{}, articles("a"), feed.Arrivals{"a": old}},
		"an article is added":             {feed.Arrivals{"a": old}, articles("a", "b"), feed.Arrivals{"a": old, "b": now}},
		"two articles are added":          {feed.Arrivals{"a": old}, articles("b", "c"), feed.Arrivals{"a": old, "b": now, "c": now}},
		"an article has left":             {feed.Arrivals{"a": old, "b": old.Add(1)}, articles("a"), feed.Arrivals{"a": old, "b": old.Add(1)}},
		"an article comes back":           {feed.Arrivals{"a": old, "b": old.Add(1)}, articles("b"), feed.Arrivals{"a": old, "b": old.Add(1)}},
		"all articles have left":          {feed.Arrivals{"a": old}, nil, feed.Arrivals{"a": old}},
		"within the same nanosecond":      {feed.Arrivals{"a": now}, articles("b"), feed.Arrivals{"a": now, "b": now.Add(1)}},
		"the clock is set back an hour":   {feed.Arrivals{"a": now.Add(time.Hour)}, articles("b"), feed.Arrivals{"a": now.Add(time.Hour), "b": now.Add(time.Hour + 1)}},
		"the clock is set back, a latest": {feed.Arrivals{"a": now.Add(1), "b": now.Add(9), "c": now.Add(3)}, articles("d"), feed.Arrivals{"a": now.Add(1), "b": now.Add(9), "c": now.Add(3), "d": now.Add(10)}},
	} {
		before := maps.Clone(c.before)
		got := feed.UpdateArrivals(c.before, c.articles, now)
		if got == nil || !maps.EqualFunc(got, c.want, time.Time.Equal) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		if !maps.Equal(before, c.before) {
			t.Errorf("%s: the arrivals before were changed", name)
		}
	}
}

// Nanos never overflows, and does not contradict the order of times.
func TestNanos(t *testing.T) {
	year := func(y int) time.Time { return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		published time.Time
		want      int64
	}{
		{time.Unix(0, 0), 0}, {time.Unix(0, -1), -1}, {time.Unix(1, 5), 1e9 + 5}, {year(1), math.MinInt64}, {year(1600), math.MinInt64}, {year(2300), math.MaxInt64}, {year(9999), math.MaxInt64},
	} {
		if got := feed.Arrivals(nil).Nanos(&feed.Meta{Published: c.published}); got != c.want {
			t.Errorf("%v: %d, want %d", c.published, got, c.want)
		}
	}
	edge := time.Unix(math.MaxInt64/int64(time.Second), 0)
	times := []time.Time{year(1), year(1677), edge.Add(-1), edge, edge.Add(1), edge.Add(time.Hour), year(2500)}
	for _, at := range slices.Clone(times) {
		times = append(times, time.Unix(-at.Unix(), 0))
	}
	slices.SortFunc(times, time.Time.Compare)
	last := int64(math.MinInt64)
	for _, at := range times {
		n := feed.Arrivals(nil).Nanos(&feed.Meta{Published: at})
		if n < last {
			t.Errorf("%v: %d is less than that of an earlier time, %d", at, n, last)
		}
		last = n
	}
}

// The latest arrival comes first, then the latest date, then the first ID, also where nanoseconds
// cannot tell times apart.
func TestOrder(t *testing.T) {
	at := func(year, month int) time.Time { return time.Date(year, time.Month(month), 1, 0, 0, 0, 0, time.UTC) }
	paris := time.FixedZone("", 2*60*60)
	want := []*feed.Meta{
		{ID: "far future", Came: at(3001, 1), Published: at(2024, 1)},
		{ID: "future", Came: at(3000, 1), Published: at(2024, 1)},
		{ID: "late, old date", Came: at(2024, 6), Published: at(1999, 1)},
		{ID: "same arrival, later date", Came: at(2024, 5), Published: at(2024, 4)},
		{ID: "same arrival, same date, a", Came: at(2024, 5), Published: at(2024, 3)},
		{ID: "same arrival, same date, b", Came: at(2024, 5).In(paris), Published: at(2024, 3).In(paris)}, // zones do not matter
		{ID: "same arrival, same date, é", Came: at(2024, 5), Published: at(2024, 3)},
		{ID: "not arrived", Published: at(2024, 2)},
		{ID: "past", Came: at(2, 1), Published: at(2024, 1)},
		{ID: "far past", Came: at(1, 2), Published: at(2024, 1)},
	}
	got := slices.Clone(want)
	for range len(want) {
		got = append(got[3:], got[:3]...)
		slices.Reverse(got)
		feed.Arrivals(nil).Order(got)
		if !slices.Equal(got, want) {
			for _, a := range got {
				t.Log(a.ID)
			}
			t.Fatal("the order is wrong")
		}
	}
	if !slices.IsSortedFunc(want, feed.ByArrival) {
		t.Error("ByArrival has another order")
	}
}

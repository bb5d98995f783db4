package feed_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fil/feed"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// arrived returns n articles that were published and arrived at the given time.
func arrived(n int, at time.Time) (articles []*feed.Meta) {
	for i := range n {
		articles = append(articles, &feed.Meta{ID: fmt.Sprintf("%v %04d", at.Unix(), i), Published: at, Came: at})
	}
	return articles
}

// describe returns the names of periods with the number of their articles.
func describe(periods []feed.Period) string {
	var all []string
	for _, p := range periods {
		all = append(all, fmt.Sprint(p.Name, " ", len(p.Articles)))
	}
	return strings.Join(all, ", ")
}

// A month is one archive up to 500 articles, and the latest month up to 100; a day up to 500.
func TestPeriodsBounds(t *testing.T) {
	day := func(month, day int) time.Time { return time.Date(2024, time.Month(month), day, 12, 0, 0, 0, time.UTC) }
	for name, c := range map[string]struct {
		articles [][]*feed.Meta
		want     string
	}{
		"no article":                       {nil, ""},
		"one article":                      {[][]*feed.Meta{arrived(1, day(5, 7))}, "2024-05 1"},
		"the latest month, 100":            {[][]*feed.Meta{arrived(60, day(5, 7)), arrived(40, day(5, 8))}, "2024-05 100"},
		"the latest month, 101":            {[][]*feed.Meta{arrived(60, day(5, 7)), arrived(41, day(5, 8))}, "2024-05-07 60, 2024-05-08 41"},
		"the latest month, 101 on a day":   {[][]*feed.Meta{arrived(101, day(5, 7))}, "2024-05-07 101"},
		"an earlier month, 500":            {[][]*feed.Meta{arrived(300, day(4, 1)), arrived(200, day(4, 30)), arrived(1, day(5, 1))}, "2024-04 500, 2024-05 1"},
		"an earlier month, 501":            {[][]*feed.Meta{arrived(300, day(4, 1)), arrived(201, day(4, 30)), arrived(1, day(5, 1))}, "2024-04-01 300, 2024-04-30 201, 2024-05 1"},
		"a day, 500":                       {[][]*feed.Meta{arrived(500, day(5, 7))}, "2024-05-07 500"},
		"a day, 501":                       {[][]*feed.Meta{arrived(501, day(5, 7))}, "2024-05-07-1 500, 2024-05-07-2 1"},
		"a day, 1000":                      {[][]*feed.Meta{arrived(1000, day(5, 7))}, "2024-05-07-1 500, 2024-05-07-2 500"},
		"a large day among others":         {[][]*feed.Meta{arrived(1, day(4, 6)), arrived(501, day(4, 7)), arrived(1, day(4, 8)), arrived(1, day(5, 1))}, "2024-04-06 1, 2024-04-07-1 500, 2024-04-07-2 1, 2024-04-08 1, 2024-05 1"},
		"months without articles":          {[][]*feed.Meta{arrived(1, day(1, 1)), arrived(2, day(6, 1))}, "2024-01 1, 2024-06 2"},
		"the same month of two years":      {[][]*feed.Meta{arrived(1, day(5, 1)), arrived(1, day(5, 1).AddDate(1, 0, 0))}, "2024-05 1, 2025-05 1"},
		"the year 1":                       {[][]*feed.Meta{arrived(1, time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)), arrived(1, day(5, 1))}, "0001-01 1, 2024-05 1"},
		"the last moment of a month":       {[][]*feed.Meta{arrived(1, time.Date(2024, 5, 1, 0, 0, 0, -1, time.UTC)), arrived(1, time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC))}, "2024-04 1, 2024-05 1"},
		"a leap day at the end of a month": {[][]*feed.Meta{arrived(1, time.Date(2024, 2, 29, 23, 59, 59, 0, time.UTC)), arrived(1, day(3, 1))}, "2024-02 1, 2024-03 1"},
	} {
		articles := slices.Concat(c.articles...)
		feed.Arrivals(nil).Order(articles)
		periods := feed.Arrivals(nil).Periods(articles, time.UTC)
		if got := describe(periods); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		var all []*feed.Meta
		for _, p := range slices.Backward(periods) {
			all = append(all, p.Articles...)
		}
		if !slices.Equal(all, articles) {
			t.Errorf("%s: the periods have not all articles in their order", name)
		}
	}
}

// Periods are those of the site's zone, whatever the zone of an article's time.
func TestPeriodsZones(t *testing.T) {
	utc := func(text string) time.Time {
		at, err := time.Parse("2006-01-02 15:04", text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, c := range []struct {
		zone, at     string // at is in UTC
		month, start string // start is when the month begins, in UTC
	}{
		{"UTC", "2023-12-31 23:30", "2023-12", "2023-12-01 00:00"},
		{"Europe/Paris", "2023-12-31 22:59", "2023-12", "2023-11-30 23:00"},
		{"Europe/Paris", "2023-12-31 23:00", "2024-01", "2023-12-31 23:00"},
		{"Europe/Paris", "2024-03-31 21:59", "2024-03", "2024-02-29 23:00"}, // summer time begins on that day
		{"Europe/Paris", "2024-03-31 22:00", "2024-04", "2024-03-31 22:00"},
		{"America/New_York", "2024-03-01 04:59", "2024-02", "2024-02-01 05:00"},
		{"America/New_York", "2024-03-01 05:00", "2024-03", "2024-03-01 05:00"},
		{"Pacific/Kiritimati", "2023-12-31 10:00", "2024-01", "2023-12-31 10:00"}, // UTC+14
		{"Pacific/Pago_Pago", "2024-01-01 10:59", "2023-12", "2023-12-01 11:00"},  // UTC-11
		{"Asia/Kathmandu", "2023-12-31 18:15", "2024-01", "2023-12-31 18:15"},     // UTC+5:45
		{"Pacific/Apia", "2011-12-31 09:59", "2011-12", "2011-12-01 10:00"},       // it skipped December 30
	} {
		site := zone(t, c.zone)
		for _, of := range []*time.Location{time.UTC, site, time.FixedZone("", -12*60*60)} {
			articles := arrived(3, utc(c.at).In(of))
			for what, periods := range map[string][]feed.Period{"archive": feed.Arrivals(nil).Periods(articles, site), "month": feed.Months(articles, site), "year": feed.Years(articles, site)} {
				want := c.month
				if what == "year" {
					want = c.month[:4]
				}
				if got := describe(periods); got != want+" 3" {
					t.Errorf("%s in %s: the %s is %s, want %s 3", c.at, c.zone, what, got, want)
				} else if what != "year" && !periods[0].Begins.Equal(utc(c.start)) {
					t.Errorf("%s in %s: the month begins %v, want %s UTC", c.at, c.zone, periods[0].Begins, c.start)
				}
			}
		}
	}
}

// Archives go by arrival, months and years by publication: an article that is added late with an old
// date is in the latest archive.
func TestPeriodsOfALateArticle(t *testing.T) {
	early, late := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)
	articles := []*feed.Meta{{ID: "late", Published: early.Add(-1), Came: late}, {ID: "early", Published: early, Came: early}}
	if got := describe(feed.Arrivals(nil).Periods(articles, time.UTC)); got != "2020-01 1, 2024-05 1" {
		t.Error(got)
	}
	feed.Newest(articles)
	if got := describe(feed.Months(articles, time.UTC)); got != "2020-01 1, 2019-12 1" {
		t.Error(got)
	}
	if got := describe(feed.Years(articles, time.UTC)); got != "2020 1, 2019 1" {
		t.Error(got)
	}
	other := feed.Arrivals{"late": early.AddDate(0, 3, 0), "early": early}
	other.Order(articles)
	if got := describe(other.Periods(articles, time.UTC)); got != "2020-01 1, 2020-04 1" {
		t.Error(got)
	}
}

// The hash of an archive depends on the set of its articles, and on nothing else.
func TestPeriodHash(t *testing.T) {
	of := func(ids ...string) string {
		p := feed.Period{Name: strings.Join(ids, " ")}
		for i, id := range ids {
			p.Articles = append(p.Articles, &feed.Meta{ID: id, Title: fmt.Sprint(i)})
		}
		return p.Hash()
	}
	if of("a", "b", "é") != of("é", "b", "a") {
		t.Error("the order of articles changes the hash")
	}
	seen := map[string][]string{}
	for _, ids := range [][]string{{}, {""}, {"a"}, {"b"}, {"a", "b"}, {"ab"}, {"a", "a"}, {"a", "b", "c"}, {"é"}, {"e\u0301"}} {
		hash := of(ids...)
		if len(hash) != 10 || strings.Trim(hash, "0123456789abcdef") != "" {
			t.Errorf("%q: the hash is %q", ids, hash)
		}
		if other, ok := seen[hash]; ok {
			t.Errorf("%q and %q have the same hash", ids, other)
		}
		seen[hash] = ids
	}
}

package feed

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"sort"
	"time"
)

// maxMonth is the most articles of a month that are archived as one document, and maxOpen
// of the last month, which articles still come into: each of them gives its archive another
// address, at which whoever follows the archives loads it all again.
const (
	maxMonth = 500
	maxOpen  = 100
)

// Period is the articles that are archived together: those that came into the feed in
// one month ("2024-01"), on one day ("2024-01-15") of a month that had too many, or a part of
// those ("2024-01-15-2") of a day that had too many.
type Period struct {
	Name     string
	Begins   time.Time
	Articles []*Article // the last first
}

// Hash is a name for the set of articles: another set has another one, so that a
// reader that knows an archive never misses what came into it (RFC 5005 §4).
func (p Period) Hash() string {
	ids := make([]string, len(p.Articles))
	for i, a := range p.Articles {
		ids[i] = a.ID
	}
	slices.Sort(ids)
	h := sha256.New()
	var line []byte
	for _, id := range ids {
		line = append(append(line[:0], id...), '\n')
		h.Write(line)
	}
	return hex.EncodeToString(h.Sum(nil)[:5])
}

// Periods parts articles, which are in order, into archives, the oldest first.
//
// Because a period is one of coming into the feed, and not of publication, whatever
// comes into the archives comes in at their young end: below an archive that a reader
// knows there is nothing new.
func (e Arrivals) Periods(articles []*Article, zone *time.Location) []Period {
	var periods []Period
	for i, month := range splitByDate(articles, e.Time, zone, "2006-01") {
		if n := len(month.Articles); n > maxMonth || i == 0 && n > maxOpen {
			for _, day := range splitByDate(month.Articles, e.Time, zone, time.DateOnly) {
				periods = append(periods, splitDay(day)...)
			}
		} else {
			periods = append(periods, month)
		}
	}
	slices.Reverse(periods)
	return periods
}

// parts parts a day that has too many articles, as when a whole folder is moved into content. The
// parts count from the oldest, so that whatever comes later on that day changes the last one alone.
func splitDay(day Period) (parts []Period) {
	if len(day.Articles) <= maxMonth {
		return []Period{day}
	}
	for rest := day.Articles; len(rest) > 0; {
		from := max(0, len(rest)-maxMonth)
		name := fmt.Sprintf("%s-%d", day.Name, len(parts)+1)
		parts = append(parts, Period{name, day.Begins, rest[from:len(rest):len(rest)]})
		rest = rest[:from]
	}
	slices.Reverse(parts)
	return parts
}

// Months parts articles, the newest first, by the month of their publication, the
// newest first.
func Months(articles []*Article, zone *time.Location) []Period {
	return splitByDate(articles, func(a *Article) time.Time { return a.Published }, zone, "2006-01")
}

// Years parts articles, the newest first, by the year of their publication, the newest
// first.
func Years(articles []*Article, zone *time.Location) []Period {
	return splitByDate(articles, func(a *Article) time.Time { return a.Published }, zone, "2006")
}

// split parts articles, which are in order of a time of theirs, the last first, by the
// year, the month or the day that it is in. Where a part ends is looked up as in a
// dictionary: most articles are not looked at.
func splitByDate(articles []*Article, of func(a *Article) time.Time, zone *time.Location, layout string) (periods []Period) {
	if len(articles) > 0 {
		periods = make([]Period, 0, 12)
	}
	for len(articles) > 0 {
		year, month, day := of(articles[0]).In(zone).Date()
		switch layout {
		case "2006":
			month, day = 1, 1
		case "2006-01":
			day = 1
		}
		begins := time.Date(year, month, day, 0, 0, 0, 0, zone)
		n := sort.Search(len(articles), func(i int) bool { return of(articles[i]).Before(begins) })
		periods = append(periods, Period{begins.Format(layout), begins, articles[:n:n]})
		articles = articles[n:]
	}
	return periods
}

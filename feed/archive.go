package feed

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"sort"
	"time"
)

// maxMonth is the most articles in one archive document. maxOpen is the most in that of the latest
// month, which is smaller because it changes: with each new article it gets a new address, and
// every client that follows the archives loads the whole document again.
const (
	maxMonth = 500
	maxOpen  = 100
)

// Period is a set of articles that are archived in one document: those that entered the feed in
// one month ("2024-01"), on one day ("2024-01-15") of a month that has too many articles, or one
// chunk ("2024-01-15-2") of a day that has too many.
type Period struct {
	Name     string
	Begins   time.Time
	Articles []*Meta // the latest first
}

// Hash returns a hash of the IDs of the articles, as 10 hexadecimal digits. It is part of the
// archive's address: an archive with another set of articles has another address, so that a client
// that has cached an archive never misses an article that was added to it (RFC 5005 §4).
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

// Periods splits articles, which are in the order of [Arrivals.Order], into archives, the oldest
// first.
//
// Periods go by the time of arrival, not of publication. So new articles only ever change the
// latest archives, and a client that follows the archives back can stop at the first one that it
// has cached.
func (e Arrivals) Periods(articles []*Meta, zone *time.Location) []Period {
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

// splitDay splits a day that has too many articles, as when a whole folder is moved into content.
// It counts chunks from the oldest article, so that an article that arrives later on that day
// changes the last chunk only. The result has the latest chunk first, as splitByDate has.
func splitDay(day Period) (chunks []Period) {
	if len(day.Articles) <= maxMonth {
		return []Period{day}
	}
	for rest := day.Articles; len(rest) > 0; {
		from := max(0, len(rest)-maxMonth)
		name := fmt.Sprintf("%s-%d", day.Name, len(chunks)+1)
		chunks = append(chunks, Period{name, day.Begins, rest[from:len(rest):len(rest)]})
		rest = rest[:from]
	}
	slices.Reverse(chunks)
	return chunks
}

// Months splits articles, which are sorted with the newest first, by the month of Published. The
// newest month comes first.
func Months(articles []*Meta, zone *time.Location) []Period {
	return splitByDate(articles, func(a *Meta) time.Time { return a.Published }, zone, "2006-01")
}

// Years splits articles, which are sorted with the newest first, by the year of Published. The
// newest year comes first.
func Years(articles []*Meta, zone *time.Location) []Period {
	return splitByDate(articles, func(a *Meta) time.Time { return a.Published }, zone, "2006")
}

// splitByDate splits articles by the year ("2006"), month ("2006-01") or day (time.DateOnly) of a
// time that each has. They must be sorted by it, the latest first, and so is the result. The end
// of each period is found by binary search, so that most articles need not be looked at.
func splitByDate(articles []*Meta, timeOf func(a *Meta) time.Time, zone *time.Location, layout string) (periods []Period) {
	if len(articles) > 0 {
		periods = make([]Period, 0, 12)
	}
	for len(articles) > 0 {
		year, month, day := timeOf(articles[0]).In(zone).Date()
		switch layout {
		case "2006":
			month, day = 1, 1
		case "2006-01":
			day = 1
		}
		begins := time.Date(year, month, day, 0, 0, 0, 0, zone)
		n := sort.Search(len(articles), func(i int) bool { return timeOf(articles[i]).Before(begins) })
		periods = append(periods, Period{begins.Format(layout), begins, articles[:n:n]})
		articles = articles[n:]
	}
	return periods
}

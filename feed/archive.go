package feed

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"sort"
	"time"
)

// Entered tells when each article, by ID, came into a feed. One that it does not
// know came when it was published. The nil map is that of the site's feed, which is
// what articles say themselves.
type Entered map[string]time.Time

// Of is when an article came.
func (e Entered) Of(a *Article) time.Time {
	t := e[a.ID]
	if e == nil {
		t = a.Came
	}
	if t.IsZero() {
		return a.Published
	}
	return t
}

// Nanos is when an article came, in nanoseconds since 1970, which is quick to compare. Years
// before 1678 and after 2261 may be beyond that scale: they stand at its ends.
func (e Entered) Nanos(a *Article) int64 {
	const seconds = math.MaxInt64 / int64(time.Second)
	switch t := e.Of(a); {
	case t.Unix() <= -seconds:
		return math.MinInt64
	case t.Unix() >= seconds:
		return math.MaxInt64
	default:
		return t.UnixNano()
	}
}

// Order sorts articles in place by when they came into a feed, the last first; then
// by date; then by ID, so that the order never depends on the order of files.
//
// That, and not the date, is the order of a subscription document: an article that is
// written late with an old date passes through it like any other, or no subscriber
// would ever see it.
func (e Entered) Order(articles []*Article) {
	type timed struct {
		came int64
		*Article
	}
	all := make([]timed, len(articles))
	for i, a := range articles {
		all[i] = timed{e.Nanos(a), a}
	}
	slices.SortFunc(all, func(a, b timed) int {
		if a.came != b.came {
			return cmp.Compare(b.came, a.came)
		}
		return cmp.Or(e.Of(b.Article).Compare(e.Of(a.Article)), ByDate(a.Article, b.Article))
	})
	for i := range all {
		articles[i] = all[i].Article
	}
}

// ByArrival compares articles as they stand in the site's feed: see Order.
func ByArrival(a, b *Article) int {
	return cmp.Or(Entered(nil).Of(b).Compare(Entered(nil).Of(a)), ByDate(a, b))
}

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
func (e Entered) Periods(articles []*Article, zone *time.Location) []Period {
	var periods []Period
	for i, month := range split(articles, e.Of, zone, "2006-01") {
		if n := len(month.Articles); n > maxMonth || i == 0 && n > maxOpen {
			for _, day := range split(month.Articles, e.Of, zone, time.DateOnly) {
				periods = append(periods, parts(day)...)
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
func parts(day Period) (parts []Period) {
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
	return split(articles, func(a *Article) time.Time { return a.Published }, zone, "2006-01")
}

// Years parts articles, the newest first, by the year of their publication, the newest
// first.
func Years(articles []*Article, zone *time.Location) []Period {
	return split(articles, func(a *Article) time.Time { return a.Published }, zone, "2006")
}

// split parts articles, which are in order of a time of theirs, the last first, by the
// year, the month or the day that it is in. Where a part ends is looked up as in a
// dictionary: most articles are not looked at.
func split(articles []*Article, of func(a *Article) time.Time, zone *time.Location, layout string) (periods []Period) {
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

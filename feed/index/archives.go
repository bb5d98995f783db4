package index

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"github.com/tidwall/btree"

	"fil/feed"
)

// maxMonth is the most articles in one archive document. maxOpen is the most in that of the latest
// month, which is smaller because it changes: with each new article it gets a new address, and
// every client that follows the archives loads the whole document again.
const (
	maxMonth = 500
	maxOpen  = 100
)

// Archive is a set of articles that are archived in one document: those that came into the feed in one
// month ("2024-01"), on one day ("2024-01-15") of a month that has too many articles, or one chunk
// ("2024-01-15-2") of a day that has too many.
type Archive struct {
	Name string
	Tally
	// articles are those of a chunk; nil for other archives.
	articles []*feed.Meta
	rest     *rest
	from, to int // the days, as dayOf returns them
}

// rest is a group without the articles of its subscription document.
type rest struct {
	*Group
	without map[*feed.Meta]bool
	days    *btree.Map[int, Tally]
}

// Archives splits the articles of a feed, without those of its subscription document, into archives, the
// oldest first.
//
// Archives go by the time of arrival, not of publication. So new articles only ever change the latest
// ones, and a client that follows the archives back can stop at the first one that it has cached.
func (g *Group) Archives(document []*feed.Meta) (archives []Archive) {
	r := &rest{g, make(map[*feed.Meta]bool, len(document)), g.days.Copy()}
	for _, a := range document {
		r.without[a] = true
		at := g.cameAt(a)
		day := dayOf(at, g.zone)
		t, _ := r.days.Get(day)
		t = t.plus(tallyOf(a, at), -1)
		if t.N == 0 {
			r.days.Delete(day)
		} else {
			r.days.Set(day, t)
		}
	}
	last, _, _ := r.days.Max()
	var month []Archive // the days of one month
	flush := func() {
		var sum Tally
		for _, day := range month {
			sum = sum.plus(day.Tally, 1)
		}
		if len(month) == 0 {
			return
		}
		first := month[0].from
		if sum.N <= maxOpen || sum.N <= maxMonth && first/100 != last/100 {
			archives = append(archives, Archive{Name: month[0].Name[:len("2006-01")], Tally: sum, rest: r, from: first, to: month[len(month)-1].to})
		} else {
			for _, day := range month {
				archives = append(archives, day.split()...)
			}
		}
		month = nil
	}
	r.days.Scan(func(day int, t Tally) bool {
		if len(month) > 0 && month[0].from/100 != day/100 {
			flush()
		}
		month = append(month, Archive{Name: fmt.Sprintf("%04d-%02d-%02d", day/10000, day/100%100, day%100), Tally: t, rest: r, from: day, to: day})
		return true
	})
	flush()
	return archives
}

// split splits a day that has too many articles, as when a whole folder is moved into content. It counts
// chunks from the oldest article, so that an article that arrives later on that day changes the last
// chunk only.
func (d Archive) split() (chunks []Archive) {
	if d.N <= maxMonth {
		return []Archive{d}
	}
	for left := d.Articles(); len(left) > 0; {
		from := max(0, len(left)-maxMonth)
		chunk := Archive{Name: fmt.Sprintf("%s-%d", d.Name, len(chunks)+1), articles: left[from:], rest: d.rest, from: d.from, to: d.to}
		for _, a := range chunk.articles {
			chunk.Tally = chunk.plus(tallyOf(a, d.rest.cameAt(a)), 1)
		}
		chunks, left = append(chunks, chunk), left[:from]
	}
	return chunks
}

// Articles returns the articles of an archive, the last one to come first.
func (d Archive) Articles() []*feed.Meta {
	if d.articles != nil {
		return d.articles
	}
	articles := make([]*feed.Meta, 0, d.N)
	zone := d.rest.zone
	ends := time.Date(d.to/10000, time.Month(d.to/100%100), d.to%100+2, 0, 0, 0, 0, zone)
	d.rest.byArrival.Ascend(arrival{ends, &feed.Meta{}}, func(a arrival) bool {
		if day := dayOf(a.at, zone); day >= d.from && day <= d.to && !d.rest.without[a.Meta] {
			articles = append(articles, a.Meta)
		}
		return len(articles) < d.N
	})
	return articles
}

// Hash returns a hash of the IDs of the articles, as 10 hexadecimal digits. It is part of the
// archive's address: an archive with another set of articles has another address, so that a client
// that has cached an archive never misses an article that was added to it (RFC 5005 §4).
func (d Archive) Hash() string {
	articles := d.Articles()
	ids := make([]string, len(articles))
	for i, a := range articles {
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

package index

import (
	"encoding/binary"
	"fmt"
	"time"

	"fil/feed"
)

// Tally sums up a set of articles. A and B are sums of hashes of what is published of each, so that two
// sets with equal tallies have the same articles, unless hashes collide. An article is added to a tally
// or removed from it without a look at the others.
type Tally struct {
	N, Paged int // how many there are, and how many have a page
	A, B     uint64
}

// tallyOf returns the tally of one article. at is when it came into a feed, if that matters.
func tallyOf(a *feed.Meta, at time.Time) Tally {
	const multiplier = 0x9E3779B97F4A7C15
	t := Tally{N: 1}
	if a.Page != "" {
		t.Paged = 1
	}
	id, came := feed.Hash64(a.ID), uint64(0)
	if !at.IsZero() {
		came = uint64(at.UnixNano())
	}
	mix := func(h uint64) uint64 { h *= multiplier; return h ^ h>>29 }
	t.A = mix(mix(mix(binary.LittleEndian.Uint64(a.Print[:8]))^id) ^ came)
	t.B = mix(mix(mix(binary.LittleEndian.Uint64(a.Print[8:]))^came) ^ id)
	return t
}

// plus returns the sum of a tally and n times another one.
func (t Tally) plus(u Tally, n int) Tally {
	return Tally{t.N + n*u.N, t.Paged + n*u.Paged, t.A + uint64(n)*u.A, t.B + uint64(n)*u.B}
}

// monthOf returns the month of a time as a number: 202405 is May 2024.
func monthOf(t time.Time, zone *time.Location) int {
	year, month, _ := t.In(zone).Date()
	return year*100 + int(month)
}

// dayOf returns the day of a time as a number: 20240521 is 21 May 2024.
func dayOf(t time.Time, zone *time.Location) int {
	year, month, day := t.In(zone).Date()
	return (year*100+int(month))*100 + day
}

// Period is the articles of a year ("2024") or month ("2024-05").
type Period struct {
	Name   string
	Begins time.Time
	Tally
	group       *Group
	first, last int // its months, as monthOf returns them
}

// Months returns the months in which articles were published, the newest first.
func (g *Group) Months() (months []Period) {
	g.months.Reverse(func(month int, t Tally) bool {
		months = append(months, g.month(month, t))
		return true
	})
	return months
}

// month returns a month, which is given as a number.
func (g *Group) month(month int, t Tally) Period {
	return g.period(fmt.Sprintf("%04d-%02d", month/100, month%100), month, month, t)
}

// Years returns the years in which articles were published, the newest first.
func (g *Group) Years() (years []Period) {
	g.months.Reverse(func(month int, t Tally) bool {
		if name := fmt.Sprintf("%04d", month/100); len(years) == 0 || years[len(years)-1].Name != name {
			years = append(years, g.period(name, month/100*100+1, month/100*100+12, t))
		} else {
			last := &years[len(years)-1]
			last.Tally = last.plus(t, 1)
		}
		return true
	})
	return years
}

func (g *Group) period(name string, first, last int, t Tally) Period {
	return Period{name, time.Date(first/100, time.Month(first%100), 1, 0, 0, 0, 0, g.zone), t, g, first, last}
}

// Months returns the months of the period, the newest first.
func (p Period) Months() (months []Period) {
	p.group.months.Descend(p.last, func(month int, t Tally) bool {
		if month >= p.first {
			months = append(months, p.group.month(month, t))
		}
		return month >= p.first
	})
	return months
}

// Articles returns the articles of the period, the newest first.
func (p Period) Articles() []*feed.Meta {
	articles := make([]*feed.Meta, 0, p.N)
	ends := time.Date(p.last/100, time.Month(p.last%100)+1, 2, 0, 0, 0, 0, p.group.zone)
	p.group.byDate.Ascend(&feed.Meta{Published: ends}, func(a *feed.Meta) bool {
		if month := monthOf(a.Published, p.group.zone); p.first <= month && month <= p.last {
			articles = append(articles, a)
		}
		return len(articles) < p.N
	})
	return articles
}

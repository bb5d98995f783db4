package index

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"fil/feed"
)

// grouped returns the group of a site's feed with these articles, in a zone.
func grouped(zone *time.Location, articles ...*feed.Meta) *Group {
	g := newGroup(&feed.Site{TimeZone: zone}, true, nil)
	slices.SortFunc(articles, feed.ByDate)
	g.add(articles, nil)
	return g
}

// Months and years are those of the dates in the site's zone, also where summer time begins at midnight.
func TestPeriods(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for _, name := range []string{"Europe/Paris", "America/Havana", "UTC"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		var articles []*feed.Meta
		for i := range 500 {
			at := time.Date(2022, 1, 1, 0, 0, 0, 0, zone).Add(time.Duration(r.IntN(800*48)) * time.Hour / 2)
			articles = append(articles, &feed.Meta{ID: fmt.Sprint(i), Published: at})
		}
		g := grouped(zone, articles...)
		for _, periods := range [][]Period{g.Months(), g.Years()} {
			var all []*feed.Meta
			for _, p := range periods {
				of := p.Articles()
				for _, a := range of {
					if a.Published.In(zone).Format("2006-01")[:len(p.Name)] != p.Name {
						t.Fatalf("%v is in %s", a.Published, p.Name)
					}
				}
				if len(of) != p.N {
					t.Fatalf("%s has %d articles, and its tally is %d", p.Name, len(of), p.N)
				}
				all = append(all, of...)
			}
			if !slices.Equal(all, g.All()) {
				t.Fatalf("%d articles are in the periods", len(all))
			}
		}
		checkArchives(t, g)
	}
}

// checkArchives checks that the archives of a group have each article once, and each a name of its own.
func checkArchives(t *testing.T, g *Group) []Archive {
	t.Helper()
	document := g.Latest(3)
	archives := g.Archives(document)
	var all []*feed.Meta
	names := map[string]bool{}
	for _, a := range slices.Backward(archives) {
		of := a.Articles()
		if names[a.Name] || len(of) != a.N || len(of) > maxMonth {
			t.Fatalf("%s has %d articles, and its tally is %d", a.Name, len(of), a.N)
		}
		names[a.Name] = true
		all = append(all, of...)
	}
	if !slices.Equal(append(slices.Clone(document), all...), g.Latest(g.Len())) {
		t.Fatalf("%d of %d articles are archived", len(all), g.Len()-3)
	}
	return archives
}

// A day with very many articles is archived in several documents, because one would be larger than
// readers accept and than fits into memory. Articles that arrive later change the last document only.
func TestArchivesSplitALargeDay(t *testing.T) {
	at := time.Date(2024, 5, 7, 8, 0, 0, 0, time.UTC)
	var articles []*feed.Meta
	add := func(n int, came time.Time) []Archive {
		for range n {
			articles = append(articles, &feed.Meta{ID: fmt.Sprintf("%05d", len(articles)), Came: came, Published: at})
		}
		return checkArchives(t, grouped(time.UTC, slices.Clone(articles)...))
	}
	sizes := func(archives []Archive) (sizes []string) {
		for _, a := range archives {
			sizes = append(sizes, fmt.Sprint(a.Name, " ", a.N))
		}
		return sizes
	}
	before := add(1203, at)
	if want := []string{"2024-05-07-1 500", "2024-05-07-2 500", "2024-05-07-3 200"}; !slices.Equal(sizes(before), want) {
		t.Errorf("%v, want %v", sizes(before), want)
	}
	after := add(400, at.Add(time.Hour))
	if want := []string{"2024-05-07-1 500", "2024-05-07-2 500", "2024-05-07-3 500", "2024-05-07-4 100"}; !slices.Equal(sizes(after), want) || after[0].Hash() != before[0].Hash() || after[1].Tally != before[1].Tally {
		t.Errorf("%v, want %v", sizes(after), want)
	}
}

// The latest month has an archive for each day from 101 articles on, an earlier one from 501 on.
func TestArchivesOfMonths(t *testing.T) {
	for _, c := range []struct{ march, april, archives int }{{500, 103, 2}, {500, 104, 1 + 4}, {501, 103, 26 + 1}, {0, 103, 1}, {0, 104, 4}, {3, 0, 0}, {4, 0, 1}} {
		var articles []*feed.Meta
		for i := range c.march + c.april {
			at := time.Date(2024, 3, 1, 0, 0, i, 0, time.UTC).AddDate(0, 0, i/20)
			if i >= c.march {
				at = time.Date(2024, 4, 1, 0, 0, i, 0, time.UTC).AddDate(0, 0, (i-c.march)/30)
			}
			articles = append(articles, &feed.Meta{ID: fmt.Sprint(i), Published: at})
		}
		if archives := checkArchives(t, grouped(time.UTC, articles...)); len(archives) != c.archives {
			t.Errorf("%+v: %d archives", c, len(archives))
		}
	}
}

// A change of an article, of its ID, and of when it came change the tally, and no order does.
func TestTally(t *testing.T) {
	a := &feed.Meta{ID: "a", Print: [16]byte{1}}
	base := tallyOf(a, day(1))
	for name, other := range map[string]Tally{
		"another print":   tallyOf(&feed.Meta{ID: "a", Print: [16]byte{15: 1}}, day(1)),
		"another ID":      tallyOf(&feed.Meta{ID: "b", Print: [16]byte{1}}, day(1)),
		"another arrival": tallyOf(a, day(2)),
		"a page":          tallyOf(&feed.Meta{ID: "a", Print: [16]byte{1}, Page: "a"}, day(1)),
	} {
		if other == base {
			t.Errorf("%s: the same tally", name)
		}
		if base.plus(other, 1).plus(base, -1) != other || base.plus(other, 1) != other.plus(base, 1) {
			t.Errorf("%s: the sum is wrong", name)
		}
	}
}

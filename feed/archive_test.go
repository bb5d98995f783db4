package feed

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// splitByDate finds the same periods as formatting the time of each article.
func TestSplitByDate(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	for range 200 {
		articles := make([]*Meta, r.IntN(60))
		for i := range articles {
			articles[i] = &Meta{Published: time.Date(2022, 1, 1, 0, 0, 0, 0, paris).Add(time.Duration(r.IntN(800*24)) * time.Hour)}
		}
		Newest(articles)
		for _, layout := range []string{"2006", "2006-01", time.DateOnly} {
			periods := splitByDate(articles, func(a *Meta) time.Time { return a.Published }, paris, layout)
			var names []string
			var all []*Meta
			for _, p := range periods {
				for _, a := range p.Articles {
					if a.Published.Format(layout) != p.Name || a.Published.Before(p.Begins) || p.Begins.Format(layout) != p.Name {
						t.Fatalf("%v is in %s, which begins %v", a.Published, p.Name, p.Begins)
					}
				}
				names, all = append(names, p.Name), append(all, p.Articles...)
			}
			if !slices.Equal(all, articles) || len(slices.Compact(slices.Clone(names))) != len(names) {
				t.Fatalf("%d articles in %v", len(articles), names)
			}
		}
	}
}

// A day with very many articles is archived in several documents, because one would be larger than
// readers accept and than fits into memory. Articles that arrive later change the last document only.
func TestPeriodsSplitALargeDay(t *testing.T) {
	day := time.Date(2024, 5, 7, 8, 0, 0, 0, time.UTC)
	var articles []*Meta
	add := func(n int, came time.Time) {
		for range n {
			articles = append(articles, &Meta{ID: fmt.Sprintf("%05d", len(articles)), Came: came, Published: day})
		}
		Arrivals(nil).Order(articles)
	}
	add(1200, day)
	names := func() (names, hashes []string) {
		total := 0
		for _, p := range Arrivals(nil).Periods(articles, time.UTC) {
			names, hashes = append(names, fmt.Sprint(p.Name, " ", len(p.Articles))), append(hashes, p.Hash())
			total += len(p.Articles)
		}
		if total != len(articles) {
			t.Errorf("%d of %d articles are archived", total, len(articles))
		}
		return names, hashes
	}
	got, before := names()
	if want := []string{"2024-05-07-1 500", "2024-05-07-2 500", "2024-05-07-3 200"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	add(400, day.Add(time.Hour))
	got, after := names()
	if want := []string{"2024-05-07-1 500", "2024-05-07-2 500", "2024-05-07-3 500", "2024-05-07-4 100"}; !slices.Equal(got, want) || !slices.Equal(after[:2], before[:2]) {
		t.Errorf("%v, want %v", got, want)
	}
}

package feed

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// Periods are what is found when each article is looked at.
func TestSplit(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	for range 200 {
		articles := make([]*Article, r.IntN(60))
		for i := range articles {
			articles[i] = &Article{Published: time.Date(2022, 1, 1, 0, 0, 0, 0, paris).Add(time.Duration(r.IntN(800*24)) * time.Hour)}
		}
		Newest(articles)
		for _, layout := range []string{"2006", "2006-01", time.DateOnly} {
			periods := split(articles, func(a *Article) time.Time { return a.Published }, paris, layout)
			var names []string
			var all []*Article
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

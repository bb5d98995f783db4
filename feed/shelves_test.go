package feed

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// Articles that are shelved in parts are shelved as in one.
func TestShelve(t *testing.T) {
	s := &Site{Each: []Kind{Tag, Author}}
	r := rand.New(rand.NewPCG(1, 1))
	var articles []*Article
	for i := range 25_000 {
		a := &Article{Authors: []Person{{Name: fmt.Sprint("a", r.IntN(5))}}, NoFeed: i%7 == 0}
		for range r.IntN(4) {
			a.Tags = append(a.Tags, []string{"Mer", "mer", "MER", "blé", "Sel"}[r.IntN(5)])
		}
		articles = append(articles, a)
	}
	articles[0].Tags = []string{"mer"}
	articles[24_000].Tags = []string{"AAA", "aaa"} // which no earlier part has
	got, want := Shelve(s, articles), shelve(s, articles, 0, len(articles))
	equal := func(a, b *Shelf) bool { return a.Spelled == b.Spelled && slices.Equal(a.Articles, b.Articles) }
	if spelled := got.Of(Tag, "mer").Spelled; spelled != "MER" {
		t.Errorf("spelled %s", spelled)
	}
	if !maps.EqualFunc(got.all, want.all, equal) || len(got.all) != 4+5 {
		t.Errorf("%d shelves, want %d", len(got.all), len(want.all))
	}
}

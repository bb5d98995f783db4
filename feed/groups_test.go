package feed

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// Articles that are indexed in parallel ranges give the same groups as in one range.
func TestNewGroups(t *testing.T) {
	s := &Site{Each: []Kind{Tag, Author}}
	r := rand.New(rand.NewPCG(1, 1))
	var articles []*Meta
	for i := range 25_000 {
		a := &Meta{Authors: []Person{{Name: fmt.Sprint("a", r.IntN(5))}}, NoFeed: i%7 == 0}
		for range r.IntN(4) {
			a.Tags = append(a.Tags, []string{"Mer", "mer", "MER", "blé", "Sel"}[r.IntN(5)])
		}
		articles = append(articles, a)
	}
	articles[0].Tags = []string{"mer"}
	articles[24_000].Tags = []string{"AAA", "aaa"} // a value that no earlier range has
	got, want := NewGroups(s, articles), groupRange(s, articles, 0, len(articles))
	equal := func(a, b *Group) bool { return a.Spelled == b.Spelled && slices.Equal(a.Articles, b.Articles) }
	if spelled := got.Get(Tag, "mer").Spelled; spelled != "MER" {
		t.Errorf("spelled %s", spelled)
	}
	if !maps.EqualFunc(got.all, want.all, equal) || len(got.all) != 4+5 {
		t.Errorf("%d groups, want %d", len(got.all), len(want.all))
	}
}

// Groups after Insert and Remove equal those that NewGroups makes of the same list.
func TestGroupsUpdate(t *testing.T) {
	s := &Site{Each: []Kind{Tag, Author}}
	r := rand.New(rand.NewPCG(2, 2))
	newArticle := func() *Meta {
		a := &Meta{Authors: []Person{{Name: fmt.Sprint("a", r.IntN(3))}}, NoFeed: r.IntN(5) == 0}
		for range r.IntN(4) {
			a.Tags = append(a.Tags, []string{"Mer", "mer", "MER", "blé", "Sel"}[r.IntN(5)])
		}
		return a
	}
	var list []*Meta
	got := NewGroups(s, list)
	for range 2000 {
		if at := r.IntN(len(list) + 1); at < len(list) && r.IntN(2) == 0 {
			got.Remove(len(list)-1-at, list[at])
			list = slices.Delete(list, at, at+1)
		} else {
			list = slices.Insert(list, at, newArticle())
			got.Insert(len(list)-1-at, list[at])
		}
		want := NewGroups(s, list)
		equal := func(a, b *Group) bool {
			return a.Spelled == b.Spelled && slices.Equal(a.Articles, b.Articles) && maps.Equal(a.spellings, b.spellings)
		}
		if !maps.EqualFunc(got.all, want.all, equal) {
			t.Fatalf("%d articles: %v, want %v", len(list), got.all, want.all)
		}
	}
}

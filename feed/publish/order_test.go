package publish

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"fil/feed"
)

// An order that is patched is the one that is found when all articles are looked at.
func TestPatchedOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	now := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	site := &feed.Site{Each: []feed.Kind{feed.Tag}}
	n, patched := 0, 0
	made := func() *feed.Article {
		n++
		a := &feed.Article{ID: fmt.Sprint(n), Page: fmt.Sprint(n), Published: now.AddDate(0, 0, -r.IntN(9)), NoFeed: r.IntN(6) == 0, Tags: []string{fmt.Sprint(r.IntN(3))}}
		if a.Came = a.Published.Add(time.Duration(r.IntN(3)) * time.Hour); r.IntN(5) == 0 {
			a.Page = ""
		}
		if r.IntN(4) == 0 {
			a.Aliases = []string{"x"}
		}
		a.Draft = r.IntN(6) == 0
		return a
	}
	var all []*feed.Article
	moved := map[string]string{"old": "3", "older": "40"}
	was := newOrder(Input{Site: site, Moved: moved}, now)
	for range 80 {
		in := Input{Site: site, Moved: moved, Partly: true}
		for range r.IntN(4) {
			if len(all) > 0 && r.IntN(5) < 2 {
				i := r.IntN(len(all))
				in.Left = append(in.Left, all[i])
				all = slices.Delete(all, i, i+1)
			} else {
				in.Changed = append(in.Changed, made())
			}
		}
		all = append(all, in.Changed...)
		in.Articles = all
		lists := [][]*feed.Article{was.live, was.site}
		before := [][]*feed.Article{slices.Clone(was.live), slices.Clone(was.site)}
		got := was.patched(in, now)
		if got == nil {
			t.Fatal("it was not patched")
		}
		if !slices.Equal(lists[0], before[0]) || !slices.Equal(lists[1], before[1]) {
			t.Fatal("the last plan's lists have changed")
		}
		want := newOrder(in, now)
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(order{}), cmpopts.IgnoreFields(order{}, "shelves"), cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
		for value := range 3 {
			tag := fmt.Sprint(value)
			tagged := slices.DeleteFunc(slices.Clone(want.live), func(a *feed.Article) bool { return a.NoFeed || !slices.Contains(a.Tags, tag) })
			if !slices.Equal(got.onShelf(got.shelves.Get(feed.Tag, tag).Articles), tagged) {
				t.Fatalf("others have the tag %s", tag)
			}
		}
		patched++
		was = got
	}
	if patched < 80 || len(was.live) < 10 {
		t.Errorf("%d patched, %d articles", patched, len(was.live))
	}
}

// An order that does not hold what has left is found anew.
func TestNotPatched(t *testing.T) {
	now := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	site := &feed.Site{}
	here, stranger := &feed.Article{ID: "a", Published: now}, &feed.Article{ID: "b", Published: now}
	page := &feed.Article{ID: "c", Path: feed.PagesFolder + "/c.md"}
	for name, in := range map[string]Input{
		"nothing is known":      {Site: site, Left: []*feed.Article{here}},
		"somebody else":         {Site: site, Partly: true, Left: []*feed.Article{stranger}},
		"one who leaves twice":  {Site: site, Partly: true, Left: []*feed.Article{here, here}},
		"another object":        {Site: site, Partly: true, Left: []*feed.Article{{ID: "a", Published: now}}},
		"a page of its own":     {Site: site, Partly: true, Changed: []*feed.Article{page}},
		"one that had one":      {Site: site, Partly: true, Left: []*feed.Article{page}},
		"too many have changed": {Site: site, Partly: true, Changed: slices.Repeat([]*feed.Article{stranger}, maxOthers+1)},
	} {
		if newOrder(Input{Site: site, Articles: []*feed.Article{here}}, now).patched(in, now) != nil {
			t.Errorf("%s: it was patched", name)
		}
	}
	if (*order)(nil).patched(Input{Partly: true}, now) != nil {
		t.Error("an order of nothing was patched")
	}
	var all []*feed.Article
	for i := range 3 {
		all = append(all, &feed.Article{ID: fmt.Sprint(i), Published: now, Came: now.Add(time.Duration(i) * time.Second)})
	}
	o := newOrder(Input{Site: site, Articles: all}, now)
	all[0].Came = now.Add(time.Hour) // it is not where it was
	if o.patched(Input{Site: site, Partly: true, Left: all[:1]}, now) != nil {
		t.Error("an order was patched of which one has moved")
	}
}

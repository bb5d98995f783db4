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

// TestPatchedOrder compares patched orders with those that newOrder makes of all articles.
func TestPatchedOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	now := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	site := &feed.Site{Each: []feed.Kind{feed.Tag}}
	n := 0
	randomArticle := func() *feed.Meta {
		n++
		a := &feed.Meta{ID: fmt.Sprint(n), Page: fmt.Sprint(n), Published: now.AddDate(0, 0, -r.IntN(9)), NoFeed: r.IntN(6) == 0, Tags: []string{fmt.Sprint(r.IntN(3))}}
		a.Came = a.Published.Add(time.Duration(r.IntN(3)) * time.Hour)
		if r.IntN(5) == 0 {
			a.Page = ""
		}
		if r.IntN(4) == 0 {
			a.Aliases = []string{"x"}
		}
		a.Draft = r.IntN(6) == 0
		return a
	}
	var all []*feed.Meta
	moved := map[string]string{"old": "3", "older": "40"}
	last := newOrder(Input{Site: site, Moved: moved}, now)
	for range 80 {
		in := Input{Site: site, Moved: moved, Incremental: true}
		for range r.IntN(4) {
			if len(all) > 0 && r.IntN(5) < 2 {
				i := r.IntN(len(all))
				in.Stale = append(in.Stale, all[i])
				all = slices.Delete(all, i, i+1)
			} else {
				in.Changed = append(in.Changed, randomArticle())
			}
		}
		all = append(all, in.Changed...)
		in.Articles = all
		lists := [][]*feed.Meta{last.live, last.byArrival}
		before := [][]*feed.Meta{slices.Clone(last.live), slices.Clone(last.byArrival)}
		got := last.patched(in, now)
		if got == nil {
			t.Fatal("the order was not patched")
		}
		if !slices.Equal(lists[0], before[0]) || !slices.Equal(lists[1], before[1]) {
			t.Fatal("the lists of the last order were modified")
		}
		want := newOrder(in, now)
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(order{}), cmpopts.IgnoreFields(order{}, "byValue"), cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
		for value := range 3 {
			tag := fmt.Sprint(value)
			tagged := slices.DeleteFunc(slices.Clone(want.live), func(a *feed.Meta) bool { return a.NoFeed || !slices.Contains(a.Tags, tag) })
			if !slices.Equal(got.articlesAt(got.byValue.Get(feed.Tag, tag).Articles), tagged) {
				t.Fatalf("tag %s has the wrong articles", tag)
			}
		}
		last = got
	}
	if len(last.live) < 10 {
		t.Errorf("there are only %d articles at the end", len(last.live))
	}
}

// TestNotPatched checks the cases in which patched returns nil.
func TestNotPatched(t *testing.T) {
	now := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	site := &feed.Site{}
	live, unknown := &feed.Meta{ID: "a", Published: now}, &feed.Meta{ID: "b", Published: now}
	page := &feed.Meta{ID: "c", Path: feed.PagesFolder + "/c.md"}
	for name, in := range map[string]Input{
		"not incremental":           {Site: site, Stale: []*feed.Meta{live}},
		"stale article is unknown":  {Site: site, Incremental: true, Stale: []*feed.Meta{unknown}},
		"stale article twice":       {Site: site, Incremental: true, Stale: []*feed.Meta{live, live}},
		"copy of an article":        {Site: site, Incremental: true, Stale: []*feed.Meta{{ID: "a", Published: now}}},
		"standalone page":           {Site: site, Incremental: true, Changed: []*feed.Meta{page}},
		"removed standalone page":   {Site: site, Incremental: true, Stale: []*feed.Meta{page}},
		"too many changed articles": {Site: site, Incremental: true, Changed: slices.Repeat([]*feed.Meta{unknown}, maxChanged+1)},
	} {
		if newOrder(Input{Site: site, Articles: []*feed.Meta{live}}, now).patched(in, now) != nil {
			t.Errorf("%s: the order was patched", name)
		}
	}
	if (*order)(nil).patched(Input{Incremental: true}, now) != nil {
		t.Error("a nil order was patched")
	}
	var all []*feed.Meta
	for i := range 3 {
		all = append(all, &feed.Meta{ID: fmt.Sprint(i), Published: now, Came: now.Add(time.Duration(i) * time.Second)})
	}
	o := newOrder(Input{Site: site, Articles: all}, now)
	all[0].Came = now.Add(time.Hour) // so it is no longer where it should be in byArrival
	if o.patched(Input{Site: site, Incremental: true, Stale: all[:1]}, now) != nil {
		t.Error("an order was patched in which a stale article is not where it should be")
	}
}

package feed

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// What has changed for subscribers is known by IDs: a file that moved is no new article, and one in no feed is not there.
func TestChanges(t *testing.T) {
	day := time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)
	article := func(path, id string, print byte, change func(a *Meta)) *Meta {
		a := &Meta{Path: path, Stem: path, ID: id, Permalink: "https://fil.example/" + id, Print: [16]byte{print}, Published: day}
		if change != nil {
			change(a)
		}
		return a
	}
	noFeed := func(a *Meta) { a.NoFeed = true }
	before := []*Meta{article("same", "same", 1, nil), article("old", "moved", 1, nil), article("edited", "edited", 1, nil), article("gone", "gone", 1, nil),
		article("hidden", "hidden", 1, nil), article("shown", "shown", 1, noFeed), article("page", "page", 1, noFeed), article("address", "address", 1, nil)}
	now := []*Meta{article("same", "same", 1, nil), article("new/place", "moved", 1, nil), article("edited", "edited", 2, nil), article("hidden", "hidden", 1, noFeed),
		article("shown", "shown", 1, nil), article("page", "page", 2, noFeed), article("address", "address", 1, func(a *Meta) { a.Permalink += "/2" }),
		article("first", "first", 1, func(a *Meta) { a.Published = day.Add(time.Hour) }), article("back", "back", 1, nil), article("", "home", 1, func(a *Meta) { a.Stem = "" })}
	changes, articles := Changes(before, now, []*Withdrawn{{Meta: Meta{ID: "back"}}})
	got := map[string]string{}
	for i, c := range changes {
		got[c.ID] = string(c.Kind)
		if c.Again {
			got[c.ID] += " again"
		}
		if articles[i].ID != c.ID {
			t.Errorf("%s is beside %s", c.ID, articles[i].ID)
		}
	}
	want := map[string]string{"edited": "changed", "address": "changed", "shown": "new", "first": "new", "back": "new again", "gone": "gone", "hidden": "gone"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if changes[0].ID != "first" {
		t.Errorf("the newest is not first: %+v", changes[0])
	}
	if !(Change{Feeds: []string{"news"}}).In(nil) || (Change{Feeds: []string{"news"}}).In([]string{"tags/mali"}) || !(Change{Feeds: []string{"news"}}).In([]string{"x", "news"}) {
		t.Error("In")
	}
}

// Only a new article is posted, and one that comes back is none.
func TestIsPost(t *testing.T) {
	for name, tc := range map[string]struct {
		change Change
		want   bool
	}{
		"new":        {Change{Kind: IsNew, Item: "{}", Feeds: []string{"news"}}, true},
		"again":      {Change{Kind: IsNew, Item: "{}", Feeds: []string{"news"}, Again: true}, false},
		"changed":    {Change{Kind: IsChanged, Item: "{}", Feeds: []string{"news"}}, false},
		"gone":       {Change{Kind: IsGone, Feeds: []string{"news"}}, false},
		"unreadable": {Change{Kind: IsNew, Feeds: []string{"news"}}, false},
		"elsewhere":  {Change{Kind: IsNew, Item: "{}", Feeds: []string{"sport"}}, false},
	} {
		if got := tc.change.IsPost(PostTarget{Feeds: []string{"news"}}); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

package feed_test

import (
	"fmt"
	"slices"
	"testing"

	"fil/feed"
)

// A group has the articles with a value in any spelling, as ranks, and the first spelling in byte order.
func TestGroupsGet(t *testing.T) {
	site := &feed.Site{Language: "fr", Each: []feed.Kind{feed.Tag, feed.Author, feed.Section, feed.Language}}
	groups := feed.NewGroups(site, []*feed.Meta{
		{Tags: []string{"Été", "mer"}, Authors: []feed.Person{{Name: "Awa"}, {Name: "Ben"}}, Section: "notes"},   // rank 4
		{Tags: []string{"été", "ÉTÉ"}, Authors: []feed.Person{{Name: "awa"}}, Section: "Notes", Language: "en"},  // rank 3
		{Tags: []string{"mer", "Secret"}, Authors: []feed.Person{{Name: "Ben"}}, NoFeed: true, Section: "caché"}, // rank 2
		{Tags: []string{"MER", "mer", "MER"}, Authors: []feed.Person{{Name: "Ben"}}, Language: "FR"},             // rank 1
		{}, // rank 0
	})
	for _, c := range []struct {
		kind     feed.Kind
		value    string
		spelled  string
		articles []int32
	}{
		{feed.Tag, "été", "ÉTÉ", []int32{4, 3}}, // T is before t
		{feed.Tag, "ÉTÉ", "ÉTÉ", []int32{4, 3}},
		{feed.Tag, "mer", "MER", []int32{4, 1}},
		{feed.Tag, "secret", "Secret", nil}, // its article is in no feed
		{feed.Tag, "m", "", nil},
		{feed.Tag, "", "", nil},
		{feed.Tag, "Awa", "", nil}, // an author is no tag
		{feed.Author, "AWA", "Awa", []int32{4, 3}},
		{feed.Author, "Ben", "Ben", []int32{4, 1}},
		{feed.Section, "notes", "Notes", []int32{4, 3}},
		{feed.Section, "", "", nil},
		{feed.Language, "fr", "FR", []int32{4, 1, 0}}, // the site's language is that of articles without one
		{feed.Language, "en", "en", []int32{3}},
		{feed.Whole, "", "", nil},
	} {
		got := groups.Get(c.kind, c.value)
		if got.Spelled != c.spelled || !slices.Equal(got.Articles, c.articles) {
			t.Errorf("%s %q: %q %v, want %q %v", c.kind, c.value, got.Spelled, got.Articles, c.spelled, c.articles)
		}
	}
	if empty := feed.NewGroups(site, nil); len(empty.Get(feed.Tag, "mer").Articles) > 0 {
		t.Error("no articles give a group")
	}
}

// A group follows the spellings of its articles, and goes with the last one.
func TestGroupsSpelling(t *testing.T) {
	site := &feed.Site{Each: []feed.Kind{feed.Tag}}
	a, b := &feed.Meta{Tags: []string{"mer"}}, &feed.Meta{Tags: []string{"Mer"}}
	groups := feed.NewGroups(site, []*feed.Meta{a})
	for n, step := range []struct {
		change func()
		want   string
	}{
		{func() {}, "mer [0]"},
		{func() { groups.Insert(1, b) }, "Mer [1 0]"},
		{func() { groups.Remove(1, b) }, "mer [0]"},
		{func() { groups.Insert(0, b) }, "Mer [1 0]"}, // after a
		{func() { groups.Remove(1, a) }, "Mer [0]"},
		{func() { groups.Remove(0, b) }, " []"},
	} {
		step.change()
		got := groups.Get(feed.Tag, "MER")
		if text := fmt.Sprint(got.Spelled, " ", got.Articles); text != step.want {
			t.Errorf("step %d: %s, want %s", n, text, step.want)
		}
	}
	if all, _ := feed.Definitions(site, groups, nil); len(all) != 1 {
		t.Errorf("the tag still has a feed: %v", all)
	}
}

// Each kind has its values, in the spelling of the article.
func TestKindValues(t *testing.T) {
	site := &feed.Site{Language: "fr"}
	a := &feed.Meta{Tags: []string{"Mer", "mer", "été"}, Authors: []feed.Person{{Name: "Awa"}, {Name: "Ben"}}, Section: "notes/voyage"}
	for kind, want := range map[feed.Kind][]string{
		feed.Tag: {"Mer", "mer", "été"}, feed.Author: {"Awa", "Ben"}, feed.Section: {"notes/voyage"}, feed.Language: {"fr"}, feed.Whole: nil, feed.Named: nil,
	} {
		if got := slices.Collect(kind.Values(site, a)); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", kind, got, want)
		}
		if got := slices.Collect(kind.Values(&feed.Site{}, &feed.Meta{})); len(got) > 0 {
			t.Errorf("%s of a bare article: %q", kind, got)
		}
		for range kind.Values(site, a) {
			break // must not panic
		}
	}
}

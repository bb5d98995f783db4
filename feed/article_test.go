package feed_test

import (
	"slices"
	"testing"
	"time"

	"fil/feed"
	"fil/feed/feedtest"
)

// Articles with the same time are sorted by ID, whatever their order was.
func TestByDate(t *testing.T) {
	at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	a, b, c := &feed.Meta{ID: "a", Published: at}, &feed.Meta{ID: "b", Published: at}, &feed.Meta{ID: "c", Published: at.Add(1)}
	for _, order := range [][]*feed.Meta{{a, b, c}, {c, b, a}, {b, a, c}} {
		slices.SortFunc(order, feed.ByDate)
		if order[0] != c || order[1] != a || order[2] != b {
			t.Errorf("%v", order)
		}
	}
}

// An article is public from the very moment of its date until that of its expiry, which is excluded.
func TestLiveAt(t *testing.T) {
	now := time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)
	past, future := now.AddDate(-1, 0, 0), now.AddDate(1, 0, 0)
	for name, c := range map[string]struct {
		article       feed.Meta
		live, expired bool
	}{
		"in the past":                   {feed.Meta{Published: past}, true, false},
		"in the year 1":                 {feed.Meta{Published: time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)}, true, false},
		"now":                           {feed.Meta{Published: now}, true, false},
		"now, in another zone":          {feed.Meta{Published: now.In(feedtest.Zone())}, true, false},
		"a nanosecond later":            {feed.Meta{Published: now.Add(1)}, false, false},
		"a draft":                       {feed.Meta{Published: past, Draft: true}, false, false},
		"a draft, expired":              {feed.Meta{Published: past, Draft: true, Expires: past}, false, false},
		"a draft, previewed":            {feed.Meta{Published: past, Draft: true, Previewed: true}, true, false},
		"later, previewed":              {feed.Meta{Published: future, Previewed: true}, true, false},
		"previewed, expired":            {feed.Meta{Published: past, Previewed: true, Expires: now}, false, true},
		"it expires now":                {feed.Meta{Published: past, Expires: now}, false, true},
		"it expires a nanosecond later": {feed.Meta{Published: past, Expires: now.Add(1)}, true, false},
		"it expired before its date":    {feed.Meta{Published: future, Expires: past}, false, false},
		"its file settles":              {feed.Meta{Published: past, Settles: now.Add(1)}, false, false},
		"its file has settled":          {feed.Meta{Published: past, Settles: now}, true, false},
		"unlisted":                      {feed.Meta{Published: past, Unlisted: true, NoFeed: true}, true, false},
	} {
		if live, expired := c.article.LiveAt(now), c.article.Expired(now); live != c.live || expired != c.expired {
			t.Errorf("%s: live %t, expired %t, want %t, %t", name, live, expired, c.live, c.expired)
		}
	}
}

// Next is the next moment at which a run has to publish or withdraw an article.
func TestNext(t *testing.T) {
	now := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	at := func(hours int) time.Time { return now.Add(time.Duration(hours) * time.Hour) }
	for name, c := range map[string]struct {
		articles []*feed.Meta
		want     time.Time
	}{
		"no article":             {nil, time.Time{}},
		"all in the past":        {[]*feed.Meta{{Published: at(-1)}, {Published: at(0), Expires: at(0)}}, time.Time{}},
		"published later":        {[]*feed.Meta{{Published: at(2)}}, at(2)},
		"a draft":                {[]*feed.Meta{{Published: at(2), Draft: true}}, time.Time{}},
		"the earliest of two":    {[]*feed.Meta{{Published: at(3)}, {Published: at(2)}}, at(2)},
		"expires":                {[]*feed.Meta{{Published: at(-1), Expires: at(4)}, {Published: at(5)}}, at(4)},
		"settles":                {[]*feed.Meta{{Published: at(-1), Settles: at(1)}, {Published: at(2)}}, at(1)},
		"published, then gone":   {[]*feed.Meta{{Published: at(2), Expires: at(1)}}, at(1)},
		"a nanosecond later":     {[]*feed.Meta{{Published: at(1)}, {Published: now.Add(1)}}, now.Add(1)},
		"at the end of the year": {[]*feed.Meta{{Published: time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)}}, time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)},
	} {
		if got := feed.Next(c.articles, now); !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestStandalone(t *testing.T) {
	for path, want := range map[string]bool{
		"_pages/about.md": true, "blog/_pages/about.md": true, "_pages/a/b.md": true, "about.md": false, "_pages.md": false, "my_pages/about.md": false, "x/my_pages/a.md": false, "_pagesx/a.md": false, "": false,
	} {
		a := feed.Meta{Path: path}
		if a.Standalone() != want || a.InNoList() != want {
			t.Errorf("%q: %t, in no list %t", path, a.Standalone(), a.InNoList())
		}
	}
	if a := (&feed.Meta{Path: "a.md", Unlisted: true}); a.Standalone() || !a.InNoList() {
		t.Error("an unlisted article")
	}
	if a := (&feed.Meta{Path: "a.md", NoFeed: true}); a.InNoList() {
		t.Error("an article that is in no feed is in lists")
	}
}

// Articles made from a text without title have one in pages only.
func TestFeedTitle(t *testing.T) {
	for _, c := range []struct {
		article feed.Meta
		want    string
	}{
		{feed.Meta{Title: "été"}, "été"}, {feed.Meta{}, ""}, {feed.Meta{Title: "x", Traits: feed.Untitled}, ""},
		{feed.Meta{Title: "x", Traits: feed.MonthOnly | feed.NoHero}, "x"}, {feed.Meta{Title: "x", Traits: feed.MonthOnly | feed.Untitled}, ""},
	} {
		if got := c.article.FeedTitle(); got != c.want {
			t.Errorf("%+v: %q", c.article, got)
		}
	}
}

// The values of traits are stored: they must never change.
func TestTraits(t *testing.T) {
	for trait, want := range map[feed.Traits]uint8{feed.MonthOnly: 1, feed.NoHero: 2, feed.Untitled: 4} {
		if uint8(trait) != want || !trait.Has(trait) || feed.Traits(0).Has(trait) || (trait ^ 7).Has(trait) {
			t.Errorf("%b, want %b", trait, want)
		}
	}
}

func TestLanguageOn(t *testing.T) {
	for _, c := range []struct{ article, site, want string }{{"", "fr", "fr"}, {"en", "fr", "en"}, {"en", "", "en"}, {"", "", ""}} {
		if got := (&feed.Meta{Language: c.article}).LanguageOn(&feed.Site{Language: c.site}); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

func TestClone(t *testing.T) {
	a := feedtest.Articles()[0]
	clone := a.Clone()
	clone.Title, clone.Summary = "autre", "autre"
	if a.Title == "autre" || a.Summary == "autre" {
		t.Error("a change of the clone changes the article")
	}
}

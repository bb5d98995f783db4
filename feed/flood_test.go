package feed_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fil/feed"
)

// FloodOf refuses some of the feeds that Shrink returns.
func TestShrink(t *testing.T) {
	site := &feed.Site{Named: []feed.Definition{{Path: "revue"}, {Path: "presse"}}, Retired: []feed.Retired{{Path: "old"}}}
	for name, test := range map[string]struct {
		was, now map[string]int
		leaving  int
		want     string
	}{
		"nothing before":          {nil, map[string]int{"": 3}, 0, ""},
		"more":                    {map[string]int{"": 3}, map[string]int{"": 4}, 0, ""},
		"named, gone":             {map[string]int{"revue2": 1}, nil, 0, "the feed revue2, with 1 article, would be gone"},
		"named, empty":            {map[string]int{"revue": 1}, map[string]int{"revue": 0}, 0, "the feed revue would lose all that it has: 1 article"},
		"a tag's, empty":          {map[string]int{"tags/x": 5}, map[string]int{"tags/x": 0}, 0, ""},
		"a tag's, many":           {map[string]int{"tags/x": 6}, map[string]int{"tags/x": 0}, 0, "the feed tags/x would lose 6 of its 6 articles"},
		"half":                    {map[string]int{"tags/x": 12}, map[string]int{"tags/x": 6}, 0, ""},
		"more than half":          {map[string]int{"tags/x": 13}, map[string]int{"tags/x": 6}, 0, "the feed tags/x would lose 7 of its 13 articles"},
		"retired":                 {map[string]int{"old": 9}, nil, 0, ""},
		"empty before":            {map[string]int{"revue2": 0}, nil, 0, ""},
		"all of them expire":      {map[string]int{"revue": 2}, map[string]int{"revue": 0}, 2, ""},
		"of the site, all":        {map[string]int{"": 1}, map[string]int{"": 0}, 0, "the feed of the site would lose all that it has: 1 article"},
		"one of two, other whole": {map[string]int{"revue": 9, "presse": 4}, map[string]int{"revue": 9, "presse": 0}, 0, "the feed presse would lose all that it has: 4 articles"},
	} {
		shrunk := feed.Shrink(site, test.was, test.now, func(string) int { return test.leaving })
		if got := feed.FloodOf(shrunk); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestFlood(t *testing.T) {
	var known []*feed.Meta
	for i := range 20 {
		known = append(known, piece(fmt.Sprint("p", i), fmt.Sprint("urn:", i), fmt.Sprint("text ", i)))
	}
	renumber := func(n int) (live []*feed.Meta) {
		for i, k := range known {
			a := *k
			if i < n {
				a.ID += "-new"
			}
			live = append(live, &a)
		}
		return live
	}
	for again, refused := range map[int]bool{0: false, 5: false, 6: true, 20: true} {
		if c := feed.Compare(known, renumber(again)); len(c.Reissued) != again || (c.Flood() != "") != refused {
			t.Errorf("%d again: %d, %q", again, len(c.Reissued), c.Flood())
		}
	}
	for gone, refused := range map[int]bool{0: false, 10: false, 11: true, 20: true} {
		if c := feed.Compare(known, known[gone:]); len(c.Gone) != gone || (c.Flood() != "") != refused {
			t.Errorf("%d gone: %d, %q", gone, len(c.Gone), c.Flood())
		}
	}
	if c := feed.Compare(known[:1], nil); c.Flood() == "" {
		t.Error("the only article may go")
	}
}

// A new publication is compared with the last one by ID, then by whatever shows that an article with a
// new ID was published before.
func TestCompare(t *testing.T) {
	type articles = []*feed.Meta
	article := func(id, path, text, title string) *feed.Meta {
		return &feed.Meta{ID: id, Path: path, Permalink: "https://a.example/" + path, Hash: hashOf(text), Title: title, Published: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)}
	}
	with := func(a *feed.Meta, change func(a *feed.Meta)) *feed.Meta { change(a); return a }
	a, b := article("A", "a", "texte a", "Titre A"), article("B", "b", "texte b", "Titre B")
	elsewhere := with(article("X", "x", "x", "x"), func(x *feed.Meta) { x.Permalink = a.Permalink })
	for name, c := range map[string]struct {
		known, live           articles
		previous              int
		fresh, reissued, gone string // IDs
	}{
		"nothing at all":           {nil, nil, 0, "", "", ""},
		"the first publication":    {nil, articles{a, b}, 0, "A B", "", ""},
		"unchanged":                {articles{a, b}, articles{b, a}, 2, "", "", ""},
		"everything edited":        {articles{a}, articles{article("A", "x", "x", "x")}, 1, "", "", ""},
		"one more":                 {articles{a}, articles{a, b}, 1, "B", "", ""},
		"one less":                 {articles{a, b}, articles{a}, 2, "", "", "B"},
		"another one":              {articles{a}, articles{b}, 1, "B", "", "A"},
		"the same path":            {articles{a}, articles{article("X", "a", "x", "x")}, 1, "", "X", ""},
		"the same address":         {articles{a}, articles{elsewhere}, 1, "", "X", ""},
		"the same bytes":           {articles{a}, articles{article("X", "x", "texte a", "x")}, 1, "", "X", ""},
		"the same title and date":  {articles{a}, articles{article("X", "x", "x", "Titre A")}, 1, "", "X", ""},
		"the same title alone":     {articles{a}, articles{with(article("X", "x", "x", "Titre A"), func(a *feed.Meta) { a.Published = a.Published.AddDate(0, 0, 1) })}, 1, "X", "", "A"},
		"a copy":                   {articles{a}, articles{a, article("X", "x", "texte a", "Titre A")}, 1, "X", "", ""},
		"it leaves feeds":          {articles{a, b}, articles{b, with(article("A", "a", "texte a", "Titre A"), func(a *feed.Meta) { a.NoFeed = true })}, 2, "", "", "A"},
		"it was in no feed":        {articles{b, with(article("A", "a", "texte a", "Titre A"), func(a *feed.Meta) { a.NoFeed = true })}, articles{a, b}, 1, "A", "", ""},
		"it was private":           {articles{b, with(article("A", "a", "texte a", "Titre A"), func(a *feed.Meta) { a.Private = true })}, articles{b}, 1, "", "", ""},
		"it was on localhost":      {articles{b, article("http://localhost:8080/a/", "a", "texte a", "Titre A")}, articles{a, b}, 1, "A", "", ""},
		"all were on this machine": {articles{article("http://127.0.0.1/a/", "a", "texte a", "Titre A")}, articles{a}, 0, "A", "", ""},
		"new ones in no feed":      {articles{a}, articles{a, with(article("N", "n", "n", "n"), func(a *feed.Meta) { a.NoFeed = true })}, 1, "", "", ""},
	} {
		ids := func(list articles) string {
			var all []string
			for _, a := range list {
				all = append(all, a.ID)
			}
			return strings.Join(all, " ")
		}
		got := feed.Compare(c.known, c.live)
		if got.Previous != c.previous || ids(got.New) != c.fresh || ids(got.Reissued) != c.reissued || ids(got.Gone) != c.gone {
			t.Errorf("%s: %d, new %s, reissued %s, gone %s", name, got.Previous, ids(got.New), ids(got.Reissued), ids(got.Gone))
		}
	}
}

// Bounds of what may reach subscribers without confirmation.
func TestFloodBounds(t *testing.T) {
	for _, c := range []struct {
		previous, reissued, gone, recently int
		want                               string
	}{
		{0, 0, 0, 0, ""},
		{20, 5, 0, 0, ""},
		{20, 6, 0, 0, "6 of 20 known articles would be shown to every subscriber again, under new IDs"},
		{24, 6, 0, 0, ""}, // a quarter
		{23, 6, 0, 0, "6 of 23 known articles would be shown to every subscriber again, under new IDs"},
		{1000, 250, 0, 0, ""},
		{1000, 251, 0, 0, "251 of 1000 known articles would be shown to every subscriber again, under new IDs"},
		{3, 2, 0, 0, ""},
		{3, 3, 0, 0, "3 of 3 known articles would be shown to every subscriber again, under new IDs"},
		{1, 1, 0, 0, "1 of 1 known articles would be shown to every subscriber again, under new IDs"},
		{6, 0, 5, 0, ""},
		{12, 0, 6, 0, ""}, // half
		{11, 0, 6, 0, "6 of 11 known articles would be gone"},
		{6, 0, 6, 0, "6 of 6 known articles would be gone"},
		{5, 0, 5, 0, "all 5 known articles would be gone"},
		{1, 0, 1, 0, "all 1 known articles would be gone"},
		{10, 0, 1, 5, ""}, // 6 of 15
		{5, 0, 1, 5, "6 of 10 known articles would be gone within a day"},
		{10, 0, 0, 90, ""}, // nothing leaves with this run
		{2, 0, 2, 1, "all 2 known articles would be gone"},
		{20, 6, 20, 0, "6 of 20 known articles would be shown to every subscriber again, under new IDs"},
	} {
		articles := func(n int) []*feed.Meta { return make([]*feed.Meta, n) }
		got := feed.Comparison{Previous: c.previous, Reissued: articles(c.reissued), Gone: articles(c.gone), RecentlyGone: c.recently}.Flood()
		if got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

func TestFloodOfRevised(t *testing.T) {
	for _, c := range []struct {
		previous, revised int
		refused           bool
	}{{0, 0, false}, {5, 5, false}, {6, 6, true}, {24, 6, false}, {23, 6, true}, {1000, 250, false}, {1000, 251, true}, {0, 6, true}} {
		if got := (feed.Comparison{Previous: c.previous}).FloodOfRevised(c.revised); (got != "") != c.refused {
			t.Errorf("%d of %d: %q", c.revised, c.previous, got)
		}
	}
}

// Articles that left within a day count, except those without subscribers and those that are back.
func TestCountRecentlyGone(t *testing.T) {
	now := time.Date(2024, 3, 31, 12, 0, 0, 0, time.UTC)
	left := func(id string, ago time.Duration) *feed.Withdrawn {
		return &feed.Withdrawn{Meta: feed.Meta{ID: id}, Left: now.Add(-ago)}
	}
	noFeed, private := left("no feed", 0), left("private", 0)
	noFeed.NoFeed, private.Private = true, true
	for name, c := range map[string]struct {
		gone *feed.Withdrawn
		want int
	}{
		"just now":                 {left("a", 0), 1},
		"less than a day ago":      {left("a", 24*time.Hour-1), 1},
		"a day ago":                {left("a", 24*time.Hour), 0},
		"a year ago":               {left("a", 365*24*time.Hour), 0},
		"its loss was accepted":    {&feed.Withdrawn{Meta: feed.Meta{ID: "a"}}, 0},
		"it was in no feed":        {noFeed, 0},
		"it was private":           {private, 0},
		"it is live again":         {left("live", 0), 0},
		"the clock was set back":   {left("a", -time.Hour), 1},
		"hidden, and not long ago": {&feed.Withdrawn{Meta: feed.Meta{ID: "a"}, Left: now, Hidden: true}, 1},
	} {
		if got := feed.CountRecentlyGone([]*feed.Withdrawn{c.gone}, []*feed.Meta{{ID: "live"}}, now); got != c.want {
			t.Errorf("%s: %d", name, got)
		}
	}
}

func TestArticlesInWords(t *testing.T) {
	for n, want := range map[int]string{0: "0 articles", 1: "1 article", 2: "2 articles", 100_000: "100000 articles"} {
		if got := feed.Articles(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}

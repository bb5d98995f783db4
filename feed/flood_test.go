package feed_test

import (
	"fmt"
	"testing"

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
	var known []*feed.Article
	for i := range 20 {
		known = append(known, piece(fmt.Sprint("p", i), fmt.Sprint("urn:", i), fmt.Sprint("text ", i)))
	}
	renumber := func(n int) (live []*feed.Article) {
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

package feed_test

import (
	"strings"
	"testing"
	"time"

	"fil/feed"
)

// The article with the lowest rank keeps what several claim, then the oldest, then the first by path.
func TestResolveConflictsRank(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2024, 1, n, 0, 0, 0, 0, time.UTC) }
	article := func(path, address string, date int) *feed.Meta {
		page := address + "index.html"
		if strings.HasSuffix(address, ".html") {
			page = address
		}
		return &feed.Meta{Path: path, Stem: feed.Stem(path), ID: "urn:" + path, Permalink: "https://a.example/" + address, Page: page, Published: day(date)}
	}
	sameID := func(a *feed.Meta) *feed.Meta { a.ID = "urn:same"; return a }
	ranks := map[string]int{"new.md": 2, "moved.md": 1, "known.md": 0}
	rank := func(a *feed.Meta) int { return ranks[a.Path] }
	type articles = []*feed.Meta
	for name, c := range map[string]struct {
		articles articles
		accepted string // paths
		problem  string // its message
		hint     string // the beginning
	}{
		"no article":                  {nil, "", "", ""},
		"no conflict":                 {articles{article("b.md", "b/", 1), article("a.md", "a/", 2)}, "b.md a.md", "", ""},
		"a date decides":              {articles{article("a.md", "x/", 2), article("b.md", "x/", 1)}, "b.md", "it has the same address https://a.example/x/ as b.md, which is older and keeps it", "give one"},
		"a path decides":              {articles{article("b.md", "x/", 1), article("a.md", "x/", 1)}, "a.md", "it has the same address https://a.example/x/ as a.md, which is older and keeps it", "give one"},
		"a rank decides":              {articles{article("known.md", "x/", 9), article("new.md", "x/", 1)}, "known.md", "it has the same address https://a.example/x/ as known.md, which was published first and keeps it", "give one"},
		"ranks of both are the same":  {articles{article("a.md", "x/", 9), article("known.md", "x/", 1)}, "known.md", "it has the same address https://a.example/x/ as known.md, which is older and keeps it", "give one"},
		"addresses differ in case":    {articles{article("a.md", "Été/", 1), article("b.md", "ÉTÉ/", 2)}, "a.md", "it has the same address https://a.example/ÉTÉ/ as a.md, which is older and keeps it", "give one"},
		"addresses differ in accents": {articles{article("a.md", "été/", 1), article("b.md", "ete/", 2)}, "a.md b.md", "", ""},
		"a page is a folder":          {articles{article("a.md", "x.html", 1), article("b.md", "x.html/y/", 2)}, "a.md", "it has an address /x.html/y/index.html that cannot be beside that of a.md, which is older and keeps it", "give one"},
		"a folder is a page":          {articles{article("a.md", "x.html", 2), article("b.md", "x.html/y/", 1)}, "b.md", "it has an address /x.html that cannot be beside that of b.md, which is older and keeps it", "give one"},
		"pages in the same folder":    {articles{article("a.md", "x/", 1), article("b.md", "x/y/", 2), article("c.md", "x/y.html", 2)}, "a.md b.md c.md", "", ""},
		"the same ID":                 {articles{sameID(article("a.md", "a/", 1)), sameID(article("b.md", "b/", 2))}, "a.md", "it has the same ID urn:same as a.md, which is older and keeps it", "give one"},
		"dates tell names apart":      {articles{article("2024-01-01-x.md", "x/", 1), article("2024-01-02-x.md", "x/", 2)}, "2024-01-01-x.md", "it has the same address https://a.example/x/ as 2024-01-01-x.md, which is older and keeps it", "write permalinks: /{year}/{month}/{slug}/"},
		"a dropped one claims nothing": {articles{article("a.md", "x/", 1), sameID(article("b.md", "x/", 2)), sameID(article("c.md", "c/", 3))},
			"a.md c.md", "it has the same address https://a.example/x/ as a.md, which is older and keeps it", "give one"},
	} {
		accepted, problems := feed.ResolveConflicts(c.articles, rank)
		var paths []string
		for _, a := range accepted {
			paths = append(paths, a.Path)
		}
		var message, hint string
		for _, p := range problems {
			message, hint = message+p.Message, hint+p.Hint
		}
		if strings.Join(paths, " ") != c.accepted || message != c.problem || !strings.HasPrefix(hint, c.hint) || len(accepted)+len(problems) != len(c.articles) {
			t.Errorf("%s: %v, %q, %q", name, paths, message, hint)
		}
	}
}

// The ranks are not computed if no addresses conflict, and IDs are not compared.
func TestResolveAddressConflictsAsksForRanks(t *testing.T) {
	a := &feed.Meta{Path: "a.md", ID: "1", Permalink: "https://a.example/a/"}
	b := &feed.Meta{Path: "b.md", ID: "1", Permalink: "https://a.example/b/"}
	c := &feed.Meta{Path: "c.md", ID: "1", Permalink: "https://a.example/A/"}
	asked := 0
	rank := func() func(a *feed.Meta) int {
		asked++
		return func(a *feed.Meta) int { return int('z' - a.Path[0]) } // c before b before a
	}
	if accepted, problems := feed.ResolveAddressConflicts([]*feed.Meta{a, b}, rank); len(accepted) != 2 || len(problems) > 0 || asked != 0 {
		t.Errorf("%d accepted, %v, asked %d times", len(accepted), problems, asked)
	}
	if accepted, problems := feed.ResolveAddressConflicts([]*feed.Meta{a, b, c}, rank); len(accepted) != 2 || accepted[0] != b || accepted[1] != c || len(problems) != 1 || asked != 1 {
		t.Errorf("%v accepted, %v, asked %d times", accepted, problems, asked)
	}
}

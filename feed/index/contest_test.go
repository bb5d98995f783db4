package index

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fil/feed"
)

// The article with the lowest rank keeps what several claim, then the oldest, then the first by path.
func TestContestedArticles(t *testing.T) {
	at := func(path, address string, date int) *feed.Meta {
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
		"no conflict":                 {articles{at("b.md", "b/", 1), at("a.md", "a/", 2)}, "a.md b.md", "", ""},
		"a date decides":              {articles{at("a.md", "x/", 2), at("b.md", "x/", 1)}, "b.md", "it has the same address https://a.example/x/ as b.md, which is older and keeps it", "give one"},
		"a path decides":              {articles{at("b.md", "x/", 1), at("a.md", "x/", 1)}, "a.md", "it has the same address https://a.example/x/ as a.md, which is older and keeps it", "give one"},
		"a rank decides":              {articles{at("known.md", "x/", 9), at("new.md", "x/", 1)}, "known.md", "it has the same address https://a.example/x/ as known.md, which was published first and keeps it", "give one"},
		"ranks of both are the same":  {articles{at("a.md", "x/", 9), at("known.md", "x/", 1)}, "known.md", "it has the same address https://a.example/x/ as known.md, which is older and keeps it", "give one"},
		"addresses differ in case":    {articles{at("a.md", "Été/", 1), at("b.md", "ÉTÉ/", 2)}, "a.md", "it has the same address https://a.example/ÉTÉ/ as a.md, which is older and keeps it", "give one"},
		"addresses differ in accents": {articles{at("a.md", "été/", 1), at("b.md", "ete/", 2)}, "a.md b.md", "", ""},
		"a page is a folder":          {articles{at("a.md", "x.html", 1), at("b.md", "x.html/y/", 2)}, "a.md", "it has an address /x.html/y/index.html that cannot be beside that of a.md, which is older and keeps it", "give one"},
		"a folder is a page":          {articles{at("a.md", "x.html", 2), at("b.md", "x.html/y/", 1)}, "b.md", "it has an address /x.html that cannot be beside that of b.md, which is older and keeps it", "give one"},
		"pages in the same folder":    {articles{at("a.md", "x/", 1), at("b.md", "x/y/", 2), at("c.md", "x/y.html", 2)}, "a.md b.md c.md", "", ""},
		"the same ID":                 {articles{sameID(at("a.md", "a/", 1)), sameID(at("b.md", "b/", 2))}, "a.md", "it has the same ID urn:same as a.md, which is older and keeps it", "give one"},
		"dates tell names apart":      {articles{at("2024-01-01-x.md", "x/", 1), at("2024-01-02-x.md", "x/", 2)}, "2024-01-01-x.md", "it has the same address https://a.example/x/ as 2024-01-01-x.md, which is older and keeps it", "write permalinks: /{year}/{month}/{slug}/"},
		"a dropped one claims nothing": {articles{at("a.md", "x/", 1), sameID(at("b.md", "x/", 2)), sameID(at("c.md", "c/", 3))},
			"a.md c.md", "it has the same address https://a.example/x/ as a.md, which is older and keeps it", "give one"},
	} {
		s := New(testSite()).With(Change{Now: day(300), Put: c.articles, Rank: rank})
		var paths []string
		for _, a := range s.Articles() {
			paths = append(paths, a.Path)
		}
		var message, hint string
		for _, p := range s.Problems() {
			message, hint = message+p.Message, hint+p.Hint
		}
		if strings.Join(paths, " ") != c.accepted || message != c.problem || !strings.HasPrefix(hint, c.hint) || s.Contested() != (len(paths) < len(c.articles)) {
			t.Errorf("%s: %v, %q, %q", name, paths, message, hint)
		}
	}
}

// Of all that claim a name, the first by kind has it: a live article, a file, an alias, an earlier address,
// an expired article. When one goes the next one has it, and when it comes back it has it again.
func TestContestedNames(t *testing.T) {
	live := article("live.md", day(1))
	live.Page = "x/index.html"
	aliased := article("aliased.md", day(2))
	aliased.Aliases = []string{"x/index.html"}
	newer := article("newer.md", day(3))
	newer.Aliases = []string{"X/index.html"}
	unlisted := article("unlisted.md", day(4))
	unlisted.Aliases, unlisted.NoFeed, unlisted.Unlisted = []string{"x/index.html"}, true, true
	moved := article("moved.md", day(5))
	expired := article("expired.md", day(6))
	expired.Page, expired.Expires = "x/index.html", day(7)
	draft := article("draft.md", day(8))
	draft.Page, draft.Draft = "x/index.html", true
	owner := func(s *Set) string {
		for _, c := range s.Claims() {
			if strings.EqualFold(c.Name, "x/index.html") {
				return fmt.Sprint(c.Owner(), " ", c.Kind)
			}
		}
		return ""
	}
	files := []File{{Path: "x/index.html"}}
	c := Change{Now: day(300), Files: files, Moved: map[string]string{"x/index.html": moved.ID}}
	for _, a := range []*feed.Meta{live, aliased, newer, unlisted, moved, expired, draft} {
		copied := *a
		c.Put = append(c.Put, &copied)
	}
	s := New(testSite()).With(c)
	for _, step := range []struct {
		goes string
		want string
	}{
		{"", "live.md 0"}, {"live.md", "x/index.html 1"}, {"x/index.html", "newer.md 2"}, {"newer.md", "aliased.md 2"}, {"aliased.md", "unlisted.md 2"},
		{"unlisted.md", "moved.md 3"}, {"moved.md", "expired.md 4"}, {"expired.md", ""}, {"draft.md", ""},
	} {
		next := Change{Now: day(300), Files: files}
		if step.goes == "x/index.html" {
			files, next.Files = nil, nil
		} else if step.goes != "" {
			next.Remove = []string{step.goes}
		}
		s = s.With(next)
		if got := owner(s); got != step.want {
			t.Errorf("after %s has gone, %q has it, want %q", step.goes, got, step.want)
		}
	}
	again := *live
	if got := owner(s.With(Change{Now: day(300), Put: []*feed.Meta{&again}})); got != "live.md 0" {
		t.Errorf("after the first has come back, %q has it", got)
	}
}

// An earlier address of an article that has expired answers so.
func TestMovedAndExpired(t *testing.T) {
	a := article("a.md", day(1))
	a.Expires = day(2)
	s := New(testSite()).With(Change{Now: day(3), Put: []*feed.Meta{a}, Moved: map[string]string{"old/index.html": a.ID}})
	if c := s.Owner("old/index.html"); c == nil || c.Kind != Gone {
		t.Errorf("%+v", c)
	}
}

// What is lost to others is told, but not of earlier addresses and of what has expired.
func TestLostClaims(t *testing.T) {
	a, b := article("a.md", day(1)), article("b.md", day(2))
	b.Aliases = []string{"a/index.html", "f"}
	s := New(testSite()).With(Change{Now: day(300), Put: []*feed.Meta{a, b}, Files: []File{{Path: "a/index.html"}, {Path: "f/x.png"}}, Moved: map[string]string{"A/index.html": b.ID}})
	var got []string
	for _, p := range s.Problems() {
		got = append(got, p.Error())
	}
	want := []string{"a/index.html: its address /a/index.html cannot be beside that of a.md", "b.md: its alias /a/index.html is the address of something else", "b.md: its alias /f is the address of something else"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if names := s.Conflicting("f/x.png/y"); len(names) != 1 || names[0].Name != "f/x.png" {
		t.Errorf("%+v", names)
	}
	if c := s.Owner("A/index.html"); c != nil {
		t.Errorf("%+v", c)
	}
}

// A copy is not published: its name is that of a copy, and its ID, or its title and date, are those of
// the original.
func TestCopies(t *testing.T) {
	original := func() *feed.Meta { return article("X.md", day(1)) }
	for name, c := range map[string]struct {
		path      string
		change    func(a *feed.Meta)
		published []*feed.Meta
		isCopy    bool
	}{
		"same ID":               {"X (1).md", func(a *feed.Meta) { a.Title, a.ID, a.Pinned = "Other", "urn:X", true }, nil, true},
		"same title and date":   {"X-DESKTOP.md", func(a *feed.Meta) {}, nil, true},
		"the original's before": {"X 2.md", func(a *feed.Meta) { a.Title = "Before" }, []*feed.Meta{{Path: "X.md", Title: "Before", Published: day(1)}}, true},
		"another title":         {"X 2.md", func(a *feed.Meta) { a.Title = "X, part 2" }, nil, false},
		"another date":          {"X 2.md", func(a *feed.Meta) { a.Published = day(2) }, nil, false},
		"another name":          {"Y 2.md", func(a *feed.Meta) {}, nil, false},
		"was published itself":  {"X 2.md", func(a *feed.Meta) {}, []*feed.Meta{{Path: "X 2.md"}}, false},
	} {
		a := article(c.path, day(1))
		a.Title = "X"
		c.change(a)
		was := func(a *feed.Meta) *feed.Meta {
			if i := slices.IndexFunc(c.published, func(p *feed.Meta) bool { return p.Path == a.Path }); i >= 0 {
				return c.published[i]
			}
			return nil
		}
		s := New(testSite()).With(Change{Now: day(300), Put: []*feed.Meta{original(), a}, Was: was})
		if isCopy := slices.Contains(s.Refused(), c.path); isCopy != c.isCopy || isCopy && !strings.Contains(s.Problems()[0].Message, "a copy of X.md") {
			t.Errorf("%s: %v, %v", name, isCopy, s.Problems())
		}
		if c.isCopy {
			left := New(testSite()).With(Change{Now: day(300), Put: []*feed.Meta{{Path: "Y.md", Stem: "Y", ID: "urn:X", Published: day(9)}, a}, Copies: map[string]feed.Copy{c.path: {Hash: a.Hash, Of: "urn:X"}}})
			if !slices.Contains(left.Refused(), c.path) || left.Copies()[c.path].Of != "urn:X" {
				t.Errorf("%s: it is published after the original got another name, title and date", name)
			}
			if s = s.With(Change{Now: day(300), Remove: []string{"X.md"}, Was: was}); s.Live(c.path) == nil {
				t.Errorf("%s: without the original, it is not published", name)
			}
		}
	}
	if got := feed.OriginalOf("folder/index (1)"); got != "folder" {
		t.Errorf("%q", got)
	}
}

// Articles enter and leave as time passes, forwards and backwards.
func TestTime(t *testing.T) {
	a := article("a.md", day(10))
	a.Expires, a.Settles = day(20), day(12)
	s := New(testSite()).With(Change{Now: day(1), Put: []*feed.Meta{a}})
	for _, step := range []struct {
		now  time.Time
		live bool
		next time.Time
	}{
		{day(9), false, day(10)}, {day(10), false, day(12)}, {day(12), true, day(20)}, {day(11), false, day(12)}, {day(19), true, day(20)}, {day(20), false, time.Time{}}, {day(15), true, day(20)}, {day(5), false, day(10)},
	} {
		s = s.With(Change{Now: step.now})
		if live := s.Live("a.md") != nil; live != step.live || !s.Next().Equal(step.next) || s.Listed().Len() == 1 != live {
			t.Errorf("on %v it is live: %v, and the next change is %v", step.now, live, s.Next())
		}
	}
}

// Articles leave the sitemap of news in the order of their dates, not of their arrivals.
func TestNews(t *testing.T) {
	site := testSite()
	site.News = true
	s := New(site).With(Change{Now: day(10), Put: []*feed.Meta{article("a.md", day(9)), article("b.md", day(10))}})
	if next := s.Next(); len(s.News()) != 2 || !next.Equal(day(11)) {
		t.Errorf("%d articles, the first leaves at %v", len(s.News()), next)
	}
	if next := s.With(Change{Now: day(10), Put: []*feed.Meta{article("later.md", day(20))}}).Next(); !next.Equal(day(11)) {
		t.Errorf("with a later one, the next is %v", next)
	}
	var many []*feed.Meta
	for n := range feed.MaxNews + 1 {
		many = append(many, article(fmt.Sprint(n, ".md"), day(9).Add(time.Duration(n)*time.Second)))
	}
	if n := len(New(site).With(Change{Now: day(10), Put: many}).News()); n != feed.MaxNews {
		t.Errorf("%d articles in the sitemap of news", n)
	}
	s = s.With(Change{Now: day(10), Put: []*feed.Meta{article("old.md", day(1))}}) // it arrives last
	if next := s.Next(); len(s.News()) != 2 || !next.Equal(day(11)) {
		t.Errorf("with an old one, %d articles, the first leaves at %v", len(s.News()), next)
	}
	s = s.With(Change{Now: day(11)})
	if next := s.Next(); len(s.News()) != 1 || !next.Equal(day(12)) {
		t.Errorf("later, %d articles, the first leaves at %v", len(s.News()), next)
	}
	if s = s.With(Change{Now: day(12)}); len(s.News()) != 0 || !s.Next().IsZero() {
		t.Errorf("at last, %d articles, and %v", len(s.News()), s.Next())
	}
}

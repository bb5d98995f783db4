package index

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fil/feed"
	"fil/feed/feedtest"
)

// day returns midnight of a day of 2024.
func day(n int) time.Time { return time.Date(2024, 1, n, 0, 0, 0, 0, time.UTC) }

// testSite returns a site with feeds of every kind.
func testSite() *feed.Site {
	zone := time.FixedZone("", 90*60)
	return &feed.Site{BaseURL: "https://fil.example/", TimeZone: zone, Pages: true, Language: "fr", Each: []feed.Kind{feed.Tag, feed.Author, feed.Section, feed.Language},
		Named: []feed.Definition{{Kind: feed.Named, Value: "choix", Path: "choix", Selector: feed.Selector{Tags: []string{"a"}}, Archive: true},
			{Kind: feed.Named, Value: "le reste", Path: "reste", Selector: feed.Selector{Not: &feed.Selector{Tags: []string{"a"}}}}}}
}

// article returns an article with a page at a path.
func article(path string, published time.Time) *feed.Meta {
	stem := feed.Stem(path)
	return &feed.Meta{Path: path, Stem: stem, ID: "urn:" + stem, Permalink: "https://fil.example/" + stem + "/", Page: stem + "/index.html", Title: stem,
		Published: published, Updated: published, Print: [16]byte{1}, Hash: [16]byte{byte(len(path))}}
}

// describe returns all that a set says, so that two sets can be compared.
func describe(s *Set) map[string]any {
	paths := func(articles []*feed.Meta) string {
		var all []string
		for _, a := range articles {
			all = append(all, a.Path)
		}
		return strings.Join(all, " ")
	}
	all := map[string]any{"articles": paths(s.articles.Items()), "stems": paths(s.stems.Items()), "hashes": paths(s.hashes.Items()), "copies": paths(s.copies.Items()),
		"hidden": paths(s.Hidden()), "expiring": paths(s.expiring.Items()), "unlisted": paths(s.Unlisted()), "introduction": s.Introduction(), "refused": s.Refused(),
		"problems": fmt.Sprint(s.Problems()), "counts": []int{s.public, s.outside, s.names}, "next": s.Next(), "waiting": s.Waiting()}
	for _, a := range s.articles.Items() {
		all["article "+a.Path] = *a
		all["id "+a.Path] = paths(s.WithID(a.ID))
		all["bytes "+a.Path] = paths(s.WithHash(a.Hash))
	}
	var claims []string
	for _, c := range s.claims.Items() {
		claims = append(claims, fmt.Sprint(c.key, c.Kind, c.Name, c.Owner(), c.hidden, s.has(c)))
		if c.Article != nil && c.Article != s.Article(c.Article.Path) {
			claims = append(claims, "another article")
		}
	}
	all["claims"] = claims
	groups := map[string]*Group{"listed": s.listed}
	s.groups.Scan(func(key string, g *Group) bool {
		groups[key] = g
		return true
	})
	for key, g := range groups {
		var months, days []string
		for _, p := range append(g.Months(), g.Years()...) {
			months = append(months, fmt.Sprint(p.Name, p.Begins, p.Tally, paths(p.Articles())))
		}
		if g.days != nil {
			for _, a := range g.Archives(g.Latest(2)) {
				days = append(days, fmt.Sprint(a.Name, a.Tally, paths(a.Articles()), a.Hash()))
			}
		}
		all["group "+key] = []any{paths(g.All()), paths(g.Latest(g.Len())), months, days, g.media, g.spelled()}
		if g.entered != nil {
			entered := map[string]time.Time{}
			g.entered.Scan(func(id string, at time.Time) bool {
				entered[id] = at
				return true
			})
			all["entered "+key] = entered
		}
	}
	return all
}

// history is a random history of a site, with what a memory would hold of it.
type history struct {
	r        *rand.Rand
	now      time.Time
	articles map[string]*feed.Meta // as they are put, by path
	files    map[string]File
	moved    map[string]string
	came     map[string]time.Time
	entered  feed.Arrivals
	n        int
}

// random returns an article whose address, ID, aliases and dates are often those of others.
func (h *history) random(path string) *feed.Meta {
	h.n++
	a := article(path, day(1+h.r.IntN(200)).Add(time.Duration(h.r.IntN(3))*time.Hour))
	a.Print, a.Hash = [16]byte{byte(h.n), byte(h.n >> 8), 2}, [16]byte{byte(h.r.IntN(9) + 1)}
	some := func(odds int, f func()) {
		if h.r.IntN(odds) == 0 {
			f()
		}
	}
	some(6, func() {
		a.Page = fmt.Sprintf("%d/index.html", h.r.IntN(6))
		a.Permalink = "https://fil.example/" + a.Page
	})
	some(12, func() { a.Page = strings.ToUpper(a.Page) })
	some(15, func() { a.Page = fmt.Sprintf("f%d", h.r.IntN(3)) })
	some(15, func() { a.Page = fmt.Sprintf("f%d/x.html", h.r.IntN(3)) })
	some(10, func() { a.Page = "" })
	some(8, func() { a.ID = fmt.Sprint("urn:", h.r.IntN(4)) })
	some(3, func() {
		a.Aliases = []string{fmt.Sprintf("%d/index.html", h.r.IntN(9)), fmt.Sprintf("f%d/x.html", h.r.IntN(3))}
	})
	some(2, func() { a.Tags = [][]string{{"a"}, {"A", "a"}, {"b"}, {"a", "b"}}[h.r.IntN(4)] })
	some(3, func() { a.Authors = []feed.Person{{Name: "Awa"}} })
	some(4, func() { a.Section, a.Language = "s", "en" })
	some(5, func() { a.NoFeed = true })
	some(8, func() { a.NoFeed, a.Unlisted = true, true })
	some(6, func() { a.Draft = true })
	some(5, func() { a.Expires = a.Published.Add(time.Duration(h.r.IntN(90*24)) * time.Hour) })
	some(6, func() { a.HasMedia = true })
	some(9, func() { a.Settles = h.now.Add(time.Duration(h.r.IntN(50)) * time.Hour) })
	return a
}

// step makes random changes.
func (h *history) step() (c Change) {
	h.now = h.now.Add(time.Duration(h.r.IntN(20*24)-24) * time.Hour) // sometimes the clock is set back
	put := map[string]*feed.Meta{}
	for range h.r.IntN(4) {
		path := []string{"p%d.md", "d/p%d.md", "d/p%d (1).md", "_pages/p%d.md"}[h.r.IntN(4)]
		path = fmt.Sprintf(path, h.r.IntN(12))
		switch h.r.IntN(5) {
		case 0:
			delete(put, path)
			delete(h.articles, path)
			c.Remove = append(c.Remove, path)
			continue
		case 1:
			path = "index.md"
		}
		put[path] = h.random(path)
		if path == "index.md" {
			put[path].Stem, put[path].Page, put[path].Aliases = "", "index.html", nil
		}
	}
	c.Remove = slices.DeleteFunc(c.Remove, func(path string) bool { return put[path] != nil })
	for path, a := range put {
		copied := *a
		h.articles[path] = &copied
		c.Put = append(c.Put, a)
	}
	for range h.r.IntN(3) {
		name := []string{"%d/index.html", "f%d", "p%d/index.html", "x/%d.png"}[h.r.IntN(4)]
		name = fmt.Sprintf(name, h.r.IntN(4))
		if h.r.IntN(3) == 0 {
			delete(h.files, name)
		} else {
			h.files[name] = File{Path: name, Size: int64(h.r.IntN(9)), Stamp: feed.Stamp{Size: int64(h.n)}}
		}
	}
	c.Moved = map[string]string{}
	if h.r.IntN(3) == 0 {
		c.Moved[fmt.Sprintf("%d/index.html", h.r.IntN(9))] = fmt.Sprint("urn:p", h.r.IntN(9))
	}
	maps.Copy(h.moved, c.Moved)
	h.complete(&c)
	return c
}

// complete sets what a change takes from the memory.
func (h *history) complete(c *Change) {
	c.Now = h.now
	c.Files = slices.SortedFunc(maps.Values(h.files), func(a, b File) int { return feed.ComparePaths(a.Path, b.Path) })
	c.Rank = func(a *feed.Meta) int { return len(a.Title) % 3 }
	c.Arrive = func(a *feed.Meta) time.Time {
		if _, known := h.came[a.ID]; !known {
			h.came[a.ID] = h.now.Add(-time.Duration(len(h.came)) * time.Hour)
		}
		return h.came[a.ID]
	}
	c.Entered = func(string) feed.Arrivals { return h.entered }
}

// A set that was grown by random changes equals one that is made at once, in every order, group, claim
// and sum; it says what differs from the one before; and that one is as it was.
func TestGrownEqualsMade(t *testing.T) {
	const steps = 40
	for seed := range uint64(feedtest.Sampled(300, 40)) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			h := &history{r: rand.New(rand.NewPCG(seed, 5)), now: day(100), articles: map[string]*feed.Meta{}, files: map[string]File{}, moved: map[string]string{}, came: map[string]time.Time{}, entered: feed.Arrivals{}}
			grown := New(testSite())
			for range steps {
				before := describe(grown)
				next := grown.With(h.step())
				if diff := cmp.Diff(before, describe(grown)); diff != "" {
					t.Fatalf("the set before has changed: %s", diff)
				}
				checkDiff(t, grown, next)
				grown = next
				maps.Copy(h.entered, grown.diff.Entered["choix"])
				at := Change{Moved: h.moved}
				for _, a := range h.articles {
					copied := *a
					at.Put = append(at.Put, &copied)
				}
				h.complete(&at)
				if diff := cmp.Diff(describe(New(testSite()).With(at)), describe(grown)); diff != "" {
					t.Fatalf("-made at once +grown\n%s", diff)
				}
			}
		})
	}
}

// checkDiff checks that what a set says to differ from the one before is all that differs.
func checkDiff(t *testing.T, before, after *Set) {
	t.Helper()
	diff, ok := after.Since(before)
	if !ok {
		t.Fatal("the set is not that of which it was made")
	}
	live := func(s *Set) map[*feed.Meta]bool {
		all := map[*feed.Meta]bool{}
		for _, a := range s.LiveArticles() {
			all[a] = true
		}
		return all
	}
	articles := live(before)
	for _, a := range diff.Was {
		if a.Stem != "" && !articles[a] {
			t.Fatalf("%s was not live", a.Path)
		}
		delete(articles, a)
	}
	for _, a := range diff.Now {
		if a.Stem != "" {
			articles[a] = true
		}
	}
	if !maps.Equal(articles, live(after)) {
		t.Fatal("articles have changed that are not in the diff")
	}
	claims := map[*Claim]bool{}
	for _, c := range before.Claims() {
		claims[c] = true
	}
	for _, c := range diff.Lost {
		if !claims[c] {
			t.Fatalf("%s did not have %s", c.Owner(), c.Name)
		}
		delete(claims, c)
	}
	for _, c := range diff.Won {
		claims[c] = true
	}
	for _, c := range after.Claims() {
		if !claims[c] {
			t.Fatalf("%s has %s (%d), and that is not in the diff", c.Owner(), c.Name, c.Kind)
		}
		delete(claims, c)
	}
	for c := range claims {
		t.Fatalf("%s does not have %s (%d) any more, and that is not in the diff", c.Owner(), c.Name, c.Kind)
	}
}

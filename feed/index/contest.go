package index

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"fil/feed"
)

// conflict reports whether two claims with conflicting keys conflict. An article that is not live has
// nothing in dist yet: it conflicts with other articles only.
func conflict(a, b *Claim) bool {
	switch {
	case a == b:
		return false
	case a.Kind == Page && b.Kind == Page || a.Kind == identity && b.Kind == identity:
		return a.Article.Path != b.Article.Path
	}
	return a.Kind != identity && b.Kind != identity && !a.hidden && !b.hidden
}

// opponents calls f for the claims that conflict with a claim, until it returns false.
func (s *Set) opponents(c *Claim, f func(*Claim) bool) {
	s.around(c, func(d *Claim) bool { return !conflict(c, d) || f(d) })
}

// resolve brings claims and contested up to date, and decides which claims win.
func (w *editor) resolve() {
	for i, c := range w.removed {
		if old, found := w.claims.Delete(c); found {
			w.removed[i] = old
		}
	}
	slices.SortFunc(w.added, func(a, b *Claim) int { return strings.Compare(a.key, b.key) }) // a tree is filled fastest in order
	for _, c := range w.added {
		w.claims.Load(c)
	}
	for _, c := range w.removed {
		if _, contested := w.contested.Delete(c); contested {
			w.around(c, func(d *Claim) bool {
				if !w.isContested(d) {
					w.contested.Delete(d)
				}
				return true
			})
		}
	}
	for _, c := range w.added {
		w.opponents(c, func(d *Claim) bool {
			w.contested.Set(c)
			w.contested.Set(d)
			return true
		})
	}
	w.refused, w.lost, w.left = map[string]*feed.Problem{}, map[*Claim]*Claim{}, map[string]feed.Copy{}
	w.copies.Scan(func(a *feed.Meta) bool {
		if p := w.copyProblem(a); p != nil {
			w.refused[a.Path] = p
		}
		return true
	})
	if w.contested.Len() > 0 {
		w.decide()
	}
}

// isContested reports whether a claim has an opponent.
func (s *Set) isContested(c *Claim) (contested bool) {
	s.opponents(c, func(*Claim) bool {
		contested = true
		return false
	})
	return contested
}

// decide gives each contested name to the claim with precedence: that of a page, then by Kind. Among
// articles, live ones come first, then the lowest rank, then the older one. An article that does not get
// its ID and its address is refused, and claims nothing.
func (w *editor) decide() {
	var articles []*feed.Meta
	ofArticle := map[*feed.Meta][]*Claim{}
	var others []*Claim
	w.contested.Scan(func(c *Claim) bool {
		if c.Kind != Page && c.Kind != identity {
			others = append(others, c)
			return true
		}
		if ofArticle[c.Article] == nil {
			articles = append(articles, c.Article)
		}
		ofArticle[c.Article] = append(ofArticle[c.Article], c)
		return true
	})
	live := func(a *feed.Meta) int {
		if a.LiveAt(w.now) {
			return 0
		}
		return 1
	}
	ranks := make(map[*feed.Meta]int, len(articles))
	for _, a := range articles {
		ranks[a] = max(w.c.Rank(a), live(a)) // one that leaves the publication has the rank that it has in the next run
	}
	slices.SortFunc(articles, func(a, b *feed.Meta) int {
		return cmp.Or(live(a)-live(b), ranks[a]-ranks[b], a.Published.Compare(b.Published), cmp.Compare(a.Path, b.Path))
	})
	ids := map[string]*Claim{}
	var pages, names Names[*Claim]
	for _, a := range articles {
		if w.refused[a.Path] != nil {
			continue
		}
		var first *Claim
		for _, c := range ofArticle[a] {
			if first == nil && c.Kind == identity {
				first = ids[c.key]
			} else if first == nil {
				first, _ = pages.owner(c.key)
			}
		}
		if first != nil {
			w.refused[a.Path] = refusal(a, first, ranks)
			continue
		}
		for _, c := range ofArticle[a] {
			switch {
			case c.Kind == identity:
				ids[c.key] = c
			default:
				pages.add(c.key, c)
				if !c.hidden {
					names.add(c.key, c)
				}
			}
		}
	}
	slices.SortFunc(others, byPrecedence)
	for _, c := range others {
		if c.Article != nil && w.refused[c.Article.Path] != nil {
			continue
		}
		if winner, taken := names.owner(c.key); taken {
			w.lost[c] = winner
		} else {
			names.add(c.key, c)
		}
	}
}

// byPrecedence compares claims that are not those of pages. Of articles that claim an alias, the newest
// has precedence, and a listed one before others.
func byPrecedence(a, b *Claim) int {
	if c := cmp.Compare(a.Kind, b.Kind); c != 0 {
		return c
	}
	if a.Kind == Alias && a.Article != b.Article {
		switch x, y := a.Article.InNoList(), b.Article.InNoList(); {
		case x != y && x:
			return 1
		case x != y:
			return -1
		case !x:
			return feed.ByDate(a.Article, b.Article)
		}
	}
	if a.Kind == Moved {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Owner(), b.Owner()))
	}
	return cmp.Or(cmp.Compare(a.Owner(), b.Owner()), cmp.Compare(a.key, b.key))
}

// refusal returns the problem of an article that does not get what another one has.
func refusal(a *feed.Meta, first *Claim, ranks map[*feed.Meta]int) *feed.Problem {
	has := first.Article
	what := fmt.Sprintf("an address /%s that cannot be beside that of", a.Page)
	switch {
	case strings.EqualFold(a.Permalink, has.Permalink):
		what = fmt.Sprintf("the same address %s as", a.Permalink)
	case first.Kind == identity:
		what = fmt.Sprintf("the same ID %s as", a.ID)
	}
	why := "which is older"
	if ranks[has] < ranks[a] {
		why = "which was published first"
	}
	return &feed.Problem{Path: a.Path, Message: fmt.Sprintf("it has %s %s, %s and keeps it", what, has.Path, why), Hint: refusalHint(a, has)}
}

// refusalHint says how two articles get different addresses. If both file names begin with a date, the
// dates tell them apart.
func refusalHint(a, b *feed.Meta) string {
	if _, dated := feed.NameDate(path.Base(a.Stem)); dated != "" && a.Permalink == b.Permalink {
		if _, both := feed.NameDate(path.Base(b.Stem)); both != "" {
			return "write permalinks: /{year}/{month}/{slug}/ into site.yaml, or give one of the two another slug"
		}
	}
	return "give one of the two another name, slug or id"
}

// countFiles counts the claims on names that files have.
func countFiles(claims []*Claim) (n int) {
	for _, c := range claims {
		if c.Kind != Gone {
			n++
		}
	}
	return n
}

// compareClaims finds the claims that have won or lost their names in dist, and counts the names.
func (w *editor) compareClaims() {
	changed := make(map[*Claim]bool, len(w.removed)+len(w.added))
	for _, c := range w.removed {
		changed[c] = true
		if w.before.has(c) {
			w.diff.Lost = append(w.diff.Lost, c)
		}
	}
	for _, c := range w.added {
		changed[c] = true
		if w.has(c) {
			w.diff.Won = append(w.diff.Won, c)
		}
	}
	compare := func(c *Claim) bool {
		if changed[c] {
			return true
		}
		changed[c] = true
		switch had, has := w.before.has(c), w.has(c); {
		case had && !has:
			w.diff.Lost = append(w.diff.Lost, c)
		case has && !had:
			w.diff.Won = append(w.diff.Won, c)
		}
		return true
	}
	w.before.contested.Scan(compare)
	w.contested.Scan(compare)
	for _, refused := range []map[string]*feed.Problem{w.before.refused, w.refused} {
		for path := range refused {
			a := w.Article(path)
			if a == nil {
				continue
			}
			for _, c := range w.claimsOf(a) {
				if c, found := w.claims.Get(c); found {
					compare(c)
				}
			}
		}
	}
	w.names += countFiles(w.diff.Won) - countFiles(w.diff.Lost)
}

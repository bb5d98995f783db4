package feed

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Settle finds articles that claim one address, one page or one ID: paths that are
// equal but for case count as one, because many file systems think so, and no page
// can be where another one needs a folder. The first by rank keeps it, then the older
// (by Published, then by path); the others are left out, each with a problem that names
// both. rank is [Identities.Rank]; nil is the same for all.
func ResolveConflicts(articles []*Article, rank func(a *Article) int) (kept []*Article, problems []*Problem) {
	return resolve(articles, rank, true)
}

// ResolveAddressConflicts does the same for addresses and pages alone, before articles have been
// given the IDs that they had. It asks for the ranks of articles only if some are contested.
func ResolveAddressConflicts(articles []*Article, rank func() func(a *Article) int) (kept []*Article, problems []*Problem) {
	if noConflicts(articles, false) {
		return articles, nil
	}
	return resolve(articles, rank(), false)
}

func resolve(articles []*Article, rank func(a *Article) int, withIDs bool) (kept []*Article, problems []*Problem) {
	if noConflicts(articles, withIDs) {
		return articles, nil
	}
	if rank == nil {
		rank = func(*Article) int { return 0 }
	}
	byAge := slices.Clone(articles)
	slices.SortStableFunc(byAge, func(a, b *Article) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), a.Published.Compare(b.Published), cmp.Compare(a.Path, b.Path))
	})
	addresses, ids, pages := map[string]*Article{}, map[string]*Article{}, &Claims[*Article]{}
	refused := map[*Article]bool{}
	for _, a := range byAge {
		address := strings.ToLower(a.Permalink)
		what, older := "the same address "+a.Permalink+" as", addresses[address]
		if older == nil && withIDs {
			what, older = "the same ID "+a.ID+" as", ids[a.ID]
		}
		if older == nil && a.Page != "" {
			if other, taken := pages.Claim(a.Page, a); taken {
				what, older = "an address /"+a.Page+" that cannot be beside that of", other
			}
		}
		if older != nil {
			refused[a] = true
			why := "which is older"
			if rank(older) < rank(a) {
				why = "which was published first"
			}
			problems = append(problems, &Problem{Path: a.Path,
				Message: fmt.Sprintf("it has %s %s, %s and keeps it", what, older.Path, why), Hint: partHint(a, older)})
			continue
		}
		addresses[address], ids[a.ID] = a, a
	}
	kept = slices.DeleteFunc(slices.Clone(articles), func(a *Article) bool { return refused[a] })
	return kept, problems
}

// partHint is how two articles get addresses of their own. Of files that begin with dates
// these are what tells them apart.
func partHint(a, b *Article) string {
	if _, dated := NameDate(path.Base(a.Stem)); dated != "" && a.Permalink == b.Permalink {
		if _, both := NameDate(path.Base(b.Stem)); both != "" {
			return "write permalinks: /{year}/{month}/{slug}/ into site.yaml, or give one of the two another slug"
		}
	}
	return "give one of the two another name, slug or id"
}

// apart reports whether no two articles claim anything that cannot be both's. It is
// quick, and may say no where they do not.
func noConflicts(articles []*Article, withIDs bool) bool {
	var unique, pagesFit bool
	var wg sync.WaitGroup
	wg.Go(func() {
		addresses, ids := newHashSet(len(articles)), newHashSet(len(articles))
		unique = !slices.ContainsFunc(articles, func(a *Article) bool {
			return !addresses.add(strings.ToLower(a.Permalink)) || withIDs && !ids.add(a.ID)
		})
	})
	wg.Go(func() {
		pages := NewPathSet(len(articles))
		for _, a := range articles {
			if a.Page != "" {
				pages.Add(a.Page)
			}
		}
		pagesFit = pages.Consistent()
	})
	wg.Wait()
	return unique && pagesFit
}

// Beside reports whether some articles have places that no other one of all has, where
// the others have none of one another's. It is quick, and may say no where they have.
func AddressesFree(all []*Article, some map[*Article]bool) bool {
	addresses, pages, near := newHashSet(len(some)), NewPathSet(len(some)), nameList{}
	bare := false // one has an address and no page
	for a := range some {
		if !addresses.add(strings.ToLower(a.Permalink)) {
			return false
		}
		near.add(a.Permalink)
		if bare = bare || a.Page == ""; a.Page != "" {
			pages.Add(a.Page)
		}
	}
	if !pages.Consistent() {
		return false
	}
	free := func(a *Article) bool {
		return near.differs(a.Permalink) || !addresses.has(strings.ToLower(a.Permalink))
	}
	var contested atomic.Bool
	Parallel(len(all), 1000, func(from, to int) {
		for _, a := range all[from:to] {
			switch {
			case some[a]:
			case a.Page != "" && pages.Fits(a.Page) && (!bare || free(a)): // whoever has a page and its address would have its page
			case a.Page == "" && free(a):
			default:
				contested.Store(true)
				return
			}
		}
	})
	return !contested.Load()
}

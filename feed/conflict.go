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

// ResolveConflicts finds articles that claim the same address, page or ID, and returns those that keep
// theirs. Addresses and pages that differ only in case conflict, because many file systems ignore
// case, and so does a page whose path is a folder of another page. The article with the lowest rank
// keeps the claim, then the older one (by Published, then Path). The others are dropped, each with a
// problem that names both. rank is [Identities.Rank]; nil means that all ranks are equal.
func ResolveConflicts(articles []*Meta, rank func(a *Meta) int) (accepted []*Meta, problems []*Problem) {
	return resolve(articles, rank, true)
}

// ResolveAddressConflicts resolves conflicts between addresses and pages, and not between IDs, before articles get the IDs
// under which they were published. It calls rank only if there are conflicts.
func ResolveAddressConflicts(articles []*Meta, rank func() func(a *Meta) int) (accepted []*Meta, problems []*Problem) {
	if noConflicts(articles, false) {
		return articles, nil
	}
	return resolve(articles, rank(), false)
}

// resolve implements ResolveConflicts; withIDs says whether IDs are compared too.
func resolve(articles []*Meta, rank func(a *Meta) int, withIDs bool) (accepted []*Meta, problems []*Problem) {
	if noConflicts(articles, withIDs) {
		return articles, nil
	}
	if rank == nil {
		rank = func(*Meta) int { return 0 }
	}
	byAge := slices.Clone(articles)
	slices.SortStableFunc(byAge, func(a, b *Meta) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), a.Published.Compare(b.Published), cmp.Compare(a.Path, b.Path))
	})
	addresses, ids, pages := map[string]*Meta{}, map[string]*Meta{}, &Claims[*Meta]{}
	refused := map[*Meta]bool{}
	for _, a := range byAge {
		address := strings.ToLower(a.Permalink)
		what, older := "the same address "+a.Permalink+" as", addresses[address]
		if older == nil && withIDs {
			what, older = "the same ID "+a.ID+" as", ids[a.ID]
		}
		if older == nil && a.Page != "" {
			if owner, taken := pages.Claim(a.Page, a); taken {
				what, older = "an address /"+a.Page+" that cannot be beside that of", owner
			}
		}
		if older != nil {
			refused[a] = true
			why := "which is older"
			if rank(older) < rank(a) {
				why = "which was published first"
			}
			problems = append(problems, &Problem{Path: a.Path,
				Message: fmt.Sprintf("it has %s %s, %s and keeps it", what, older.Path, why), Hint: conflictHint(a, older)})
			continue
		}
		addresses[address], ids[a.ID] = a, a
	}
	accepted = slices.DeleteFunc(slices.Clone(articles), func(a *Meta) bool { return refused[a] })
	return accepted, problems
}

// conflictHint says how two articles get different addresses. If both file names begin with a date, the
// dates tell them apart.
func conflictHint(a, b *Meta) string {
	if _, dated := NameDate(path.Base(a.Stem)); dated != "" && a.Permalink == b.Permalink {
		if _, both := NameDate(path.Base(b.Stem)); both != "" {
			return "write permalinks: /{year}/{month}/{slug}/ into site.yaml, or give one of the two another slug"
		}
	}
	return "give one of the two another name, slug or id"
}

// noConflicts reports whether no two articles claim the same address, page or ID. It compares hashes, so
// it is quick, and may return false if there is no conflict.
func noConflicts(articles []*Meta, withIDs bool) bool {
	var unique, pagesFit bool
	var wg sync.WaitGroup
	wg.Go(func() {
		addresses, ids := newHashSet(len(articles)), newHashSet(len(articles))
		unique = !slices.ContainsFunc(articles, func(a *Meta) bool {
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

// AddressesFree reports whether the addresses and pages of the articles in some conflict neither with
// each other nor with those of any other article in all. It assumes that the other articles have no
// conflicts among themselves. It is quick, and may return false if there is no conflict.
func AddressesFree(all []*Meta, some map[*Meta]bool) bool {
	addresses, pages, near := newHashSet(len(some)), NewPathSet(len(some)), nameList{}
	bare := false // one of some has an address and no page
	for a := range some {
		if !addresses.add(strings.ToLower(a.Permalink)) {
			return false
		}
		near.add(a.Permalink)
		bare = bare || a.Page == ""
		if a.Page != "" {
			pages.Add(a.Page)
		}
	}
	if !pages.Consistent() {
		return false
	}
	free := func(a *Meta) bool {
		return near.differs(a.Permalink) || !addresses.has(strings.ToLower(a.Permalink))
	}
	var contested atomic.Bool
	Parallel(len(all), 1000, func(from, to int) {
		for _, a := range all[from:to] {
			switch {
			case some[a]:
			case a.Page != "" && pages.Fits(a.Page) && (!bare || free(a)): // with the same address it would have the same page
			case a.Page == "" && free(a):
			default:
				contested.Store(true)
				return
			}
		}
	})
	return !contested.Load()
}

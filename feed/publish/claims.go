package publish

import (
	"fmt"
	"slices"
	"sync/atomic"

	"golang.org/x/text/unicode/norm"

	"fil/feed"
)

// claims finds outputs whose names collide: two names may not be equal but for case, and no name may
// be that of a folder which another needs.
//
// Most publications have no collision. So the planner first adds all names to a set of hashes (quick),
// which says for all of them together whether there may be one (namesFit). Only then the planner plans
// again with strict: each name is compared with those before it, and the output that is planned first
// gets the name.
type claims struct {
	strict bool
	exact  feed.Claims[string] // the claimants of names, if strict
	quick  *feed.PathSet       // if not strict
	// previous are the names of the last publication that may be claimed again, nil if the plan is not
	// incremental. They fit beside the pages that are not planned, as they did then. So only new names
	// are compared with these: newNames are those that are not the pages of articles, newTargets
	// those that are not aliases of articles.
	previous             map[string]bool
	newNames, newTargets []string
}

// claimantKind is the kind of output that claims a name. It matters in an incremental plan: pages of
// articles do not collide with one another, because package source makes sure of it, and
// order.aliasesFit compares aliases with one another.
type claimantKind int

const (
	otherFile claimantKind = iota
	articlePage
	articleAlias
)

// claim claims a name of dist for an output. claimant names the output in messages: it is the file of
// content that it is made from, or a description. If the claims are strict and the name collides with an
// earlier one, collides is true and owner is the claimant of that one.
func (c *claims) claim(name, claimant string, kind claimantKind) (owner string, collides bool) {
	if c.strict {
		return c.exact.Claim(name, claimant)
	}
	c.quick.Add(name)
	if c.previous == nil || c.previous[name] {
		return "", false
	}
	if kind != articlePage {
		c.newNames = append(c.newNames, name)
	}
	if kind != articleAlias {
		c.newTargets = append(c.newTargets, name)
	}
	return "", false
}

// setPrevious sets the names of the last publication that may be claimed again.
func (c *claims) setPrevious(names []string) {
	c.previous = make(map[string]bool, len(names))
	for _, name := range names {
		c.previous[name] = true
	}
}

// namesFit reports whether no names collide, neither those of outputs with one another, nor those
// of outputs with those of pages and aliases that are not planned because they have not changed. It
// may report false for names that do fit: then the strict plan decides.
func (p *planner) namesFit() bool {
	if !p.claims.quick.Consistent() {
		return false
	}
	if p.aliasesUnchanged && slices.ContainsFunc(p.claims.newTargets, func(name string) bool { return !p.aliasNames.Free(name) }) {
		return false
	}
	names := p.claims.newNames
	if p.Unplanned == 0 || len(names) == 0 {
		return true
	}
	if p.in.Register != nil && !slices.ContainsFunc(names, func(name string) bool { return !p.in.Register.Free(name) }) {
		return true
	}
	set := feed.NewPathSet(len(names))
	for _, name := range names {
		set.Add(name)
	}
	var collision atomic.Bool
	feed.Parallel(len(p.live), 1000, func(from, to int) {
		for _, a := range p.live[from:to] {
			if a.Page != "" && p.pageUnchanged(a) && !set.Fits(a.Page) {
				collision.Store(true)
				return
			}
		}
	})
	return !collision.Load()
}

// add adds an output, and reports whether its name is free and short enough. If not, it adds a
// problem. claimant is as in claim.
func (p *planner) add(o Output, claimant string) bool {
	if feed.TooLong(o.Name) {
		p.Problems = append(p.Problems, &feed.Problem{Path: claimant, Message: fmt.Sprintf("its address is too long for a file: /%.60s…", o.Name), Hint: "give it a shorter name"})
		return false
	}
	name := norm.NFC.String(o.Name)
	kind := otherFile
	if o.own && name == o.Name {
		kind = articlePage
	}
	owner, collides := p.claims.claim(name, claimant, kind)
	if !collides && o.Hot {
		owner, collides = p.claims.claim(name+gzipped, claimant, otherFile)
	}
	if collides {
		p.Problems = append(p.Problems, &feed.Problem{Path: claimant, Hint: "give it another name",
			Message: fmt.Sprintf("its address /%s cannot be beside that of %s", o.Name, owner)})
		return false
	}
	p.Outputs = append(p.Outputs, o)
	return true
}

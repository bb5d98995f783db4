package publish

import (
	"fmt"
	"slices"
	"sync/atomic"

	"golang.org/x/text/unicode/norm"

	"fil/feed"
)

// places gives each name of dist to whoever asks first. Most publications have no two
// outputs in one place, which is seen at a glance when all have asked; only where they
// have, the plan is made again by somebody who looks at each.
type places struct {
	strict bool
	claims feed.Claims[string]
	quick  *feed.Places
	// before are the names of the last publication that may be claimed again. Of those that
	// were not there, anew are not the pages of articles, and direct not their aliases: what
	// stands has stood beside all others.
	before       map[string]bool
	anew, direct []string
}

// claimant is what claims a name. The pages of articles have room beside one another.
type claimant int

const (
	anything claimant = iota
	anArticle
	anAlias
)

// claim claims a name for somebody.
func (p *places) claim(name, who string, as claimant) (other string, taken bool) {
	if p.strict {
		return p.claims.Claim(name, who)
	}
	p.quick.Add(name)
	if p.before == nil || p.before[name] {
		return "", false
	}
	if as != anArticle {
		p.anew = append(p.anew, name)
	}
	if as != anAlias {
		p.direct = append(p.direct, name)
	}
	return "", false
}

// remember takes up what stood beside one another in the last publication.
func (p *places) remember(names []string) {
	p.before = make(map[string]bool, len(names))
	for _, name := range names {
		p.before[name] = true
	}
}

// apart reports whether every output has its place, also beside the pages that are what
// they were: those have room beside the pages of all other articles, but perhaps not beside
// what else is new.
func (p *planner) apart() bool {
	if !p.places.quick.Apart() {
		return false
	}
	if p.aliasesStand && slices.ContainsFunc(p.places.direct, func(name string) bool { return !p.names.Free(name) }) {
		return false
	}
	anew := p.places.anew
	if p.Standing == 0 || len(anew) == 0 {
		return true
	}
	if p.in.Places != nil && !slices.ContainsFunc(anew, func(name string) bool { return !p.in.Places.Free(name) }) {
		return true
	}
	places := feed.NewPlaces(len(anew))
	for _, name := range anew {
		places.Add(name)
	}
	var contested atomic.Bool
	feed.Parts(len(p.live), 1000, func(from, to int) {
		for _, a := range p.live[from:to] {
			if a.Page != "" && p.stands(a) && !places.Beside(a.Page) {
				contested.Store(true)
				return
			}
		}
	})
	return !contested.Load()
}

// add adds an output, unless something else has its place.
func (p *planner) add(o Output, who string) bool {
	if feed.TooLong(o.Name) {
		p.Problems = append(p.Problems, &feed.Problem{Path: who, Message: fmt.Sprintf("its address is too long for a file: /%.60s…", o.Name), Hint: "give it a shorter name"})
		return false
	}
	name := norm.NFC.String(o.Name)
	as := anything
	if o.own && name == o.Name {
		as = anArticle
	}
	other, taken := p.places.claim(name, who, as)
	if !taken && o.Hot {
		other, taken = p.places.claim(name+gzipped, who, anything)
	}
	if taken {
		p.Problems = append(p.Problems, &feed.Problem{Path: who, Hint: "give it another name",
			Message: fmt.Sprintf("its address /%s cannot be beside that of %s", o.Name, other)})
		return false
	}
	p.Outputs = append(p.Outputs, o)
	return true
}

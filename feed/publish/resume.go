package publish

import (
	"encoding/json"
	"errors"
	"slices"

	"fil/feed"
	"fil/feed/index"
)

// saved is the part of a plan that a plan in another process needs to follow it.
type saved struct {
	Basis   Key
	Files   int
	Shared  map[string]bool
	Blocked []string // names in dist
	Groups  []savedGroup
	Hashes  []savedHash
	// RetainFiles and RetainFolders are those of the plan.
	RetainFiles, RetainFolders []string
	// Refused, Listed, Names and Claimed are those of its set, to recognise an equal one.
	Refused                []string
	Listed, Names, Claimed int
}

type savedGroup struct {
	Kind       feed.Kind
	Value, URL string
}

type savedHash struct {
	Folder, Period, Hash string
	Tally                index.Tally
}

// Save returns what [Resume] needs.
func (p *Publication) Save() ([]byte, error) {
	s := saved{Basis: p.basis, Files: p.Files, Shared: p.shared, RetainFiles: p.RetainFiles, RetainFolders: p.RetainFolders,
		Refused: p.set.Refused(), Listed: p.set.Listed().Len(), Names: p.set.Names(), Claimed: p.set.Claimed()}
	for c := range p.blocked {
		s.Blocked = append(s.Blocked, c.Name)
	}
	for key, url := range p.groupPages {
		s.Groups = append(s.Groups, savedGroup{key.kind, key.value, url})
	}
	for key, h := range p.hashes {
		s.Hashes = append(s.Hashes, savedHash{key.folder, key.period, h.hash, h.tally})
	}
	return json.Marshal(s)
}

// Resume returns the plan that was saved, as far as the next plan needs it: it lists no outputs. set should
// be equal to the set of which that plan was made; the error says that it is not.
func Resume(set *index.Set, data []byte) (*Publication, error) {
	var s saved
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, err
	}
	if !slices.Equal(s.Refused, set.Refused()) || s.Listed != set.Listed().Len() || s.Names != set.Names() || s.Claimed != set.Claimed() {
		return nil, errors.New("the set is another one")
	}
	p := &Publication{RetainFiles: s.RetainFiles, RetainFolders: s.RetainFolders, set: set, basis: s.Basis, Files: s.Files, shared: s.Shared, blocked: map[*index.Claim]bool{}, groupPages: map[groupKey]string{}, hashes: map[archiveKey]archiveHash{}}
	for _, name := range s.Blocked {
		c := set.Owner(name)
		if c == nil {
			return nil, errors.New("the set is another one")
		}
		p.blocked[c] = true
	}
	for _, g := range s.Groups {
		p.groupPages[groupKey{g.Kind, g.Value}] = g.URL
	}
	for _, h := range s.Hashes {
		p.hashes[archiveKey{h.Folder, h.Period, ""}] = archiveHash{h.Tally, h.Hash}
	}
	return p, nil
}

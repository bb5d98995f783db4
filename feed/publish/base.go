package publish

import (
	"encoding/json"
	"errors"
	"slices"

	"fil/feed"
	"fil/feed/index"
)

// Base is what a plan leaves for the next one. It has no outputs: their functions hold the plan and the Base
// before it, so that all earlier plans would stay in memory.
type Base struct {
	// Files is the number of all files, without compressed forms.
	Files int
	// RetainFolders are folders of dist in which no file is removed: those of Input.Unread, and that
	// of the theme's files if the theme could not be loaded. RetainFiles are files that are not removed.
	RetainFolders, RetainFiles []string

	set *index.Set
	// basis is a hash of what all pages have in common, and groupPages are the addresses of the pages
	// of tags, authors, sections and languages.
	basis      Key
	groupPages map[groupKey]string
	// shared are the names of the outputs that are not of a single article or file; the value says
	// whether they are Hot. blocked are the claims of content that do not get their names: a shared
	// output has the name, or the file is withheld or looks like a compressed form.
	shared  map[string]bool
	blocked map[*index.Claim]bool
	// hashes is what was computed of archives, by feed and period.
	hashes map[archiveKey]archiveHash
}

func newBase(set *index.Set) *Base {
	return &Base{set: set, groupPages: map[groupKey]string{}, shared: map[string]bool{}, blocked: map[*index.Claim]bool{}, hashes: map[archiveKey]archiveHash{}}
}

// saved is a Base for another process.
type saved struct {
	Basis                      Key
	Files                      int
	RetainFolders, RetainFiles []string
	Shared                     map[string]bool
	Blocked                    []string // names in dist
	Groups                     []savedGroup
	Hashes                     []savedHash
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
func (b *Base) Save() ([]byte, error) {
	s := saved{Basis: b.basis, Files: b.Files, Shared: b.shared, RetainFiles: b.RetainFiles, RetainFolders: b.RetainFolders,
		Refused: b.set.Refused(), Listed: b.set.Listed().Len(), Names: b.set.Names(), Claimed: b.set.Claimed()}
	for c := range b.blocked {
		s.Blocked = append(s.Blocked, c.Name)
	}
	for key, url := range b.groupPages {
		s.Groups = append(s.Groups, savedGroup{key.kind, key.value, url})
	}
	for key, h := range b.hashes {
		s.Hashes = append(s.Hashes, savedHash{key.folder, key.period, h.hash, h.tally})
	}
	return json.Marshal(s)
}

// Resume returns the Base that was saved. set should be equal to the set of which its plan was made; the
// error says that it is not.
func Resume(set *index.Set, data []byte) (*Base, error) {
	var s saved
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, err
	}
	if !slices.Equal(s.Refused, set.Refused()) || s.Listed != set.Listed().Len() || s.Names != set.Names() || s.Claimed != set.Claimed() {
		return nil, errors.New("the set is another one")
	}
	b := newBase(set)
	b.basis, b.Files, b.RetainFolders, b.RetainFiles, b.shared = s.Basis, s.Files, s.RetainFolders, s.RetainFiles, s.Shared
	for _, name := range s.Blocked {
		c := set.Owner(name)
		if c == nil {
			return nil, errors.New("the set is another one")
		}
		b.blocked[c] = true
	}
	for _, g := range s.Groups {
		b.groupPages[groupKey{g.Kind, g.Value}] = g.URL
	}
	for _, h := range s.Hashes {
		b.hashes[archiveKey{h.Folder, h.Period, ""}] = archiveHash{h.Tally, h.Hash}
	}
	return b, nil
}

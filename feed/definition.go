package feed

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"path"
	"slices"
	"strings"
)

// Kind says what a feed is made for.
type Kind string

// The kinds of feeds: of the whole site, of one tag, author, section or language, or one that
// site.yaml describes.
const (
	Whole    Kind = "site"
	Tag      Kind = "tag"
	Author   Kind = "author"
	Section  Kind = "section"
	Language Kind = "language"
	Named    Kind = "named"
	// Translation is the kind of the groups of articles that are one text in several languages. They
	// have no feeds.
	Translation Kind = "translation"
)

// Definition describes a feed: where it is, and which articles it chooses.
type Definition struct {
	Kind Kind
	// Value is the tag, author's name, section or language that the feed is made for, or the name
	// of a named feed; "" for the site's feed.
	Value string
	// Path is its folder in dist, "" for the site's feed.
	Path string
	// ID is its identity, which stays when the site's address changes: that of site.yaml, else the one
	// under which it was published before, else a new one. It is "" for IDs that are local URLs.
	ID    string `json:",omitempty"`
	Title string
	Selector
	FeedOptions
	// Subtitle and Image describe a named feed, and Podcast makes it a podcast of its own. Without Image and
	// Podcast it has those of the site.
	Subtitle string   `json:",omitempty"`
	Image    string   `json:",omitempty"` // absolute URL
	Podcast  *Podcast `json:",omitempty"`
	// Archive says that articles beyond the feed's limit go to archives (RFC 5005 §4).
	Archive bool
	// Paths are the names in dist of its subscription documents, where they are not the usual ones below
	// Path.
	Paths Address `json:",omitzero"`
}

// File returns the name in dist of the feed's subscription document in a form.
func (d Definition) File(f Form) string { return cmp.Or(f.In(d.Paths), d.Under(f.File)) }

// Definitions lists the feeds of a site: the whole site's, the named ones, then those of each tag,
// author, section and language, sorted by path within each kind. values returns the values of a kind
// in their spelling, by lower case. existing are the feeds of the last publication.
//
// If several values want the same folder, the one that has it already keeps it, else the one that
// is spelled like the folder gets it, else the first in byte order. The folders of the others get a
// hash, and a warning says so.
func Definitions(s *Site, values func(kind Kind) map[string]string, existing []Definition) (all []Definition, problems []*Problem) {
	all = []Definition{{Kind: Whole, ID: s.FeedID, Title: s.Title, FeedOptions: s.Feed, Archive: true, Paths: s.Paths}}
	all = append(all, s.Named...)
	for _, kind := range s.Each {
		definitions, warnings := kind.definitions(s, values(kind), existing)
		all, problems = append(all, definitions...), append(problems, warnings...)
	}
	identify(s, all, existing)
	return all, problems
}

// identify gives feeds without ID the one that the feed in the same folder had in the last publication,
// else the one of its address. If another feed has or had that one, because the site's address has
// changed, the folder is appended.
func identify(s *Site, all, existing []Definition) {
	known, used := map[string]string{}, map[string]bool{}
	for _, d := range existing {
		known[d.Path] = d.ID
	}
	for _, d := range slices.Concat(all, existing) {
		used[d.ID] = true
	}
	for i := range all {
		d := &all[i]
		d.ID = cmp.Or(d.ID, known[d.Path])
		if d.ID != "" {
			continue
		}
		d.ID = s.feedID(d.Path)
		if used[d.ID] {
			d.ID += "#" + escapePath(d.Path)
		}
		used[d.ID] = true
	}
}

// Values yields the values of an article that have feeds of this kind, in the article's spelling.
func (k Kind) Values(s *Site, a *Meta) iter.Seq[string] {
	return func(yield func(string) bool) {
		switch k {
		case Tag:
			for _, tag := range a.Tags {
				if !yield(tag) {
					return
				}
			}
		case Author:
			for _, p := range a.Authors {
				if !yield(p.Name) {
					return
				}
			}
		case Section:
			if a.Section != "" {
				yield(a.Section)
			}
		case Language:
			if language := a.LanguageOn(s); language != "" {
				yield(language)
			}
		}
	}
}

// definitions lists the feeds of one kind, sorted by path. values are its values, by lower case.
func (k Kind) definitions(s *Site, values map[string]string, existing []Definition) (all []Definition, problems []*Problem) {
	sorted := make([]string, 0, len(values))
	for _, value := range values {
		sorted = append(sorted, value)
	}
	slices.SortFunc(sorted, func(a, b string) int {
		// Values that are spelled like their folder come first.
		if x, y := s.Slug(a) == strings.ToLower(a), s.Slug(b) == strings.ToLower(b); x != y {
			if x {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	owner := map[string]string{} // values by slug
	slugs := map[string]string{} // slugs of existing feeds by value, in lower case
	for _, d := range existing {
		if d.Kind == k {
			slug := strings.TrimPrefix(d.Path, k.folder())
			owner[slug], slugs[strings.ToLower(d.Value)] = d.Value, slug
		}
	}
	for _, value := range sorted {
		slug, exists := slugs[strings.ToLower(value)]
		if !exists {
			slug = k.slug(s, value)
		}
		if other, taken := owner[slug]; !exists && (taken || slug == "") {
			sum := sha256.Sum256([]byte(value))
			slug = strings.TrimPrefix(slug+"-"+hex.EncodeToString(sum[:3]), "-")
			if taken {
				problems = append(problems, &Problem{Warning: true,
					Message: "the feeds of the " + string(k) + "s " + other + " and " + value + " want the same address; that of " + value + " is " + k.folder() + slug + "/",
					Hint:    "spell one of them otherwise"})
			}
		}
		owner[slug] = value
		all = append(all, k.Define(s, value, k.folder()+slug))
	}
	slices.SortFunc(all, func(a, b Definition) int { return strings.Compare(a.Path, b.Path) })
	return all, problems
}

// slug returns the last segment of the folder of a value's feed. Sections are folders already: their
// name is used unchanged if an address may have it.
func (k Kind) slug(s *Site, value string) string {
	if k == Section && !strings.ContainsFunc(value, notSlug) {
		return s.folderName(value)
	}
	return s.Slug(value)
}

// folder returns the folder of dist that has all feeds of the kind, with a slash; "" for the root.
func (k Kind) folder() string {
	return map[Kind]string{Tag: "tags/", Author: "authors/", Language: "lang/"}[k]
}

// Define returns the definition of the feed of one value.
func (k Kind) Define(s *Site, value, folder string) Definition {
	d := Definition{Kind: k, Value: value, Path: folder, Title: s.Title + " – " + value, FeedOptions: s.Feed}
	switch k {
	case Tag:
		d.Tags = []string{value}
	case Author:
		d.Authors = []string{value}
	case Section:
		d.Sections = []string{value}
	case Language:
		d.Languages = []string{value}
		if s.LanguageName != nil {
			d.Title = s.Title + " – " + s.LanguageName(value)
		}
	}
	return d
}

// Under returns the path of a file in the feed's folder.
func (d Definition) Under(name string) string { return path.Join(d.Path, name) }

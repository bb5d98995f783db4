package feed

import (
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"path"
	"slices"
	"strings"
)

// Kind says what a feed of its own is made for.
type Kind string

// The kinds of feeds.
const (
	Whole    Kind = "site"
	Tag      Kind = "tag"
	Author   Kind = "author"
	Section  Kind = "section"
	Language Kind = "language"
	Named    Kind = "named"
)

// Definition is a feed before it has articles.
type Definition struct {
	Kind Kind
	// Value is the tag, author's name, section or language that it is made for, or
	// its name; "" for the site's.
	Value string
	// Path is its folder in dist, "" for the site's.
	Path  string
	Title string
	Selector
	FeedOptions
	// Archive says that what no longer fits stays in archives (RFC 5005 §4).
	Archive bool
}

// Definitions lists the feeds of a site whose articles are on these groups: the whole first, then
// the named ones, then each tag, author, section and language by itself, in order.
// Of values that want the same folder, the one that has it keeps it (standing are the
// feeds that there have been), else the one that is spelled like it, else the first;
// the others get a folder with a hash, and a problem tells so.
func Definitions(s *Site, groups *Groups, standing []Definition) (all []Definition, problems []*Problem) {
	all = []Definition{{Kind: Whole, Title: s.Title, FeedOptions: s.Feed, Archive: true}}
	all = append(all, s.Named...)
	for _, each := range s.Each {
		made, told := each.definitions(s, groups.values(each), standing)
		all, problems = append(all, made...), append(problems, told...)
	}
	return all, problems
}

// Values are those of an article that the kind makes feeds of.
func (k Kind) Values(s *Site, a *Article) iter.Seq[string] {
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

func (k Kind) definitions(s *Site, values map[string]string, standing []Definition) (all []Definition, problems []*Problem) {
	sorted := make([]string, 0, len(values))
	for _, value := range values {
		sorted = append(sorted, value)
	}
	slices.SortFunc(sorted, func(a, b string) int {
		// Whoever is spelled like the folder comes first.
		if x, y := s.Slug(a) == strings.ToLower(a), s.Slug(b) == strings.ToLower(b); x != y {
			if x {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	taken, has := map[string]string{}, map[string]string{}
	for _, d := range standing {
		if d.Kind == k {
			slug := strings.TrimPrefix(d.Path, k.folder())
			taken[slug], has[strings.ToLower(d.Value)] = d.Value, slug
		}
	}
	for _, value := range sorted {
		slug, kept := has[strings.ToLower(value)]
		if !kept {
			slug = k.slug(s, value)
		}
		if other, ok := taken[slug]; !kept && (ok || slug == "") {
			sum := sha256.Sum256([]byte(value))
			slug = strings.TrimPrefix(slug+"-"+hex.EncodeToString(sum[:3]), "-")
			if ok {
				problems = append(problems, &Problem{Warning: true,
					Message: "the feeds of the " + string(k) + "s " + other + " and " + value + " want the same address; that of " + value + " is " + k.folder() + slug + "/",
					Hint:    "spell one of them otherwise"})
			}
		}
		taken[slug] = value
		all = append(all, k.Define(s, value, k.folder()+slug))
	}
	slices.SortFunc(all, func(a, b Definition) int { return strings.Compare(a.Path, b.Path) })
	return all, problems
}

// slug is the last part of the folder of a value's feed. A section is a folder.
func (k Kind) slug(s *Site, value string) string {
	if k == Section && !strings.ContainsFunc(value, notSlug) {
		return s.folderName(value)
	}
	return s.Slug(value)
}

func (k Kind) folder() string {
	return map[Kind]string{Tag: "tags/", Author: "authors/", Language: "lang/"}[k]
}

// Define makes the definition of one value's feed.
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

// Under returns a path below the feed's folder.
func (d Definition) Under(name string) string { return path.Join(d.Path, name) }

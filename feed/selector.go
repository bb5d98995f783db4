package feed

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"slices"
	"strings"
)

// Selector is the rule that chooses articles. Within a list any value will do; lists
// that are not empty all have to be met. The zero value chooses every article.
type Selector struct {
	Tags, Sections, Authors, Languages []string
	// Not leaves out what any of its lists has; nil leaves out nothing.
	Not *Selector
}

// Match reports whether an article of the site is chosen. Tags and names of authors
// are compared without case.
func (s Selector) Match(site *Site, a *Article) bool {
	for _, list := range s.lists(site, a) {
		if len(list.want) > 0 && !list.met() {
			return false
		}
	}
	if s.Not != nil {
		for _, list := range s.Not.lists(site, a) {
			if list.met() {
				return false
			}
		}
	}
	return true
}

// criterion is one list of a selector beside what the article has.
type criterion struct{ want, have []string }

func (c criterion) met() bool {
	return slices.ContainsFunc(c.want, func(want string) bool {
		return slices.ContainsFunc(c.have, func(have string) bool { return strings.EqualFold(want, have) })
	})
}

func (s Selector) lists(site *Site, a *Article) []criterion {
	names := make([]string, len(a.Authors))
	for i, p := range a.Authors {
		names[i] = p.Name
	}
	return []criterion{{s.Tags, a.Tags}, {s.Sections, some(a.Section)}, {s.Authors, names}, {s.Languages, some(a.LanguageOn(site))}}
}

func some(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

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

// Definitions lists the feeds of a site with these articles: the whole first, then
// the named ones, then each tag, author, section and language by itself, in order.
// Of values that want the same folder, the one that has it keeps it (standing are the
// feeds that there have been), else the one that is spelled like it, else the first;
// the others get a folder with a hash, and a problem tells so.
func Definitions(s *Site, articles []*Article, standing []Definition) (all []Definition, problems []*Problem) {
	all = []Definition{{Kind: Whole, Title: s.Title, FeedOptions: s.Feed, Archive: true}}
	all = append(all, s.Named...)
	for _, each := range s.Each {
		values := map[string]string{} // by folded value
		for _, a := range articles {
			for _, value := range each.values(s, a) {
				if seen, ok := values[strings.ToLower(value)]; !ok || value < seen {
					values[strings.ToLower(value)] = value
				}
			}
		}
		made, told := each.definitions(s, values, standing)
		all, problems = append(all, made...), append(problems, told...)
	}
	return all, problems
}

// values are those of an article that the kind makes feeds of.
func (k Kind) values(s *Site, a *Article) []string {
	switch k {
	case Tag:
		return a.Tags
	case Author:
		names := make([]string, len(a.Authors))
		for i, p := range a.Authors {
			names[i] = p.Name
		}
		return names
	case Section:
		return some(a.Section)
	case Language:
		return some(a.LanguageOn(s))
	}
	return nil
}

func (k Kind) definitions(s *Site, values map[string]string, standing []Definition) (all []Definition, problems []*Problem) {
	sorted := make([]string, 0, len(values))
	for _, value := range values {
		sorted = append(sorted, value)
	}
	slices.SortFunc(sorted, func(a, b string) int {
		// Whoever is spelled like the folder comes first.
		if x, y := Slug(a) == strings.ToLower(a), Slug(b) == strings.ToLower(b); x != y {
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
			slug = k.slug(value)
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
func (k Kind) slug(value string) string {
	if k == Section && !strings.ContainsFunc(value, notSlug) {
		return value
	}
	return Slug(value)
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
	}
	return d
}

// Under returns a path below the feed's folder.
func (d Definition) Under(name string) string { return path.Join(d.Path, name) }

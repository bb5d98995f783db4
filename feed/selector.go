package feed

import (
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
	return (len(s.Tags) == 0 || anyIn(s.Tags, a.Tags)) && (len(s.Sections) == 0 || contains(s.Sections, a.Section)) &&
		(len(s.Authors) == 0 || anyAuthorIn(s.Authors, a.Authors)) && (len(s.Languages) == 0 || contains(s.Languages, a.LanguageOn(site))) &&
		(s.Not == nil || !s.Not.matchesAny(site, a))
}

// touches reports whether any of the lists is met.
func (s Selector) matchesAny(site *Site, a *Article) bool {
	return anyIn(s.Tags, a.Tags) || contains(s.Sections, a.Section) || anyAuthorIn(s.Authors, a.Authors) || contains(s.Languages, a.LanguageOn(site))
}

func contains(want []string, value string) bool {
	return value != "" && slices.ContainsFunc(want, func(w string) bool { return strings.EqualFold(w, value) })
}

func anyIn(want, values []string) bool {
	return slices.ContainsFunc(values, func(value string) bool { return contains(want, value) })
}

func anyAuthorIn(want []string, people []Person) bool {
	return slices.ContainsFunc(people, func(p Person) bool { return contains(want, p.Name) })
}

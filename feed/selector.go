package feed

import (
	"slices"
	"strings"
)

// Selector is the rule that chooses the articles of a feed. An article matches a list if it has any of
// its values; it must match all lists that are not empty. The zero value chooses every article.
type Selector struct {
	Tags, Sections, Authors, Languages []string
	// Not excludes articles that match any of its lists; nil excludes none.
	Not *Selector
}

// Match reports whether the selector chooses an article of the site. All values are compared without
// regard to case. The language of an article that names none is the site's.
func (s Selector) Match(site *Site, a *Meta) bool {
	return (len(s.Tags) == 0 || anyIn(s.Tags, a.Tags)) && (len(s.Sections) == 0 || contains(s.Sections, a.Section)) &&
		(len(s.Authors) == 0 || anyAuthorIn(s.Authors, a.Authors)) && (len(s.Languages) == 0 || contains(s.Languages, a.LanguageOn(site))) &&
		(s.Not == nil || !s.Not.matchesAny(site, a))
}

// matchesAny reports whether the article matches any of the lists.
func (s Selector) matchesAny(site *Site, a *Meta) bool {
	return anyIn(s.Tags, a.Tags) || contains(s.Sections, a.Section) || anyAuthorIn(s.Authors, a.Authors) || contains(s.Languages, a.LanguageOn(site))
}

// contains reports whether a value is in the list, without regard to case. "" never is.
func contains(want []string, value string) bool {
	return value != "" && slices.ContainsFunc(want, func(w string) bool { return strings.EqualFold(w, value) })
}

// anyIn reports whether any of the values is in the list.
func anyIn(want, values []string) bool {
	return slices.ContainsFunc(values, func(value string) bool { return contains(want, value) })
}

// anyAuthorIn reports whether the name of any of the people is in the list.
func anyAuthorIn(want []string, people []Person) bool {
	return slices.ContainsFunc(people, func(p Person) bool { return contains(want, p.Name) })
}

package importer

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"fil/feed"
)

// tidy cleans the fields of an item: one line each, without duplicates, and nothing that Fil would refuse.
func (i *Item) tidy() {
	for _, s := range []*string{&i.Title, &i.Section, &i.Rights, &i.Summary} {
		*s = strings.Join(strings.Fields(*s), " ")
	}
	for _, s := range []*string{&i.URL, &i.Image, &i.Link, &i.Comments} {
		*s = strings.TrimSpace(*s)
	}
	for _, s := range []*string{&i.Image, &i.Link, &i.Comments} {
		if !onWeb(*s) {
			*s = ""
		}
	}
	if tag, err := language.Parse(i.Language); err == nil && i.Language != "" {
		i.Language = tag.String()
	} else {
		i.Language = ""
	}
	i.Tags = unique(i.Tags)
	i.ID = strings.TrimSpace(i.ID) // as every reader of a feed does
	var authors []feed.Person
	for _, p := range i.Authors {
		p.Name, p.Email = strings.Join(strings.Fields(p.Name), " "), strings.TrimSpace(p.Email)
		if !onWeb(p.URL) {
			p.URL = ""
		}
		if p.Name == "" {
			p.Name = p.Email
		}
		if p.Name != "" && !slices.ContainsFunc(authors, func(q feed.Person) bool { return q.Name == p.Name }) {
			authors = append(authors, p)
		}
	}
	i.Authors = authors
	i.Enclosures = slices.DeleteFunc(i.Enclosures, func(e feed.Enclosure) bool {
		if !onWeb(e.URL) {
			i.note("its enclosure " + e.URL + " has no address on the web")
			return true
		}
		return false
	})
}

// onWeb reports whether an address is an absolute http or https URL.
func onWeb(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// unique returns the texts in one line each, without empty ones and duplicates; case does not count.
func unique(texts []string) (all []string) {
	seen := map[string]bool{}
	for _, text := range texts {
		text = strings.Join(strings.Fields(text), " ")
		if key := strings.ToLower(text); key != "" && !seen[key] {
			seen[key] = true
			all = append(all, text)
		}
	}
	return all
}

// tags matches the tags of HTML, which summaries have sometimes, and breaks those that separate words.
var (
	tags   = regexp.MustCompile(`<[^>]*>`)
	breaks = regexp.MustCompile(`(?i)<(?:br|/p|/div|/li|/h[1-6]|/td)[^>]*>`)
)

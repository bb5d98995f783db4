package build

import (
	"fmt"
	"html"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/publish"
)

// advise returns what would make the live articles of a plan better for readers, although nothing is wrong with
// them.
func (r *reading) advise(plan *publish.Publication) (advice []*feed.Problem) {
	addresses := r.addresses(plan)
	for _, a := range r.set.Listed().All() {
		full, err := r.load(a)
		if err != nil {
			continue // it is among the problems
		}
		for _, message := range slices.Concat(adviceFor(full), r.deadLinks(full, addresses)) {
			advice = append(advice, &feed.Problem{Path: a.Path, Message: message[0], Hint: message[1], Warning: true})
		}
	}
	return advice
}

// addresses returns the names of all files and redirects of a plan; nil if the pages of articles are elsewhere.
func (r *reading) addresses(plan *publish.Publication) map[string]bool {
	if !r.site.Pages {
		return nil
	}
	names := map[string]bool{}
	for i := range plan.Outputs {
		names[plan.Outputs[i].Name] = true
	}
	for _, redirect := range plan.Redirects {
		names[redirect.From] = true
	}
	return names
}

// deadLinks returns advice for the links of an article to addresses of the site that it does not have.
func (r *reading) deadLinks(a *feed.Article, addresses map[string]bool) (advice [][2]string) {
	if addresses == nil {
		return nil
	}
	for _, m := range references.FindAllStringSubmatch(a.Content, -1) {
		address := html.UnescapeString(m[1])
		name, ok := strings.CutPrefix(address, r.site.BaseURL)
		if !ok {
			continue
		}
		name, _, _ = strings.Cut(name, "#")
		name, _, _ = strings.Cut(name, "?")
		if plain, err := url.PathUnescape(name); err == nil {
			name = plain
		}
		if addresses[name] || addresses[path.Join(name, "index.html")] || addresses[name+".html"] {
			continue
		}
		advice = append(advice, [2]string{fmt.Sprintf("%q leads to no page of the site", "/"+name), "look for a slip in it, or write the path of the file"})
	}
	return advice
}

// adviceFor returns messages and hints for an article.
func adviceFor(a *feed.Article) (advice [][2]string) {
	if a.Traits.Has(feed.Untitled) {
		advice = append(advice, [2]string{"it has no title", "write title: into its front matter; readers list articles by their titles"})
	}
	if isBeginning(a.Summary, a.Content) {
		advice = append(advice, [2]string{"it has no summary of its own", "write summary: into its front matter; feed readers and search engines show it"})
	}
	if n := withoutAlt(a.Content); n > 0 {
		advice = append(advice, [2]string{"a picture has no alternative text", "write ![what it shows](picture.jpg); people who do not see it hear the text"})
	}
	return advice
}

var (
	tags       = regexp.MustCompile(`<[^>]*>`)
	references = regexp.MustCompile(`\s(?:href|src)="([^"]*)"`)
	images     = regexp.MustCompile(`<img\b[^>]*>`)
	hasAlt     = regexp.MustCompile(`\balt\s*=\s*("[^"]|'[^'])`)
)

// isBeginning reports whether a summary was made of the beginning of a text.
func isBeginning(summary, content string) bool {
	plain := strings.Join(strings.Fields(tags.ReplaceAllString(content, "")), " ")
	begin := strings.TrimRight(strings.Join(strings.Fields(summary), " "), "… ")
	const short = 240 // a text of this length needs no summary
	return len(plain) > short && strings.HasPrefix(html.UnescapeString(plain), begin)
}

// withoutAlt counts the pictures without an alternative text, or with an empty one, which Markdown gives to
// pictures that have none.
func withoutAlt(content string) (n int) {
	for _, tag := range images.FindAllString(content, -1) {
		if !hasAlt.MatchString(tag) {
			n++
		}
	}
	return n
}

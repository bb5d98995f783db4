package build

import (
	"html"
	"regexp"
	"strings"

	"fil/feed"
)

// advise returns what would make the live articles better for readers, although nothing is wrong with them.
func (r *reading) advise() (advice []*feed.Problem) {
	for _, a := range r.set.Listed().All() {
		full, err := r.load(a)
		if err != nil {
			continue // that is a problem of its own
		}
		for _, message := range adviceFor(full) {
			advice = append(advice, &feed.Problem{Path: a.Path, Message: message[0], Hint: message[1], Warning: true})
		}
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
	tags   = regexp.MustCompile(`<[^>]*>`)
	images = regexp.MustCompile(`<img\b[^>]*>`)
	hasAlt = regexp.MustCompile(`\balt\s*=\s*("[^"]|'[^'])`)
)

// isBeginning reports whether a summary was made of the beginning of a text.
func isBeginning(summary, content string) bool {
	plain := strings.Join(strings.Fields(tags.ReplaceAllString(content, " ")), " ")
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

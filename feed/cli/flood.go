package cli

import (
	"cmp"
	"fmt"
	"io"

	"fil/feed"
	"fil/feed/build"
)

// How a publication is accepted that was refused: by fil build, and while fil serves.
const (
	acceptBuild = "if that is meant: fil build --accept"
	acceptServe = "if that is meant: end fil serve, and start it with --accept; it then accepts the first run, and each that SIGHUP asks for"
)

// tellFlood names the articles and feeds for which a publication was refused.
func (a *app) tellFlood(e *build.FloodError) {
	why := map[string]string{}
	for _, p := range e.Withheld {
		why[p.Path] = ": " + p.Message
	}
	list := func(word, more string, n int, item func(i int) string) {
		printFirst(a.stderr, "  ", maxNamed, n, more, func(i int) string { return visible(word + item(i)) })
	}
	articles := func(word string, articles []*feed.Article) {
		list(word+": ", "more", len(articles), func(i int) string {
			return feed.Visible(articles[i].Title) + " (" + feed.Visible(articles[i].Path) + ")" + why[articles[i].Path]
		})
	}
	articles("again, under a new ID", e.Reissued)
	articles("gone", e.Gone)
	list("updated: ", "more", len(e.Revised), func(i int) string { return feed.Visible(e.Revised[i]) })
	list("", "more feeds", len(e.Shrunk), func(i int) string { return describeShrunk(e.Shrunk[i]) })
}

// printFirst prints the first most of n items, each in a line of its own, and how many more there are.
func printFirst(w io.Writer, indent string, most, n int, more string, item func(i int) string) {
	for i := range min(n, most) {
		fmt.Fprintln(w, indent+item(i))
	}
	if n > most {
		fmt.Fprintf(w, "%s… and %d %s\n", indent, n-most, more)
	}
}

// describeShrunk says what becomes of a feed, as in "feed tags/blé: 8 articles, now 2".
func describeShrunk(f feed.Shrunk) string {
	name := cmp.Or(f.Path, "of the site")
	if f.Gone {
		return fmt.Sprintf("feed %s: %s, now gone; where it has another address, retired leads its subscribers there", name, feed.Articles(f.Was))
	}
	return fmt.Sprintf("feed %s: %s, now %d", name, feed.Articles(f.Was), f.Now)
}

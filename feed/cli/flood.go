package cli

import (
	"fil/feed"
	"fil/feed/build"
)

// Hints for a publication that was refused: in fil build, and in fil serve.
const (
	acceptBuild = "if that is meant: fil build --accept"
	acceptServe = "if that is meant: end fil serve, and start it with --accept; it then accepts the first run, and each that SIGHUP asks for"
)

// printFlood prints the articles and feeds for which a publication was refused.
func (a *app) printFlood(e *build.FloodError) {
	reasons := map[string]string{} // why an article is withheld, by its file
	for _, p := range e.Withheld {
		reasons[p.Path] = ": " + p.Message
	}
	list := func(word, more string, n int, item func(i int) string) {
		printFirst(a.stderr, "  ", maxNamed, n, more, func(i int) string { return visible(word + item(i)) })
	}
	articles := func(word string, articles []*feed.Meta) {
		list(word+": ", "more", len(articles), func(i int) string {
			return feed.Visible(articles[i].Title) + " (" + feed.Visible(articles[i].Path) + ")" + reasons[articles[i].Path]
		})
	}
	articles("again, under a new ID", e.Reissued)
	articles("gone", e.Gone)
	list("updated: ", "more", len(e.Revised), func(i int) string { return feed.Visible(e.Revised[i]) })
	list("", "more feeds", len(e.Shrunk), func(i int) string { return e.Shrunk[i].String() })
}

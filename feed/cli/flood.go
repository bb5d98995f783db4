package cli

import (
	"cmp"
	"fmt"

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
	for _, list := range []struct {
		word     string
		articles []*feed.Article
	}{{"again, under a new ID", e.Reissued}, {"gone", e.Gone}} {
		for i, article := range list.articles {
			if i == maxNamed {
				fmt.Fprintf(a.stderr, "  … and %d more\n", len(list.articles)-maxNamed)
				break
			}
			fmt.Fprintf(a.stderr, "  %s: %s (%s)%s\n", list.word, feed.Visible(article.Title), feed.Visible(article.Path), visible(why[article.Path]))
		}
	}
	for i, path := range e.Revised {
		if i == maxNamed {
			fmt.Fprintf(a.stderr, "  … and %d more\n", len(e.Revised)-maxNamed)
			break
		}
		fmt.Fprintln(a.stderr, "  updated: "+feed.Visible(path))
	}
	for i, f := range e.Shrunk {
		if i == maxNamed {
			fmt.Fprintf(a.stderr, "  … and %d more feeds\n", len(e.Shrunk)-maxNamed)
			break
		}
		fmt.Fprintln(a.stderr, "  "+feed.Visible(describeShrunk(f)))
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

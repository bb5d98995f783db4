package build

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"fil/feed"
	"fil/feed/publish"
	"fil/feed/source"
)

// FloodError refuses a publication that subscribers should not be given without a second look: it
// would show them many articles again, or take many away. Ask.Accept publishes it all the same.
type FloodError struct {
	feed.Comparison
	// Shrunk lists the feeds that would be gone or choose fewer articles.
	Shrunk []feed.Shrunk
	// Revised lists the files of articles that would be updated.
	Revised []string
	// Withheld has a warning for each article that its own front matter withholds.
	Withheld []*feed.Problem

	why string
}

// Error returns the reason, in one line.
func (e *FloodError) Error() string {
	return "refusing to publish: " + e.why
}

// flood returns why subscribers should not be given a publication without a second look; nil is
// no objection. Before there is a plan, feeds are not looked at.
func (r *reading) checkFlood(c feed.Comparison, plan *publish.Publication, now time.Time) error {
	var shrunk []feed.Shrunk
	if plan != nil {
		shrunk = r.shrunkFeeds(plan, now)
	}
	revised := r.revised.sorted()
	if why := cmp.Or(c.Flood(), c.FloodOfRevised(len(revised)), feed.FloodOf(shrunk)); why != "" {
		return &FloodError{Comparison: c, Shrunk: shrunk, Revised: revised, Withheld: r.newlyWithheld(c), why: why}
	}
	return nil
}

// shrunk lists the feeds of a site with a public address that would be gone or choose fewer
// articles than when it was last published.
func (r *reading) shrunkFeeds(plan *publish.Publication, now time.Time) []feed.Shrunk {
	if r.memory == nil || feed.LocalURL(r.site.BaseURL) {
		return nil
	}
	return feed.Shrink(r.site, r.memory.Sizes(), plan.Sizes, func(path string) (n int) {
		i := slices.IndexFunc(plan.Feeds, func(d feed.Definition) bool { return d.Path == path })
		if i < 0 {
			return 0
		}
		for _, a := range r.Articles {
			if a.Expired(now) && a.Expires.After(r.memory.Ran()) && !a.NoFeed && plan.Feeds[i].Match(r.site, a) {
				n++
			}
		}
		return n
	})
}

// grown returns a line for each feed that holds more articles than before, apart from new ones,
// because its limit has changed or it has become a podcast.
func (e *Engine) enlargedFeeds(plan *publish.Publication, c feed.Comparison) (lines []string) {
	before := e.memory.DocumentSizes()
	for _, d := range plan.Feeds {
		was, now := before[d.Path], plan.DocumentSizes[d.Path]
		if was > 0 && now > was+len(c.New)+maxUnreported {
			lines = append(lines, fmt.Sprintf("the feed %s holds %s now, and held %d: those that come back keep their IDs and dates", cmp.Or(d.Path, "of the site"), feed.Articles(now), was))
		}
	}
	return lines
}

// fewNew is how many more articles are not reported.
const maxUnreported = 2

// comparison compares this publication with the last one, as subscribers see them. An article that
// expires does not count as gone, because its front matter says when it leaves.
func (r *reading) compareWithLast(now time.Time) feed.Comparison {
	c := r.compareLive(now)
	c.Gone = slices.DeleteFunc(c.Gone, func(was *feed.Article) bool {
		at, there := source.Find(r.Articles, was.Path)
		return there && r.Articles[at].Expired(now)
	})
	if len(c.Gone) > 0 {
		c.RecentlyGone = feed.CountRecentlyGone(r.withdrawn, feed.Live(r.Articles, now), now)
	}
	return c
}

func (r *reading) compareLive(now time.Time) feed.Comparison {
	if !r.incremental {
		return feed.Compare(r.published, feed.Live(r.Articles, now))
	}
	if feed.LocalURL(r.site.BaseURL) { // only what was published for the world before has subscribers
		if !r.memory.Public() {
			return feed.Compare(nil, feed.Live(r.changed, now))
		}
		return feed.Compare(r.memory.Published(), feed.Live(r.Articles, now))
	}
	c := feed.Compare(r.published, feed.Live(r.changed, now))
	c.Previous += r.unchangedInFeeds
	return c
}

// withheldNow returns a warning for each article that was public and that its own front matter now
// withholds. Its author may not know that Fil reads that key.
func (r *reading) newlyWithheld(c feed.Comparison) (problems []*feed.Problem) {
	for _, was := range c.Gone {
		if key, line := source.Withheld(r.fsys, was.Path, r.site); key != "" {
			problems = append(problems, &feed.Problem{Path: was.Path, Line: line, Warning: true,
				Message: fmt.Sprintf("it was public, and %q withholds it from now on", key), Hint: "take that out if it is to stay"})
		}
	}
	return problems
}

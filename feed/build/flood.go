package build

import (
	"cmp"
	"fmt"
	"slices"

	"fil/feed"
	"fil/feed/publish"
	"fil/feed/source"
)

// FloodError is the error of a run that would show subscribers many articles again, or take many
// away, which is more often a mistake than meant. With Ask.Accept the run publishes.
type FloodError struct {
	feed.Comparison
	// Shrunk lists the feeds that would be gone or select fewer articles.
	Shrunk []feed.Shrunk
	// Revised lists the files of articles that would be updated.
	Revised []string
	// Withheld has a warning for each article that its own front matter withholds.
	Withheld []*feed.Problem

	reason string
}

// Error returns the reason, in one line.
func (e *FloodError) Error() string {
	return "refusing to publish: " + e.reason
}

// checkFlood returns a [*FloodError] if the publication would flood subscribers, else nil.
func (r *reading) checkFlood(c feed.Comparison, plan *publish.Publication) error {
	shrunk, revised := r.shrunkFeeds(plan), r.revised.sorted()
	if reason := cmp.Or(c.Flood(), c.FloodOfRevised(len(revised)), feed.FloodOf(shrunk)); reason != "" {
		return &FloodError{Comparison: c, Shrunk: shrunk, Revised: revised, Withheld: r.newlyWithheld(c), reason: reason}
	}
	return nil
}

// shrunkFeeds returns the feeds that would be gone or select fewer articles than in the last
// publication, not counting articles that have expired since. For a site on localhost it returns nil.
func (r *reading) shrunkFeeds(plan *publish.Publication) []feed.Shrunk {
	if feed.LocalURL(r.site.BaseURL) {
		return nil
	}
	return feed.Shrink(r.site, r.memory.Sizes(), plan.Sizes, func(path string) (n int) {
		i := indexOfFeed(plan, path)
		if i < 0 {
			return 0
		}
		for _, a := range r.set.Hidden() {
			if a.Expired(r.set.Now()) && a.Expires.After(r.memory.Ran()) && !a.NoFeed && plan.Feeds[i].Match(r.site, a) {
				n++
			}
		}
		return n
	})
}

// enlargedFeeds returns a message for each feed that holds more articles than the last publication
// and the new articles explain: its limit was raised, or it became a podcast.
func (e *Engine) enlargedFeeds(plan *publish.Publication, c feed.Comparison) (lines []string) {
	before := e.memory.DocumentSizes()
	for _, d := range plan.Feeds {
		old, now := before[d.Path], plan.DocumentSizes[d.Path]
		if old > 0 && now > old+len(c.New)+maxUnreported {
			lines = append(lines, fmt.Sprintf("the feed %s holds %s now, and held %d: those that come back keep their IDs and dates", cmp.Or(d.Path, "of the site"), feed.Articles(now), old))
		}
	}
	return lines
}

// maxUnreported is the number of additional articles up to which enlargedFeeds reports nothing.
const maxUnreported = 2

// compareWithLast compares this publication with the last one, as subscribers see them. An article
// that has expired does not count as gone, because its front matter says when it leaves.
func (r *reading) compareWithLast() feed.Comparison {
	c := r.compareLive()
	now := r.set.Now()
	c.Gone = slices.DeleteFunc(c.Gone, func(old *feed.Meta) bool {
		a := r.set.Article(old.Path)
		return a != nil && a.Expired(now)
	})
	if len(c.Gone) > 0 {
		c.RecentlyGone = feed.CountRecentlyGone(r.withdrawn, r.set.LiveArticles(), now)
	}
	return c
}

// compareLive compares the live articles of touched files with those of the last publication, and adds
// the number of the others.
func (r *reading) compareLive() feed.Comparison {
	live := slices.DeleteFunc(r.live(), func(a *feed.Meta) bool { return a.Stem == "" })
	if feed.LocalURL(r.site.BaseURL) { // only an earlier publication at a public address has subscribers
		if !r.memory.Public() {
			return feed.Compare(nil, live)
		}
		return feed.Compare(r.memory.Published(), r.set.LiveArticles())
	}
	c := feed.Compare(r.published, live)
	c.Previous += r.set.Public()
	for _, a := range live {
		if !a.NoFeed && !feed.LocalURL(a.ID) {
			c.Previous--
		}
	}
	return c
}

// newlyWithheld returns a warning for each article that was public and that a field of its front
// matter now withholds. Its author may not know that Fil reads that field.
func (r *reading) newlyWithheld(c feed.Comparison) (problems []*feed.Problem) {
	for _, old := range c.Gone {
		if key, line := source.Withheld(r.fsys, old.Path, r.site); key != "" {
			problems = append(problems, &feed.Problem{Path: old.Path, Line: line, Warning: true,
				Message: fmt.Sprintf("it was public, and %q withholds it from now on", key), Hint: "take that out if it is to stay"})
		}
	}
	return problems
}

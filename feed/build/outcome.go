package build

import (
	"slices"
	"time"

	"fil/feed"
	"fil/feed/memory"
	"fil/feed/publish"
)

// Outcome is the result of a run that published, or found nothing to publish.
type Outcome struct {
	Site   *feed.Site
	Report *publish.Report
	Took   time.Duration
	// Next is when the next article comes due or expires, or when a deferred file is to be checked
	// again; zero if none of these is to be expected.
	Next time.Time
	// Waiting counts the articles that are in no feed.
	Waiting feed.Waiting
	// Changed names the articles that are new or changed since the last run, each by its title and
	// address. It is empty after a first run.
	Changed []string
	// Settling lists the files of new articles that wait: until they have not changed for the time of settle in
	// site.yaml, or until the assets that they refer to are whole.
	Settling []string
	// Renames lists articles whose files have moved and which keep their IDs.
	Renames []feed.Rename
	// Grown has one line for each feed that holds older articles again, because its limit was raised
	// or it became a podcast.
	Grown []string

	// change is what Commit saves in the cache; nil if the run had nothing to do.
	change *memory.Change
	// unsaved says that the memory could not be saved. The cache must not be saved then either,
	// because it would not match the memory.
	unsaved bool
}

// addProblem adds a problem that concerns the whole run. It copies the report, because the report of
// a run with nothing to do shares its problems with the cache.
func (o *Outcome) addProblem(problem *feed.Problem) {
	report := *o.Report
	report.Problems = append([]*feed.Problem{problem}, report.Problems...)
	o.Report = &report
}

// makeOutcome returns the outcome of a run that published, and stores in the engine what the next
// run of this process uses. warnings are problems that only this run reports.
func (e *Engine) makeOutcome(r *reading, s *setup, plan *publish.Publication, report *publish.Report, warnings []*feed.Problem) *Outcome {
	incomplete := report.Degraded() // what could not be made is to be tried again
	persistent := slices.Concat(r.problems, report.Problems)
	report.Problems = slices.Concat(warnings, persistent)
	last := memory.LastRun{Ran: r.set.Now(), Refused: r.unreadable, Theme: s.themeSum, Next: r.next(), Waiting: r.set.Waiting(),
		Articles: report.Articles, Feeds: report.Feeds, Outputs: plan.Files, Dist: e.dist.State()}
	// Without a digest the next run reads content even if no file has changed. It has to while files
	// are deferred or articles settle, and if the result may differ for another reason.
	if r.clean() && !incomplete && len(r.uploading) == 0 && s.inventory.Sure && !r.Transient && !r.losesLastForm() && len(r.settling()) == 0 {
		last.Digest, last.Problems = s.inventory.Digest, persistent
	}
	last.Watched = plan.Watched(report.Manifest)
	e.set, e.base = r.set, plan.Base
	if incomplete {
		e.base = nil
	} else if saved, err := plan.Save(); err == nil { // plain values: it does not fail
		last.Plan, last.Redirects = saved, report.Redirects
	}
	return &Outcome{Site: r.site, Report: report, Next: last.Next, Waiting: last.Waiting, Settling: r.settling(),
		Changed: r.changedArticles(), Renames: r.renames, change: &memory.Change{Records: r.Records, Made: report.Made, Last: last}}
}

package build

import (
	"slices"
	"time"

	"fil/feed"
	"fil/feed/memory"
	"fil/feed/publish"
	"fil/feed/source/inventory"
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
	// Settling lists the files of new articles that are not published yet, because they have not been
	// unchanged for the time of settle in site.yaml.
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
func (e *Engine) makeOutcome(r *reading, inv *inventory.Inventory, plan *publish.Publication, report *publish.Report, warnings []*feed.Problem, start time.Time) *Outcome {
	clean := r.clean() && !report.Degraded()
	persistent := slices.Concat(r.problems, report.Problems)
	report.Problems = slices.Concat(warnings, persistent)
	change := &memory.Change{Records: r.Records, Made: report.Made, Last: e.lastRun(r, inv, plan, report, persistent, clean, start)}
	change.Last.Waiting = r.countWaiting(start)
	e.previous, e.lastContent, e.lastArrival = r.handOver(plan, start), r.Content, plan.Came()
	return &Outcome{Site: r.site, Report: report, Next: change.Last.Next, Waiting: change.Last.Waiting, Settling: r.settling(start),
		Changed: r.changedArticles(start), Renames: r.renames, change: change}
}

// lastRun returns the summary of a run that the cache stores. It has a digest only if the next run
// can rely on it, that is, if the same files would give the same publication. persistent are the
// problems that the next run has too if no file changes.
func (e *Engine) lastRun(r *reading, inv *inventory.Inventory, plan *publish.Publication, report *publish.Report, persistent []*feed.Problem, clean bool, start time.Time) memory.LastRun {
	last := memory.LastRun{Ran: start, Clean: clean, Refused: r.Refused, Next: feed.Next(r.scheduled(), start),
		Articles: report.Articles, Feeds: report.Feeds, Outputs: len(plan.Outputs) + plan.Unplanned, NonPages: plan.SharedFiles(), Dist: e.store.State()}
	if i := r.Introduction; i != nil {
		if next := feed.Next([]*feed.Meta{i}, start); last.Next.IsZero() || !next.IsZero() && next.Before(last.Next) {
			last.Next = next
		}
	}
	if len(r.uploading) > 0 && (last.Next.IsZero() || r.recheckAt.Before(last.Next)) {
		last.Next = r.recheckAt
	}
	// Without a digest the next run reads content even if no file has changed. It has to while files
	// are deferred or articles settle, and if the result may differ for another reason.
	if clean && len(r.uploading) == 0 && inv.Sure && !r.Transient && !r.losesFallback(start) && len(r.settling(start)) == 0 {
		last.Digest, last.Problems = inv.Digest, persistent
	}
	for _, f := range plan.Watched(report.Manifest) {
		last.Watched = append(last.Watched, memory.Watched{Name: f.Name, Size: f.Size, Since: f.Since})
	}
	return last
}

// scheduled returns the articles that may come due or expire; other articles may be among them.
func (r *reading) scheduled() []*feed.Meta {
	if r.previous == nil {
		return r.Articles
	}
	return slices.Concat(r.previous.expiring, r.changed)
}

// changedArticles returns the title and address of each article that is new, changed or has come due
// since the last run. It returns nil for a first run.
func (r *reading) changedArticles(now time.Time) (names []string) {
	if r.cache.Ran.IsZero() {
		return nil
	}
	for _, a := range r.candidates() {
		old := r.cache.Records[a.Path]
		same := old.Usable() && old.Meta.Print == a.Print && old.Meta.LiveAt(r.cache.Ran)
		if a.LiveAt(now) && !same && (r.Records[a.Path].Usable() || !a.LiveAt(r.cache.Ran)) {
			names = append(names, a.Title+" "+a.Permalink)
		}
	}
	return names
}

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
	// Next is when the next article comes due or expires, zero for never.
	Next time.Time
	// Waiting counts the articles that are in no feed.
	Waiting feed.Waiting
	// Changed names the articles that are new or changed since the last run, each by its title and
	// address. It is empty after a first run.
	Changed []string
	// Held lists the files of new articles that are held back until they have not changed for the
	// time of settle.
	Settling []string
	// Renames lists articles whose files have moved and which keep their IDs.
	Renames []feed.Rename
	// Grown has one line for each feed that holds older articles again.
	Grown []string

	// change is what spares the next run work, nil if there is nothing new. lost says that what was
	// published could not be remembered.
	change  *memory.Change
	unsaved bool
}

// degrade adds a problem of the whole run. The report may be the record of an earlier run, which
// is left as it is.
func (o *Outcome) addProblem(problem *feed.Problem) {
	report := *o.Report
	report.Problems = append([]*feed.Problem{problem}, report.Problems...)
	o.Report = &report
}

// conclude makes the outcome of what was published, and keeps what the next run of this process
// goes by. withheld are problems that the next run does not have.
func (e *Engine) makeOutcome(r *reading, inv *inventory.Inventory, plan *publish.Publication, report *publish.Report, withheld []*feed.Problem, start time.Time) *Outcome {
	settled := r.clean() && !report.Degraded()
	lasting := slices.Concat(r.problems, report.Problems)
	report.Problems = slices.Concat(withheld, lasting)
	change := &memory.Change{Records: r.Records, Made: report.Made, Last: e.lastRun(r, inv, plan, report, lasting, settled, start)}
	change.Last.Waiting = r.countWaiting(start)
	e.previous, e.lastContent, e.lastArrival = r.handOver(plan, start), r.Content, plan.Came()
	return &Outcome{Site: r.site, Report: report, Next: change.Last.Next, Waiting: change.Last.Waiting, Settling: r.settling(start),
		Changed: r.changedArticles(start), Renames: r.renames, change: change}
}

// last is what a run came to as a whole. Where a run cannot be told from the next one
// by its digest, there is none. lasting are the problems that the next run has too.
func (e *Engine) lastRun(r *reading, inv *inventory.Inventory, plan *publish.Publication, report *publish.Report, lasting []*feed.Problem, settled bool, start time.Time) memory.LastRun {
	last := memory.LastRun{Ran: start, Clean: settled, Refused: r.Refused, Next: feed.Next(r.scheduled(), start),
		Articles: report.Articles, Feeds: report.Feeds, Outputs: len(plan.Outputs) + plan.Unplanned, NonPages: plan.SharedFiles(), Dist: e.store.State()}
	if i := r.Introduction; i != nil {
		if next := feed.Next([]*feed.Article{i}, start); last.Next.IsZero() || !next.IsZero() && next.Before(last.Next) {
			last.Next = next
		}
	}
	if soon := r.recheckAt; len(r.uploading) > 0 && (last.Next.IsZero() || soon.Before(last.Next)) {
		last.Next = soon
	}
	if settled && len(r.uploading) == 0 && inv.Sure && !r.Passing && !r.losesFallback(start) && len(r.settling(start)) == 0 {
		last.Digest, last.Problems = inv.Digest, lasting
	}
	for _, f := range plan.Watched(report.Manifest) {
		last.Watched = append(last.Watched, memory.Watched{Name: f.Name, Size: f.Size, Since: f.Since})
	}
	return last
}

// mayCome are the articles whose time may come, or go.
func (r *reading) scheduled() []*feed.Article {
	if r.previous == nil {
		return r.Articles
	}
	return slices.Concat(r.previous.expiring, r.changed)
}

// changedArticles names the articles that are new, changed or have come due since the last run, as their
// author knows them. A first run names none.
func (r *reading) changedArticles(now time.Time) (names []string) {
	if r.cache.Ran.IsZero() {
		return nil
	}
	articles := r.Articles
	if r.incremental {
		articles = r.changed
	}
	for _, a := range articles {
		was := r.cache.Records[a.Path]
		same := was.Usable() && was.Article.Print == a.Print && was.Article.LiveAt(r.cache.Ran)
		if a.LiveAt(now) && !same && (r.Records[a.Path].Usable() || !a.LiveAt(r.cache.Ran)) {
			names = append(names, a.Title+" "+a.Permalink)
		}
	}
	return names
}

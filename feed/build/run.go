package build

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"fil/feed"
	"fil/feed/disk"
	"fil/feed/memory"
	"fil/feed/page"
	"fil/feed/publish"
	"fil/feed/source"
	"fil/feed/source/inventory"
)

// Ask says what a run is asked for. The zero value is a run that looks at all files of content.
type Ask struct {
	// Accept publishes also what would flood subscribers; see [FloodError].
	Accept bool
	// Verify checks that every file of dist is there, and not only those that are fetched often.
	Verify bool
	// Changed lists the files of content that may have changed since the last run. The zero value,
	// nil, means that any may.
	Changed []string
	// Prompt publishes new articles without the delay of settle, because a person asked for the run.
	SkipSettle bool
	// Once says that this process makes no other run, so that nothing is prepared for one.
	Once bool

	// moving are assets that changed while they were published: they wait.
	uploading map[string]bool
}

// Run publishes content, once. It starts over if a file of content changed while it was published,
// or if stored articles cannot be read: in both cases nothing has been published. After an error the
// last publication stays as it was, and [Engine.Commit] must not be called. Errors are [*Error],
// [*FloodError], [*source.SiteError], [ErrAbsent], or those of the file system.
func (e *Engine) Run(ctx context.Context, ask Ask) (*Outcome, error) {
	out, err := e.runOnce(ctx, ask)
	for changed := (*publish.ChangedError)(nil); errors.As(err, &changed) && !changed.In(ask.uploading); {
		ask.uploading, ask.Changed = changed.Add(ask.uploading), nil
		out, err = e.runOnce(ctx, ask)
	}
	if !errors.Is(err, memory.ErrUnreadableBody) {
		return out, err
	}
	if recalled := e.openCache(e.siteScope, e.site); recalled != nil {
		return nil, errors.Join(err, recalled)
	}
	gone, purged := e.cache.Purge()
	if gone == 0 && len(e.cache.Records) > 0 || purged != nil { // where there are none, all are read anew
		return nil, errors.Join(err, purged)
	}
	e.Warn("what is kept of articles in the state folder is damaged: their files are read anew")
	return e.runOnce(ctx, ask)
}

// attempt makes one run: content → articles → plan → dist. What spares the next run work is stored
// afterwards, by Commit, when the publication is being served.
func (e *Engine) runOnce(ctx context.Context, ask Ask) (out *Outcome, err error) {
	began := e.Clock()
	defer func() {
		if out == nil { // what was read may be half taken in: the next run begins anew
			e.discardState()
		}
	}()
	o, err := e.setUp(ctx, &ask, began)
	if err != nil {
		return nil, err
	}
	defer func() {
		if out != nil && o.siteError != nil {
			out.addProblem(keptSiteProblem(o.siteError))
		}
	}()
	site, start := o.site, o.start
	if out := e.unchanged(site, o.inventory, start, o.themeSum); out != nil && !ask.Verify {
		out.Took = e.Clock().Sub(began)
		return out, nil
	}
	r, err := e.read(ctx, site, o.inventory, start)
	if err != nil {
		return nil, err
	}
	e.releaseInventory(o.inventory, ask.Once)
	r.applySettle(e.settleTime(site), ask.SkipSettle, start)
	e.deferUploads(r, ask, start)
	c := r.compareWithLast(start)
	withheld := r.newlyWithheld(c)
	if refused := r.checkFlood(c, nil, start); refused != nil && !ask.Accept {
		return nil, refused
	}
	in, keep := e.planInput(r, start)
	in.Theme, in.ThemeError = o.theme, o.themeError
	e.setIncremental(&in, r, e.SmallSite, o.themeSum, ask)
	stay, lasting := e.retainPages(r, &in)
	keep.Retained, r.problems = stay, append(r.problems, lasting...)
	plan, err := e.plan(in, r, start)
	if err != nil {
		return nil, err
	}
	if refused := r.checkFlood(c, plan, start); refused != nil && !ask.Accept {
		return nil, refused
	}
	grown := e.enlargedFeeds(plan, c)
	report, lost, err := e.publish(ctx, ask, r, plan, keep, start)
	if err != nil {
		return nil, err
	}
	out = e.makeOutcome(r, o.inventory, plan, report, withheld, start)
	out.Grown = grown
	if lost != nil {
		out.unsaved = true
		out.addProblem(e.unsavedProblem(lost))
	}
	e.saveSite(o.fsys)
	out.change.Last.Theme, out.Took = o.themeSum, e.Clock().Sub(began)
	return out, nil
}

// outset is what a run begins with.
type setup struct {
	fsys      disk.FS
	site      *feed.Site
	siteError *source.SiteError // what is wrong with site.yaml, if the run goes by an earlier one
	inventory *inventory.Inventory
	start     time.Time
	// theme is what pages look like, unusable what is wrong with the site's own, and look the sum
	// of both.
	theme      *page.Theme
	themeError *page.ThemeError
	themeSum   [32]byte
}

// setOut reads site.yaml, opens the cache, and lists content.
func (e *Engine) setUp(ctx context.Context, ask *Ask, began time.Time) (*setup, error) {
	if err := e.reopenFolders(); err != nil {
		return nil, err
	}
	o := &setup{fsys: disk.NewFS(e.contentRoot)}
	var scope string
	var err error
	if o.site, scope, o.siteError, err = e.loadSite(o.fsys); err != nil {
		return nil, err
	}
	if err := e.openCache(scope, o.site); err != nil {
		return nil, err
	}
	ask.Verify = ask.Verify || ask.Changed == nil && !e.watchedIntact() // somebody has thrown files away
	o.start = runTime(began.Round(0), e.memory.Ran())                   // by the wall clock, whose times are kept
	if o.inventory, err = e.listContent(o.fsys, ask.Changed, e.Tick); err != nil {
		return nil, err
	}
	if ask.Once {
		list := func() (*inventory.Inventory, error) { return e.listContent(o.fsys, nil, e.Tick) }
		if o.inventory, ask.uploading, err = e.awaitUploads(ctx, o.inventory, ask.uploading, list); err != nil {
			return nil, err
		}
	}
	o.theme, o.themeError = loadTheme(o.fsys)
	o.themeSum = themeSum(o.theme, o.themeError)
	return o, nil
}

// believable is how far a clock may be put back and yet be wrong.
const maxClockBack = 24 * time.Hour

// onward is the time of a run. Where the clock has been put back since the last one, it
// is still that one's: what has been published is not taken back for the hours that come
// twice. A clock that goes back by more was wrong before.
func runTime(clock, last time.Time) time.Time {
	if back := last.Sub(clock); back > 0 && back <= maxClockBack {
		return last
	}
	return clock
}

// watchedIntact looks at those files of dist that are Ask for all day.
func (e *Engine) watchedIntact() bool {
	for _, w := range e.cache.Watched {
		if !e.store.Intact(w.Name, w.Size, w.Since) {
			return false
		}
	}
	return true
}

// unchanged is the outcome where there is nothing to do, else nil: every file of content
// is what it was at the last run, nothing has come due, and dist is as that run has left it.
func (e *Engine) unchanged(site *feed.Site, inv *inventory.Inventory, start time.Time, look [32]byte) *Outcome {
	last := &e.cache.LastRun
	if last.Ran.IsZero() || last.Digest != inv.Digest || last.Theme != look || !inv.Sure || last.Dist == "" || last.Dist != e.store.State() ||
		start.Before(last.Ran) || len(e.replaced) > 0 || !last.Next.IsZero() && !last.Next.After(start) {
		return nil
	}
	report := &publish.Report{Articles: last.Articles, Feeds: last.Feeds, Unchanged: last.Outputs, Problems: last.Problems}
	return &Outcome{Site: site, Report: report, Next: last.Next, Waiting: last.Waiting}
}

// forget lets go of what a run that failed has taken in.
func (e *Engine) discardState() {
	e.inventory = nil
	if e.cache != nil {
		e.cache.Token = "" // it is opened anew, and what goes with it let go
	}
	_ = e.memory.Rollback() // what is kept in vain is no harm: it is cut off at the next start
}

// publish remembers what a plan gives out, and publishes it. lost is why it cannot be remembered.
func (e *Engine) publish(ctx context.Context, ask Ask, r *reading, plan *publish.Publication, keep *memory.Publication, start time.Time) (report *publish.Report, lost, err error) {
	keep.Feeds, keep.Accepted, keep.DocumentSizes = plan.Feeds, ask.Accept, plan.DocumentSizes
	if !feed.LocalURL(r.site.BaseURL) {
		keep.Sizes = plan.Sizes
	}
	kept := e.saveOnce(*keep, len(r.Records))
	report, err = publish.Run(ctx, plan, e.store, publish.Options{Load: r.load, Made: e.cache.Made, Verify: ask.Verify, Pages: r.pageTest(),
		BeforeCommit: func() { _ = kept() }, Progress: e.Progress("publishing")}, start)
	if err == nil && !isSameFolder(e.distRoot, e.Dist) {
		err = errors.New("the dist folder was replaced meanwhile; the next run publishes into the new one")
	}
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("publishing: %w", err), e.store.Abandon())
	}
	return report, kept(), nil
}

// remembering returns a function that keeps, once, what is about to be published: an ID is
// remembered before anybody sees it.
func (e *Engine) saveOnce(keep memory.Publication, changed int) (kept func() error) {
	return sync.OnceValue(func() (err error) {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("a fault of Fil's: %v", p)
			}
		}()
		if changed > fewFiles {
			debug.FreeOSMemory() // a transaction is as large as what it writes
		}
		return e.memory.Keep(keep)
	})
}

// forgotten is the problem that what is published cannot be remembered, which is no reason to
// take anything down.
func (c Config) unsavedProblem(err error) *feed.Problem {
	return &feed.Problem{Path: c.State, Message: "what is published cannot be remembered: " + err.Error(),
		Hint: "make room there, or let Fil write there; it is tried again at each run"}
}

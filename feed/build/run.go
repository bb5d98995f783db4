package build

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"fil/feed"
	"fil/feed/disk"
	"fil/feed/memory"
	"fil/feed/page"
	"fil/feed/publish"
	"fil/feed/source"
	"fil/feed/source/inventory"
	"fil/feed/store/bucket"
)

// Ask holds the options of one run. The zero value checks all files of content and publishes what
// has changed.
type Ask struct {
	// Accept publishes even if [Engine.Run] would otherwise refuse with a [FloodError].
	Accept bool
	// Verify compares every file of dist with the manifest. The zero value compares only the files
	// that are requested often, see [publish.WatchRule]; or none, in a run with Changed after another of this process.
	Verify bool
	// Changed lists the files of content that may have changed since the last run. The zero value,
	// nil, means that any file may have changed.
	Changed []string
	// SkipSettle publishes new articles without the delay of settle in site.yaml. It is set when a
	// user has asked for the run.
	SkipSettle bool
	// Once says that this process makes no other run, so that nothing is kept in memory for one.
	Once bool

	// uploading are assets that changed while an earlier attempt of this run read them. They are
	// published by a later run.
	uploading map[string]bool
}

// Run publishes content once. If an asset changes while it is read, or if the stored text of an
// article cannot be read, Run starts over: in both cases nothing has been published. Run also starts over, once,
// if another publisher has published into the same bucket meanwhile. After an error
// dist is the last publication, or one that the next run finishes, and [Engine.Commit] must not be
// called. Errors are [*Error], [*FloodError], [*source.SiteError], [ErrAbsent], or those of the file
// system.
func (e *Engine) Run(ctx context.Context, ask Ask) (*Outcome, error) {
	out, err := e.runOnce(ctx, ask)
	for overtaken := false; ; {
		var changed *publish.ChangedError
		switch {
		case errors.As(err, &changed) && !changed.In(ask.uploading):
			ask.uploading, ask.Changed = changed.Add(ask.uploading), nil
		case errors.Is(err, bucket.ErrConflict) && !overtaken:
			e.Info("another publisher was faster: this run begins again with what it has published")
			overtaken = true
		default:
			return e.orReadAgain(ctx, ask, out, err)
		}
		out, err = e.runOnce(ctx, ask)
	}
}

// orReadAgain returns the outcome of a run. If the stored text of an article could not be read, it makes another
// run, which reads all files.
func (e *Engine) orReadAgain(ctx context.Context, ask Ask, out *Outcome, err error) (*Outcome, error) {
	if !errors.Is(err, memory.ErrUnreadableText) || e.cache == nil || e.cache.Records.Len() == 0 {
		return out, err
	}
	if discardErr := e.cache.Discard(); discardErr != nil {
		return nil, errors.Join(err, discardErr)
	}
	e.cache = nil
	e.Warn("stored articles in the state folder are damaged: all files are read again")
	return e.runOnce(ctx, ask)
}

// runOnce makes one attempt: it reads content, plans the publication and writes it to dist. It does
// not save the cache: Commit does that after the new publication is being served.
func (e *Engine) runOnce(ctx context.Context, ask Ask) (out *Outcome, err error) {
	began := e.Clock()
	defer func() {
		if out == nil { // the next run lists the files again
			e.inventory = nil
			e.memory.Rollback()
		}
	}()
	s, err := e.setUp(ctx, &ask, began)
	if err != nil {
		return nil, err
	}
	defer func() {
		if out != nil && s.siteError != nil {
			out.addProblem(keptSiteProblem(s.siteError))
		}
	}()
	if out := e.unchanged(s); out != nil && !ask.Verify {
		out.Took = e.Clock().Sub(began)
		return out, nil
	}
	r, err := e.readAll(ctx, s, ask)
	if err != nil {
		return nil, err
	}
	comparison := r.compareWithLast()
	warnings := append(r.newlyWithheld(comparison), r.warnDamaged()...)
	w := r.withholdAssets()
	in, err := r.planInput(w)
	if err != nil {
		return nil, err
	}
	in.Theme, in.ThemeError, in.ForServers = s.theme, s.themeError, bucket.IsAddress(e.Dist)
	retained, problems := e.retainPages(ctx, r, &in)
	r.problems = slices.Concat(r.problems, w.problems, e.warnWithheld(ctx, r, w, in), problems)
	last := e.lastPlan(ask)
	plan, err := r.plan(in, last)
	if err != nil {
		return nil, err
	}
	if refused := r.checkFlood(comparison, plan); refused != nil && !ask.Accept {
		return nil, refused
	}
	r.problems = append(r.problems, r.unknownFeeds(plan)...)
	grown := e.enlargedFeeds(plan, comparison)
	toSave := r.toSave(plan, w)
	toSave.Retained, toSave.Accepted, toSave.Events = retained, ask.Accept, r.events(plan)
	r.matching = nil // of a first publication it is large, and the files need the space
	report, saveErr, err := e.publish(ctx, ask, r, plan, toSave, last != nil && ask.Changed != nil)
	if err != nil {
		return nil, err
	}
	out = e.makeOutcome(r, s, plan, report, warnings)
	out.Grown = grown
	if saveErr != nil {
		out.unsaved = true
		out.addProblem(e.unsavedProblem(saveErr))
	}
	if s.siteError == nil {
		e.saveSite(s.fsys)
	}
	out.Took = e.Clock().Sub(began)
	return out, nil
}

// readAll reads the files of content that may have changed and, at the same time, the manifest of dist.
func (e *Engine) readAll(ctx context.Context, s *setup, ask Ask) (*reading, error) {
	manifestRead := make(chan error, 1)
	go func() {
		_, err := e.dist.Manifest(ctx)
		manifestRead <- err
	}()
	from := origin{fsys: s.fsys, site: s.site, memory: e.memory, lengths: e.memory, texts: e.memory, last: e.loadLast(s.site)}
	r, err := e.read(ctx, from, s.inventory, s.start, delays{settle: e.settleTime(s.site), skip: ask.SkipSettle, uploading: e.uploading(ask, s.start), report: ask.Once})
	if manifestErr := <-manifestRead; manifestErr != nil && err == nil {
		return nil, fmt.Errorf("reading the record of %s: %w", e.Dist, manifestErr)
	}
	return r, err
}

// lastPlan returns what the plan of the last run has left, if dist is as that run left it; else nil, so
// that all files are planned and compared with dist. It also returns nil for a small site: there this
// costs little, and repairs dist.
func (e *Engine) lastPlan(ask Ask) *publish.Base {
	if ask.Verify || e.base == nil || e.base.Files <= e.SmallSite || e.cache.Dist == "" || e.cache.Dist != e.dist.State() {
		return nil
	}
	return e.base
}

// setup is what a run needs before it reads articles.
type setup struct {
	fsys disk.FS // content
	site *feed.Site
	// siteError is the error in site.yaml, if site is the one of an earlier run; else nil.
	siteError *source.SiteError
	inventory *inventory.Inventory
	start     time.Time // the time of the run, by which articles come due
	// theme is nil if it could not be loaded; themeError then says why. themeSum identifies both.
	theme      *page.Theme
	themeError *page.ThemeError
	themeSum   [32]byte
}

// setUp reads site.yaml, opens the cache, lists the files of content and loads the theme. It may set
// ask.Verify and ask.uploading.
func (e *Engine) setUp(ctx context.Context, ask *Ask, began time.Time) (*setup, error) {
	if e.Fetch != nil {
		if err := e.Fetch(ctx); err != nil {
			return nil, WrapBucketError(err)
		}
	}
	if err := e.reopenFolders(ctx, ask.Accept); err != nil {
		return nil, err
	}
	s := &setup{fsys: disk.NewFS(e.contentRoot)}
	var scope string
	var err error
	s.site, scope, s.siteError, err = e.loadSite(ctx, s.fsys, ask.Accept)
	if err != nil {
		return nil, err
	}
	if err := e.openCache(scope, s.site); err != nil {
		return nil, err
	}
	// If a watched file of dist was deleted or changed, other files may have been too. A run with a
	// list of changed files does not check that: it has to be fast.
	ask.Verify = ask.Verify || ask.Changed == nil && !e.watchedIntact()
	// Stored times are those of the wall clock, without a monotonic reading.
	s.start = runTime(began.Round(0), e.memory.Ran())
	last := e.inventory
	s.inventory, err = e.listContent(ctx, s.fsys, ask.Changed, e.Tick)
	if err != nil {
		return nil, err
	}
	if ask.Once {
		list := func() (*inventory.Inventory, error) {
			e.inventory = last // the next run compares its listing with that of the last run
			return e.listContent(ctx, s.fsys, nil, e.Tick)
		}
		s.inventory, ask.uploading, err = e.awaitUploads(ctx, s.inventory, ask.uploading, list)
		if err != nil {
			return nil, err
		}
	}
	s.theme, s.themeError = loadTheme(s.fsys)
	s.themeSum = themeSum(s.theme, s.themeError)
	return s, nil
}

// maxClockBack is how far the clock may be set back without being followed; see runTime.
const maxClockBack = 24 * time.Hour

// runTime returns the time of a run. If the clock was set back by at most maxClockBack since the
// last run, that is the time of the last run, so that articles that have come due are not taken
// back. If the clock was set back further, it was wrong before, and its new time is used.
func runTime(clock, last time.Time) time.Time {
	if back := last.Sub(clock); back > 0 && back <= maxClockBack {
		return last
	}
	return clock
}

// watchedIntact reports whether the files of dist that are requested often, such as feeds, have the
// size and mtime that the last run recorded.
func (e *Engine) watchedIntact() bool {
	for _, w := range e.cache.Watched {
		if !e.dist.Intact(w) {
			return false
		}
	}
	return true
}

// unchanged returns the outcome of a run that has nothing to do: no file of content has changed
// since the last run, no article has come due or expired, and dist is in the state that the last run
// left. Otherwise it returns nil.
func (e *Engine) unchanged(s *setup) *Outcome {
	last := &e.cache.LastRun
	if last.Ran.IsZero() || last.Digest != s.inventory.Digest || last.Theme != s.themeSum || !s.inventory.Sure || last.Dist == "" || last.Dist != e.dist.State() ||
		s.start.Before(last.Ran) || len(e.replaced) > 0 || !last.Next.IsZero() && !last.Next.After(s.start) {
		return nil
	}
	report := &publish.Report{Articles: last.Articles, Feeds: last.Feeds, Unchanged: last.Outputs, Problems: last.Problems}
	return &Outcome{Site: s.site, Report: report, Next: last.Next, Waiting: last.Waiting}
}

// publish writes the plan to dist, and saves toSave in the memory before the commit, so that an ID is
// stored before a client can see it. saveErr says why the memory could not be saved; the plan is
// published all the same. trust says that only given files of content have changed, so that dist is not
// compared with its manifest.
func (e *Engine) publish(ctx context.Context, ask Ask, r *reading, plan *publish.Publication, toSave memory.Publication, trust bool) (report *publish.Report, saveErr, err error) {
	save := sync.OnceValue(func() (err error) {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("a fault of Fil's: %v", p)
			}
		}()
		return e.memory.Keep(toSave)
	})
	report, err = publish.Run(ctx, plan, e.dist, publish.Options{Load: r.load, Made: e.cache.Made, Verify: ask.Verify, Trust: trust, Redirects: e.cache.Redirects, Pages: r.pageTest(),
		BeforeCommit: func() { _ = save() }, Progress: e.Progress("publishing")}, r.set.Now())
	if err != nil {
		return nil, nil, errors.Join(WrapBucketError(fmt.Errorf("publishing: %w", err)), e.dist.Abandon())
	}
	return report, save(), nil // saves it now if there was nothing to commit
}

// unsavedProblem is the problem of a run whose publication could not be saved in the memory. The
// publication stays: to take it down would be worse.
func (c Config) unsavedProblem(err error) *feed.Problem {
	return &feed.Problem{Path: c.State, Message: "the memory of this publication cannot be saved: " + err.Error(),
		Hint: "free some space there, or let Fil write there; each run tries again"}
}

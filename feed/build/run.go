package build

import (
	"context"
	"errors"
	"fmt"
	"slices"
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

// plan plans the publication of a reading, and keeps the memo of the plan for the next one.
func (e *Engine) plan(in publish.Input, r *reading, start time.Time) (plan *publish.Publication, err error) {
	if in.HostFiles, err = r.hostFiles(); err != nil {
		return nil, err
	}
	if plan, err = publish.Plan(in, start); err != nil {
		return nil, err
	}
	if n, most := len(plan.Outputs)+plan.Unplanned, r.site.Limits.Files; n > most {
		return nil, Failed(fmt.Sprintf("if that is meant: limits: {files: %d} in %s", n, inventory.SiteFile), "refusing to publish %d files: %d are the most", n, most)
	}
	e.memo = plan.Memo
	return plan, nil
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

// partly tells the plan what has changed since the last one, where nothing else has.
func (e *Engine) setIncremental(in *publish.Input, r *reading, small int, look [32]byte, ask Ask) {
	if !r.incremental || ask.Verify || e.cache.Theme != look || e.cache.Outputs <= small || e.cache.Dist == "" || e.cache.Dist != e.store.State() {
		return
	}
	in.Incremental, in.Changed, in.PreviousFiles, in.Stale, in.Memo = true, r.changed, r.replaceableFiles(), r.replacedArticles(), e.memo
	in.Intact = r.previous != nil && ask.Changed != nil // the rescan looks at dist, once a minute
	if r.previous != nil {
		in.Register = r.previous.addresses
	}
}

// read reads content and, meanwhile, the record of dist.
func (e *Engine) read(ctx context.Context, site *feed.Site, inv *inventory.Inventory, start time.Time) (*reading, error) {
	about := coldRun
	grown := inv.Files() > fewFiles && inv.Files() > 2*len(e.cache.Records) // as in a first publication
	switch {
	case grown:
		e.previous, e.lastContent, e.memo = nil, nil, publish.Memo{}
	case e.cache.Records != nil:
		about = warmRun
	case !e.cache.Ran.IsZero():
		about = restartRun
	}
	tuneGC(inv.Files(), site.Pages, about)
	if about != warmRun {
		prefault(inv.Files(), site.Pages, about)
	}
	loaded := make(chan error, 1)
	go func() {
		_, err := e.store.Manifest()
		loaded <- err
	}()
	before := e.previous
	e.previous = nil // it is used up
	r, err := e.readArticles(ctx, origin{fsys: disk.NewFS(e.contentRoot), site: site, memory: e.memory, lengths: e.memory, bodies: e.memory,
		cache: e.cache, previous: before}, inv, start)
	if err != nil {
		<-loaded
		return nil, err
	}
	if err := <-loaded; err != nil {
		return nil, fmt.Errorf("reading the record of %s: %w", e.Dist, err)
	}
	if about == coldRun {
		raiseLimit(inv.Files())
	}
	return r, nil
}

// done lets the inventory go once it has been read, unless there will be another run.
func (e *Engine) releaseInventory(inv *inventory.Inventory, once bool) {
	if once {
		e.inventory = nil
		inv.Forget()
	}
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

// recall opens the cache for what the site is now.
func (e *Engine) openCache(scope string, site *feed.Site) error {
	if e.cache != nil && e.cacheScope == scope && e.cache.Token == e.memory.Token() {
		return nil
	}
	if e.cache != nil {
		e.cache.Close()
		e.cache = nil
	}
	cache, err := e.memory.OpenCache(e.State, scope, site.TimeZone)
	if err != nil {
		return fmt.Errorf("opening the cache in %s: %w", e.State, err)
	}
	e.cache, e.cacheScope, e.memo, e.previous, e.lastContent = cache, scope, publish.Memo{}, nil, nil // which know what the last one has loaded
	return nil
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

// input makes what is planned of what was read and what is remembered; keep is what
// is to be remembered when it has been published.
func (e *Engine) planInput(r *reading, now time.Time) (in publish.Input, keep *memory.Publication) {
	w := r.withholdAssets(now)
	in = publishInput(r, w)
	r.problems = slices.Concat(r.problems, w.problems, e.warnWithheld(r, w, in))
	in.PreviousFeeds, in.Moved, in.Entered = e.memory.Feeds(), e.memory.Moved(), map[string]feed.Arrivals{}
	for _, rename := range r.renames {
		if rename.Was.Page != "" && rename.Was.Page != rename.Now.Page {
			in.Moved[rename.Was.Page] = rename.Now.ID
		}
	}
	r.assignArrivals(now)
	var all []*feed.Article
	if !r.incremental || slices.ContainsFunc(r.site.Named, func(d feed.Definition) bool { return d.Archive }) {
		all = feed.Live(r.Articles, now)
	}
	for _, d := range r.site.Named {
		if d.Archive {
			in.Entered[d.Path] = feed.UpdateArrivals(e.memory.Entered(d.Path), feed.Compose(r.site, d, all).Articles, now)
		}
	}
	keep = &memory.Publication{Site: r.site, Ran: now, Articles: all, Body: r.bodyOf, Partial: r.incremental, Moved: in.Moved, Entered: in.Entered,
		Hidden: r.newlyHidden(now), Unreadable: r.Refused, Withheld: w.folders}
	if r.incremental {
		keep.Articles = feed.Live(r.changed, now)
		keep.Withdrawn = withdrawnPaths(r, keep.Articles)
	}
	if i := r.Introduction; i != nil && i.LiveAt(now) && (!r.incremental || r.Records[i.Path] != nil) {
		keep.Articles = append(keep.Articles, i)
	}
	return in, keep
}

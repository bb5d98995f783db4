package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"fil/feed"
	"fil/feed/memory"
	"fil/feed/page"
	"fil/feed/publish"
	"fil/feed/source"
	"fil/feed/source/inventory"
)

// outcome is what a run came to.
type outcome struct {
	site   *feed.Site
	report *publish.Report
	took   time.Duration
	next   time.Time // when something comes due, zero for never
	// waiting counts what a reader of the feeds does not see.
	waiting feed.Waiting
	// changed are the articles that are new or changed since the last run, each by its title
	// and address; a first run has none.
	changed []string
	// held are the files of new articles that are to be left alone for a while.
	held []string
	// renames are articles that live elsewhere than they did, and keep their ID.
	renames []feed.Rename
	// grown says which feeds hold older articles again, one line each.
	grown []string
	// change is what spares work next time, nil where that is what there was. lost says that what
	// was published could not be remembered.
	change *memory.Change
	lost   bool
}

// asked is how a run was asked for.
type asked struct {
	accept bool // what would flood subscribers
	verify bool // that every file of dist is there
	// changed are the files of content that may have changed since the last run; nil is
	// any.
	changed []string
	// prompt publishes new articles at once: a person has asked for this run.
	prompt bool
	// moving are assets that changed while they were published: they wait.
	moving map[string]bool
	// once says that this process makes no other run: nothing is kept for it.
	once bool
}

// run goes the road once, and again if a file of content changed while it was published, or if what
// is kept of articles cannot be read. In both cases nothing has been published.
func (h *house) run(ctx context.Context, a *app, ask asked) (*outcome, error) {
	out, err := h.road(ctx, a, ask)
	for changed := (*publish.ChangedError)(nil); errors.As(err, &changed) && !changed.In(ask.moving); {
		ask.moving, ask.changed = changed.Add(ask.moving), nil
		out, err = h.road(ctx, a, ask)
	}
	if !errors.Is(err, memory.ErrBody) {
		return out, err
	}
	if recalled := h.recall(a, h.siteScope, h.site); recalled != nil {
		return nil, errors.Join(err, recalled)
	}
	gone, purged := h.cache.Purge()
	if gone == 0 && len(h.cache.Records) > 0 || purged != nil { // where there are none, all are read anew
		return nil, errors.Join(err, purged)
	}
	a.complain("warning", "what is kept of articles in the state folder is damaged: their files are read anew", "")
	return h.road(ctx, a, ask)
}

// road is the straight road: content → articles → plan → dist. What spares the next run work is
// kept afterwards, with remember, once the publication is being served.
func (h *house) road(ctx context.Context, a *app, ask asked) (out *outcome, err error) {
	began := a.clock()
	defer a.clearBars()
	defer func() {
		if out == nil { // what was read may be half taken in: the next run begins anew
			h.forget()
		}
	}()
	o, err := h.setOut(ctx, a, &ask, began)
	if err != nil {
		return nil, err
	}
	defer func() {
		if out != nil && o.wrong != nil {
			out.degrade(goesOn(o.wrong))
		}
	}()
	site, start := o.site, o.start
	if out := h.unchanged(site, o.inv, start, o.look); out != nil && !ask.verify {
		out.took = a.clock().Sub(began)
		return out, nil
	}
	r, err := h.read(ctx, a, site, o.inv, start)
	if err != nil {
		return nil, err
	}
	h.done(o.inv, ask.once)
	r.hold(a.settleTime(site), ask.prompt, start)
	h.holdFiles(a, r, ask, start)
	c := r.comparison(start)
	withheld := r.withheldNow(c)
	if refused := r.flood(c, nil, start); refused != nil && !ask.accept {
		return nil, refused
	}
	in, keep := h.input(r, start)
	in.Theme, in.ThemeError = o.theme, o.unusable
	h.partly(&in, r, a.small, o.look, ask)
	stay, lasting := h.keepUnremembered(r, &in)
	keep.Stay, r.problems = stay, append(r.problems, lasting...)
	plan, err := h.plan(in, r, start)
	if err != nil {
		return nil, err
	}
	if refused := r.flood(c, plan, start); refused != nil && !ask.accept {
		return nil, refused
	}
	grown := h.grown(plan, c)
	report, lost, err := h.publish(ctx, a, ask, r, plan, keep, start)
	if err != nil {
		return nil, err
	}
	out = h.conclude(r, o.inv, plan, report, withheld, start)
	out.grown = grown
	if lost != nil {
		out.lost = true
		out.degrade(a.forgotten(lost))
	}
	a.keepSite(o.fsys)
	out.change.Last.Theme, out.took = o.look, a.clock().Sub(began)
	return out, nil
}

// outset is what a run begins with.
type outset struct {
	fsys  contentFS
	site  *feed.Site
	wrong *source.SiteError // what is wrong with site.yaml, if the run goes by an earlier one
	inv   *inventory.Inventory
	start time.Time
	// theme is what pages look like, unusable what is wrong with the site's own, and look the sum
	// of both.
	theme    *page.Theme
	unusable *page.ThemeError
	look     [32]byte
}

// setOut reads site.yaml, opens the cache, and lists content.
func (h *house) setOut(ctx context.Context, a *app, ask *asked, began time.Time) (*outset, error) {
	if err := h.follow(a); err != nil {
		return nil, err
	}
	o := &outset{fsys: contentFS{h.content}}
	var scope string
	var err error
	if o.site, scope, o.wrong, err = h.describe(a, o.fsys); err != nil {
		return nil, err
	}
	if err := h.recall(a, scope, o.site); err != nil {
		return nil, err
	}
	ask.verify = ask.verify || ask.changed == nil && !h.watchedIntact() // somebody has thrown files away
	o.start = onward(began.Round(0), h.memory.Ran())                    // by the wall clock, whose times are kept
	if o.inv, err = h.survey(o.fsys, ask.changed, a.tick); err != nil {
		return nil, err
	}
	if ask.once {
		list := func() (*inventory.Inventory, error) { return h.survey(o.fsys, nil, a.tick) }
		if o.inv, ask.moving, err = h.awaitStill(ctx, a, o.inv, ask.moving, list); err != nil {
			return nil, err
		}
	}
	o.theme, o.unusable = loadTheme(o.fsys)
	o.look = themeSum(o.theme, o.unusable)
	return o, nil
}

// publish remembers what a plan gives out, and publishes it. lost is why it cannot be remembered.
func (h *house) publish(ctx context.Context, a *app, ask asked, r *reading, plan *publish.Publication, keep *memory.Publication, start time.Time) (report *publish.Report, lost, err error) {
	keep.Feeds, keep.Accepted, keep.Held = plan.Feeds, ask.accept, plan.Held
	if !local(r.site.BaseURL) {
		keep.Sizes = plan.Sizes
	}
	kept := h.remembering(*keep, len(r.Records))
	report, err = publish.Run(ctx, plan, h.store, publish.Options{Load: r.load, Made: h.cache.Made, Verify: ask.verify, Pages: r.pages(),
		Remembered: func() { _ = kept() }, Progress: a.progress("publishing")}, start)
	if err == nil && !same(h.dist, a.settings.dist) {
		err = errors.New("the dist folder was replaced meanwhile; the next run publishes into the new one")
	}
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("publishing: %w", err), h.store.Abandon())
	}
	return report, kept(), nil
}

// plan plans the publication of a reading, and keeps the memo of the plan for the next one.
func (h *house) plan(in publish.Input, r *reading, start time.Time) (plan *publish.Publication, err error) {
	if in.HostFiles, err = r.hostFiles(); err != nil {
		return nil, err
	}
	if plan, err = publish.Plan(in, start); err != nil {
		return nil, err
	}
	if n, most := len(plan.Outputs)+plan.Standing, r.site.Limits.Files; n > most {
		return nil, failed(fmt.Sprintf("if that is meant: limits: {files: %d} in %s", n, inventory.SiteFile), "refusing to publish %d files: %d are the most", n, most)
	}
	h.memo = plan.Memo
	return plan, nil
}

// conclude makes the outcome of what was published, and keeps what the next run of this process
// goes by. withheld are problems that the next run does not have.
func (h *house) conclude(r *reading, inv *inventory.Inventory, plan *publish.Publication, report *publish.Report, withheld []*feed.Problem, start time.Time) *outcome {
	settled := r.settled() && !report.Degraded()
	lasting := slices.Concat(r.problems, report.Problems)
	report.Problems = slices.Concat(withheld, lasting)
	change := &memory.Change{Records: r.Records, Made: report.Made, Last: h.last(r, inv, plan, report, lasting, settled, start)}
	change.Last.Waiting = r.waiting(start)
	h.former, h.recent, h.came = r.leaves(plan, start), r.Content, plan.Came()
	return &outcome{site: r.site, report: report, next: change.Last.Next, waiting: change.Last.Waiting, held: r.held(start),
		changed: r.changedArticles(start), renames: r.renames, change: change}
}

// partly tells the plan what has changed since the last one, where nothing else has.
func (h *house) partly(in *publish.Input, r *reading, small int, look [32]byte, ask asked) {
	if !r.partly || ask.verify || h.cache.Theme != look || h.cache.Outputs <= small || h.cache.Dist == "" || h.cache.Dist != h.store.State() {
		return
	}
	in.Partly, in.Changed, in.Before, in.Left, in.Memo = true, r.changed, r.before(), r.left(), h.memo
	in.Intact = r.former != nil && ask.changed != nil // the rescan looks at dist, once a minute
	if r.former != nil {
		in.Places = r.former.places
	}
}

// read reads content and, meanwhile, the record of dist.
func (h *house) read(ctx context.Context, a *app, site *feed.Site, inv *inventory.Inventory, start time.Time) (*reading, error) {
	about := everything
	grown := inv.Files() > few && inv.Files() > 2*len(h.cache.Records) // as in a first publication
	switch {
	case grown:
		h.former, h.recent, h.memo = nil, nil, publish.Memo{}
	case h.cache.Records != nil:
		about = again
	case !h.cache.Ran.IsZero():
		about = followUp
	}
	tune(inv.Files(), site.Pages, about)
	if about != again {
		warm(inv.Files(), site.Pages, about)
	}
	loaded := make(chan error, 1)
	go func() {
		_, err := h.store.Manifest()
		loaded <- err
	}()
	before := h.former
	h.former = nil // it is used up
	r, err := a.read(ctx, contentFS{h.content}, site, inv, h.memory, h.cache, before, start)
	if err != nil {
		<-loaded
		return nil, err
	}
	if err := <-loaded; err != nil {
		return nil, fmt.Errorf("reading the record of %s: %w", a.settings.dist, err)
	}
	if about == everything {
		ease(inv.Files())
	}
	return r, nil
}

// done lets the inventory go once it has been read, unless there will be another run.
func (h *house) done(inv *inventory.Inventory, once bool) {
	if once {
		h.inventory = nil
		inv.Forget()
	}
}

// last is what a run came to as a whole. Where a run cannot be told from the next one
// by its digest, there is none. lasting are the problems that the next run has too.
func (h *house) last(r *reading, inv *inventory.Inventory, plan *publish.Publication, report *publish.Report, lasting []*feed.Problem, settled bool, start time.Time) memory.Last {
	last := memory.Last{Ran: start, Settled: settled, Refused: r.Refused, Next: feed.Next(r.mayCome(), start),
		Articles: report.Articles, Feeds: report.Feeds, Outputs: len(plan.Outputs) + plan.Standing, Besides: plan.Besides(), Dist: h.store.State()}
	if i := r.Introduction; i != nil {
		if next := feed.Next([]*feed.Article{i}, start); last.Next.IsZero() || !next.IsZero() && next.Before(last.Next) {
			last.Next = next
		}
	}
	if soon := r.looksAgain; len(r.moving) > 0 && (last.Next.IsZero() || soon.Before(last.Next)) {
		last.Next = soon
	}
	if settled && len(r.moving) == 0 && inv.Sure && !r.Transient && !r.fades(start) && len(r.held(start)) == 0 {
		last.Digest, last.Problems = inv.Digest, lasting
	}
	for _, f := range plan.Watched(report.Manifest) {
		last.Watched = append(last.Watched, memory.Watched{Name: f.Name, Size: f.Size, Since: f.Since})
	}
	return last
}

// mayCome are the articles whose time may come, or go.
func (r *reading) mayCome() []*feed.Article {
	if r.former == nil {
		return r.Articles
	}
	return slices.Concat(r.former.timed, r.changed)
}

// recall opens the cache for what the site is now.
func (h *house) recall(a *app, scope string, site *feed.Site) error {
	if h.cache != nil && h.scope == scope && h.cache.Token == h.memory.Token() {
		return nil
	}
	if h.cache != nil {
		h.cache.Close()
		h.cache = nil
	}
	cache, err := h.memory.OpenCache(a.settings.state, scope, site.TimeZone)
	if err != nil {
		return fmt.Errorf("opening the cache in %s: %w", a.settings.state, err)
	}
	h.cache, h.scope, h.memo, h.former, h.recent = cache, scope, publish.Memo{}, nil, nil // which know what the last one has loaded
	return nil
}

// watchedIntact looks at those files of dist that are asked for all day.
func (h *house) watchedIntact() bool {
	for _, w := range h.cache.Watched {
		if !h.store.Intact(w.Name, w.Size, w.Since) {
			return false
		}
	}
	return true
}

// unchanged is the outcome where there is nothing to do, else nil: every file of content
// is what it was at the last run, nothing has come due, and dist is as that run has left it.
func (h *house) unchanged(site *feed.Site, inv *inventory.Inventory, start time.Time, look [32]byte) *outcome {
	last := &h.cache.Last
	if last.Ran.IsZero() || last.Digest != inv.Digest || last.Theme != look || !inv.Sure || last.Dist == "" || last.Dist != h.store.State() ||
		start.Before(last.Ran) || len(h.stale) > 0 || !last.Next.IsZero() && !last.Next.After(start) {
		return nil
	}
	report := &publish.Report{Articles: last.Articles, Feeds: last.Feeds, Unchanged: last.Outputs, Problems: last.Problems}
	return &outcome{site: site, report: report, next: last.Next, waiting: last.Waiting}
}

// input makes what is planned of what was read and what is remembered; keep is what
// is to be remembered when it has been published.
func (h *house) input(r *reading, now time.Time) (in publish.Input, keep *memory.Publication) {
	w := r.withholdAssets(now)
	in = publishInput(r, w)
	r.problems = slices.Concat(r.problems, w.problems, h.tellTaken(r, w, in))
	in.Standing, in.Moved, in.Entered = h.memory.Feeds(), h.memory.Moved(), map[string]feed.Entered{}
	for _, rename := range r.renames {
		if rename.Was.Page != "" && rename.Was.Page != rename.Now.Page {
			in.Moved[rename.Was.Page] = rename.Now.ID
		}
	}
	r.enter(now)
	var all []*feed.Article
	if !r.partly || slices.ContainsFunc(r.site.Named, func(d feed.Definition) bool { return d.Archive }) {
		all = feed.Live(r.Articles, now)
	}
	for _, d := range r.site.Named {
		if d.Archive {
			in.Entered[d.Path] = feed.Enter(h.memory.Entered(d.Path), feed.Compose(r.site, d, all).Articles, now)
		}
	}
	keep = &memory.Publication{Site: r.site, Ran: now, Articles: all, Body: r.body, Partly: r.partly, Moved: in.Moved, Entered: in.Entered,
		Hidden: r.hidden(now), Unread: r.Refused, Withheld: w.folders}
	if r.partly {
		keep.Articles = feed.Live(r.changed, now)
		keep.Gone = gonePaths(r, keep.Articles)
	}
	if i := r.Introduction; i != nil && i.LiveAt(now) && (!r.partly || r.Records[i.Path] != nil) {
		keep.Articles = append(keep.Articles, i)
	}
	return in, keep
}

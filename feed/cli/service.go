package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"fil/feed"
	"fil/feed/build"
	"fil/feed/memory"
	"fil/feed/schedule"
	"fil/feed/serve"
	"fil/feed/source"
	"fil/feed/source/inventory"
	"fil/feed/websub"
)

// service is fil serve while it runs.
type service struct {
	app     *app
	engine  *build.Engine
	log     *slog.Logger
	server  *serve.Server
	runner  *schedule.Runner
	sender  *websub.Sender
	metrics *serve.Metrics
	// certificate is that of HTTPS, nil without.
	certificate *serve.Certificate
	// preview answers requests instead of server with --drafts; else it is nil.
	preview *serve.Preview
	// history are the last runs, for whoever asks.
	history serve.History
	// memory is the house's, for the sender.
	memory atomic.Pointer[memory.Memory]
	// described is the site as it was last read, for whoever asks.
	described atomic.Pointer[feed.Site]
	// private says whether hubs may be at private addresses.
	private atomic.Bool
	fatal   context.CancelCauseFunc
	// unfinished says that a run outlasts the service.
	unfinished bool

	// pending is what the next run is asked for.
	pending build.Pending

	// What follows belongs to the runner's goroutine.
	specs   []string
	zone    string
	known   map[string]bool // problems that have been logged
	failed  string          // why the last run failed, "" where it did not
	advised bool
	waiting string   // what was said of that
	held    []string // new articles of which it was said that they are held back
	later   bool     // than the first run, which looks at every file of dist
	told    bool     // has the world been told of what was published before the start
}

func (a *app) newService(e *build.Engine) *service {
	log := a.logger()
	runner := schedule.NewRunner(log)
	s := &service{app: a, engine: e, log: log, certificate: a.certificate, runner: runner, metrics: serve.NewMetrics(),
		server: serve.New(log, serve.Options{Memory: int64(a.settings.memory) << 20, Next: runner.Next, Preview: a.settings.drafts})}
	s.pending.Accept(a.settings.accept)
	if a.settings.drafts {
		s.preview = serve.NewPreview(s.server)
	}
	return s
}

// served is what the server has to know of a site.
func (s *service) served(site *feed.Site) serve.Site {
	out := serve.Site{BaseURL: site.BaseURL, Hubs: site.Hubs, RawFeeds: site.RawFeeds, Deltas: serve.Deltas(site.Deltas), TrustAssets: site.TrustAssets,
		Watched: s.app.settings.watch, FetchLimit: site.FetchLimit, TrustedProxies: site.TrustedProxies}
	if set := s.app.settings; set.fetchLimit >= 0 {
		out.FetchLimit = set.fetchLimit
	}
	if s.app.proxies != nil {
		out.TrustedProxies = s.app.proxies
	}
	return out
}

// openSender takes up what is still owed to hubs.
func (s *service) openSender(site *feed.Site) error {
	owed, err := s.engine.Memory().Owed()
	if err != nil {
		return fmt.Errorf("reading what is owed to hubs: %w", err)
	}
	s.private.Store(site.AllowPrivateHubs)
	s.memory.Store(s.engine.Memory())
	s.sender = websub.New(s.log, convert(owed, toPing), ledger{&s.memory}, websub.Options{Private: s.private.Load})
	return nil
}

// run is one run of the service: what fails leaves the last good feeds up.
func (s *service) run(ctx context.Context, reason string) {
	began, ask := s.app.clock(), s.takeAsk(reason)
	defer build.TuneIdle(int64(s.app.settings.memory) << 20)
	defer func() {
		if p := recover(); p != nil { // who asks what became of the run is told, too
			err := fmt.Errorf("a fault of Fil's: %v", p)
			s.history.Add(recordOf(began, s.app.clock().Sub(began), reason, nil, err))
			s.metrics.CountRun(resultOf(nil, err))
			panic(p)
		}
	}()
	out, err := s.engine.Run(ctx, ask)
	s.app.clearBars()
	s.metrics.CountRun(resultOf(out, err))
	s.memory.Store(s.engine.Memory()) // it may be another one
	if ctx.Err() == nil && (reason != rescan || !idle(out, err)) {
		s.history.Add(recordOf(began, s.app.clock().Sub(began), reason, out, err))
	}
	s.later = true
	if err != nil {
		if ctx.Err() != nil {
			return
		}
		s.runFailed(ctx, reason, err)
		return
	}
	s.failed = ""
	s.private.Store(out.Site.AllowPrivateHubs)
	s.described.Store(out.Site)
	if out.Report.Manifest != nil {
		s.server.Swap(s.engine.Files(), out.Report.Manifest, s.served(out.Site))
	}
	if s.preview != nil && !idle(out, nil) {
		s.preview.Reload()
	}
	s.engine.Commit(out)
	s.saveVersions()
	s.reschedule(out.Site)
	s.runner.SetDue(out.Next)
	s.tellWorld(out)
	s.logRun(ctx, reason, out)
	s.engine.Prepare()
}

// idle reports whether a run has found nothing to do: once a minute, that is no news.
func idle(out *build.Outcome, err error) bool {
	return err == nil && len(out.Report.Written)+len(out.Report.Removed) == 0
}

// resultOf is what a run is counted as.
func resultOf(out *build.Outcome, err error) string {
	switch {
	case err != nil:
		return "failed"
	case idle(out, err):
		return "unchanged"
	}
	return "published"
}

// runFailed says why a run failed. Before there is anything to serve, that is the end.
func (s *service) runFailed(ctx context.Context, reason string, err error) {
	args := []any{"reason", reason, "error", err}
	if hint := hintOf(err); hint != "" {
		args = append(args, "hint", hint)
	}
	level := slog.LevelError
	if asked := reason == started || reason == hangup || reason == rebuild; !asked && err.Error() == s.failed {
		level = slog.LevelDebug // it was said
	}
	s.failed = err.Error()
	if reason == schedule.Due || reason == schedule.CatchUp { // what is due still is
		s.runner.SetDue(time.Now().Add(time.Minute))
	}
	s.log.Log(ctx, level, "the run failed; what was published stays up", args...)
	if !s.server.Ready() {
		s.fatal(fmt.Errorf("the first run failed, and there is nothing to serve: %w", err))
	}
}

// hintOf returns the hint for an error of a run, "" if it has none.
func hintOf(err error) string {
	var site *source.SiteError
	var flood *build.FloodError
	var hint *build.Error
	switch {
	case errors.As(err, &flood):
		return acceptServe
	case errors.As(err, &site):
		return site.Hint
	case errors.As(err, &hint):
		return hint.Hint
	}
	return ""
}

// logRun logs what a run came to, in one line.
func (s *service) logRun(ctx context.Context, reason string, out *build.Outcome) {
	s.logProblems(out.Report.Problems)
	s.app.tellRenames(out.Renames)
	for _, line := range out.Grown {
		s.log.Info(line)
	}
	r := out.Report
	level := slog.LevelInfo
	if idle(out, nil) && !wanted[reason] {
		level = slog.LevelDebug
	}
	changed := out.Changed // by their names, where there are articles; else by those of files
	if len(changed) == 0 {
		changed = slices.Concat(r.Written, r.Removed)
	}
	s.log.Log(ctx, level, "published", "reason", reason, "articles", r.Articles, "feeds", r.Feeds, "written", len(r.Written),
		"unchanged", r.Unchanged, "removed", len(r.Removed), "problems", len(r.Problems), "took", round(out.Took),
		"changed", firstFew(changed))
	s.logHeld(out.Settling, out.Next)
	if text := out.Waiting.String(); text != s.waiting && s.preview == nil {
		s.waiting = text
		s.log.Info("not in the feeds", "waiting", cmp.Or(text, "nothing"))
	}
	if !s.advised && s.preview == nil {
		s.app.advise(out.Site)
		s.advised = true
	}
}

// logHeld says once of each new article that it is held back.
func (s *service) logHeld(held []string, next time.Time) {
	fresh := slices.DeleteFunc(slices.Clone(held), func(path string) bool { return slices.Contains(s.held, path) })
	if s.held = held; len(fresh) > 0 {
		s.log.Info("a new article is published once it has been left alone for a while", "files", firstFew(fresh), "next", next.Format(time.TimeOnly))
	}
}

// Reasons for a run: a change in the watched folder, a look through it once a minute, and
// somebody who asks.
const (
	watched = "change"
	rescan  = "rescan"
	started = "start"
	hangup  = "SIGHUP"
	rebuild = "rebuild"
)

// wanted are those whose run is logged although it has found nothing to do.
var wanted = map[string]bool{started: true, hangup: true, rebuild: true, schedule.Due: true, schedule.CatchUp: true}

// rescanEvery is how often content is looked through for what nobody told of.
const rescanEvery = time.Minute

// watch asks for a run when content has changed.
func (s *service) watch(ctx context.Context) {
	go func() {
		ticker := time.NewTicker(s.app.rescans)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				s.ask(rescan)
			}
		}
	}()
	ignored := func(name string) bool { return name != build.ThemeFolder && inventory.Ignored(name) }
	err := schedule.Watch(ctx, s.app.settings.content, ignored, s.log, func(paths []string) {
		if paths == nil || slices.ContainsFunc(paths, func(name string) bool { return strings.HasPrefix(name, build.ThemeFolder+"/") }) { // a theme changes all pages
			s.pending.All()
		}
		s.pending.Changed(paths)
		s.runner.Ask(watched)
	})
	if err != nil {
		s.log.Warn("content cannot be watched; changes are found once a minute", "error", err)
	}
}

// ask requests a run that looks at everything.
func (s *service) ask(reason string) {
	s.pending.All()
	s.runner.Ask(reason)
}

// askNow requests a run that also publishes new articles without delay.
func (s *service) askNow(reason string) {
	s.pending.SkipSettle()
	s.ask(reason)
}

// askRebuild requests a run for a client that has the token.
func (s *service) askRebuild(accept bool) {
	s.pending.Accept(accept)
	s.askNow(rebuild)
}

// takeAsk returns what the next run is asked for. The first run looks at every file of dist.
func (s *service) takeAsk(reason string) build.Ask {
	ask := s.pending.Take(reason == watched)
	ask.Verify = !s.later
	return ask
}

// firstFew names what changed, as far as it fits into a line.
func firstFew(names []string) []string {
	const few = 5
	if len(names) <= few {
		return names
	}
	return append(names[:few:few], fmt.Sprintf("and %d more", len(names)-few))
}

// reschedule follows a change of schedule or time zone in site.yaml.
func (s *service) reschedule(site *feed.Site) {
	if slices.Equal(s.app.specs(site), s.specs) && site.TimeZone.String() == s.zone {
		return
	}
	schedules, err := s.app.schedules(site)
	if err != nil {
		s.log.Error("the schedule stays as it was", "error", err)
		return
	}
	s.specs, s.zone = s.app.specs(site), site.TimeZone.String()
	s.runner.SetSchedules(schedules)
	s.log.Info("the schedule has changed", "schedule", s.specs, "timezone", s.zone)
}

// logProblems logs what was not there at the last run.
func (s *service) logProblems(problems []*feed.Problem) {
	known := s.known
	s.known = make(map[string]bool, len(problems))
	var fresh []*feed.Problem
	for _, p := range problems {
		text := p.Error()
		if s.known[text] = true; !known[text] {
			fresh = append(fresh, p)
		}
	}
	for _, p := range feed.GroupProblems(fresh) {
		record(s.log, p)
	}
}

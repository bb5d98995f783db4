package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"fil/feed"
	"fil/feed/schedule"
	"fil/feed/serve"
	"fil/feed/source"
)

// service is fil serve while it runs.
type service struct {
	app    *app
	house  *house
	log    *slog.Logger
	server *serve.Server
	runner *schedule.Runner
	fatal  context.CancelCauseFunc
	// unfinished says that a run outlasts the service.
	unfinished bool

	mu sync.Mutex
	// changed are the files of content that were told to have changed; all says that any
	// may have.
	changed map[string]bool
	all     bool

	// What follows belongs to the runner's goroutine.
	specs   []string
	zone    string
	known   []string // problems that have been logged
	failed  string   // why the last run failed, "" where it did not
	advised bool
	later   bool // than the first run, which looks at every file of dist
	accept  bool // what would flood subscribers, in the first run alone
}

// run is one run of the service: what fails leaves the last good feeds up.
func (s *service) run(ctx context.Context, reason string) {
	out, err := s.house.run(ctx, s.app, asked{accept: s.accept, verify: !s.later, changed: s.takeChanged(reason)})
	s.accept, s.later = false, true
	if err != nil {
		if ctx.Err() != nil {
			return
		}
		args := []any{"reason", reason, "error", err}
		var site *source.SiteError
		if errors.As(err, &site) {
			args = append(args, "hint", site.Hint)
		}
		level := slog.LevelError
		if reason == rescan && err.Error() == s.failed {
			level = slog.LevelDebug // it was said
		}
		s.failed = err.Error()
		s.log.Log(ctx, level, "the run failed; what was published stays up", args...)
		if !s.server.Ready() {
			s.fatal(fmt.Errorf("the first run failed, and there is nothing to serve: %w", err))
		}
		return
	}
	s.failed = ""
	if out.report.Manifest != nil {
		s.server.Swap(contentFS{s.house.dist}, out.report.Manifest, basePath(out.site))
	}
	s.house.settled()
	s.house.remember(s.app, out)
	s.reschedule(out.site)
	s.runner.Due(out.next)
	s.logProblems(out.report.Problems)
	s.app.tellRenames(out.renames)
	r := out.report
	level := slog.LevelInfo
	if reason == rescan && len(r.Written)+len(r.Removed) == 0 {
		level = slog.LevelDebug // once a minute, it is no news that there is none
	}
	s.log.Log(ctx, level, "published", "reason", reason, "articles", r.Articles, "feeds", r.Feeds, "written", len(r.Written),
		"unchanged", r.Unchanged, "removed", len(r.Removed), "problems", len(r.Problems), "took", round(out.took),
		"changed", firstFew(slices.Concat(r.Written, r.Removed)))
	if !s.advised {
		s.app.advise(out.site)
		s.advised = true
	}
}

// Reasons that a watched folder has for a run.
const (
	watched = "change"
	rescan  = "rescan"
)

// rescans is how often content is looked through for what nobody told of.
const rescans = time.Minute

// watch asks for a run when content has changed.
func (s *service) watch(ctx context.Context) {
	go func() {
		ticker := time.NewTicker(rescans)
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
	err := schedule.Watch(ctx, s.app.settings.content, source.Ignored, s.log, func(paths []string) {
		s.mu.Lock()
		s.all = s.all || paths == nil
		for _, path := range paths {
			s.changed[path] = true
		}
		s.mu.Unlock()
		s.runner.Ask(watched)
	})
	if err != nil {
		s.log.Warn("content cannot be watched; changes are found once a minute", "error", err)
	}
}

// ask asks for a run that looks at everything.
func (s *service) ask(reason string) {
	s.mu.Lock()
	s.all = true
	s.mu.Unlock()
	s.runner.Ask(reason)
}

// takeChanged is what has changed since it was last taken, nil for anything.
func (s *service) takeChanged(reason string) (paths []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.all && reason == watched {
		paths = slices.Sorted(maps.Keys(s.changed))
	}
	s.changed, s.all = map[string]bool{}, false
	return paths
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
	if slices.Equal(site.Schedule, s.specs) && site.TimeZone.String() == s.zone {
		return
	}
	schedules, err := s.app.schedules(site)
	if err != nil {
		s.log.Error("the schedule stays as it was", "error", err)
		return
	}
	s.specs, s.zone = site.Schedule, site.TimeZone.String()
	s.runner.Set(schedules)
	s.log.Info("the schedule has changed", "schedule", site.Schedule, "timezone", s.zone)
}

// logProblems logs what was not there at the last run.
func (s *service) logProblems(problems []*feed.Problem) {
	var now []string
	for _, p := range problems {
		now = append(now, p.Error())
		if slices.Contains(s.known, p.Error()) {
			continue
		}
		record(s.log, p)
	}
	s.known = now
}


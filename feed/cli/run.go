package cli

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"fil/feed"
	"fil/feed/build"
	"fil/feed/schedule"
)

// run does one run. If it fails, the previous publication is served on.
func (s *service) run(ctx context.Context, reason string) {
	if s.lease != nil && !s.lease.Held() { // another process publishes
		return
	}
	began := s.app.clock()
	defer func() {
		if p := recover(); p != nil { // the history and the metrics have this run, too
			err := fmt.Errorf("a fault of Fil's: %v", p)
			s.recordRun(began, reason, nil, err)
			s.metrics.CountRun(resultOf(nil, err))
			panic(p)
		}
	}()
	ask := s.pending.Take(reason == reasonChange)
	ask.Verify = !s.distVerified
	out, err := s.engine.Run(ctx, ask)
	s.app.clearBars()
	s.metrics.CountRun(resultOf(out, err))
	s.memory.Store(s.engine.Memory()) // the run may have replaced it
	if ctx.Err() == nil && (reason != reasonRescan || resultOf(out, err) != resultUnchanged) {
		s.recordRun(began, reason, out, err)
	}
	s.distVerified = true
	if err != nil {
		if ctx.Err() == nil {
			s.handleFailure(ctx, reason, err)
		}
		return
	}
	s.lastError = ""
	s.publish(ctx, reason, out)
}

// publish serves the outcome of a run, and notifies and logs what has changed.
func (s *service) publish(ctx context.Context, reason string, out *build.Outcome) {
	s.site.Store(out.Site)
	if out.Report.Manifest != nil && (s.lease == nil || s.lease.Held()) { // without the lease, a newer publication of another process may be served
		s.server.Swap(s.engine.Files(), out.Report.Manifest, s.siteToServe(out.Site))
	}
	if s.preview != nil && resultOf(out, nil) != resultUnchanged {
		s.preview.Reload()
	}
	s.engine.Commit(out)
	s.saveVersions()
	s.reschedule(out.Site)
	s.runner.SetDue(out.Next)
	s.notify(ctx, out)
	s.logRun(ctx, reason, out)
	s.engine.Prepare()
}

// Results of a run, as the metrics count them.
const (
	resultPublished = "published"
	resultUnchanged = "unchanged" // nothing was written or removed
	resultFailed    = "failed"
)

// resultOf returns the result of a run, which out or else err describes.
func resultOf(out *build.Outcome, err error) string {
	switch {
	case err != nil:
		return resultFailed
	case len(out.Report.Written)+len(out.Report.Removed) == 0:
		return resultUnchanged
	}
	return resultPublished
}

// handleFailure logs why a run failed. If there is no publication to serve, it ends the service.
func (s *service) handleFailure(ctx context.Context, reason string, err error) {
	args := []any{"reason", reason, "error", err}
	if hint := hintOf(err, acceptServe); hint != "" {
		args = append(args, "hint", hint)
	}
	level := slog.LevelError
	if requested := reason == reasonStart || reason == reasonHangup || reason == reasonRebuild; !requested && err.Error() == s.lastError {
		level = slog.LevelDebug // the run before has logged it
	}
	s.lastError = err.Error()
	s.retry.Store(true)
	if reason == schedule.Due || reason == schedule.CatchUp { // the articles are still due: retry
		s.runner.SetDue(time.Now().Add(time.Minute))
	}
	s.log.Log(ctx, level, "the run failed; what was published stays up", args...)
	if !s.server.Ready() {
		s.end(fmt.Errorf("the first run failed, and there is nothing to serve: %w", err))
	}
}

// alwaysLogged are the reasons whose runs are logged even if they change nothing.
var alwaysLogged = map[string]bool{reasonStart: true, reasonHangup: true, reasonRebuild: true, schedule.Due: true, schedule.CatchUp: true}

// logRun logs the outcome of a run: its new problems, one line with numbers, and which articles are
// not in the feeds yet.
func (s *service) logRun(ctx context.Context, reason string, out *build.Outcome) {
	s.logProblems(out.Report.Problems)
	s.app.printRenames(out.Renames)
	for _, line := range out.Grown {
		s.log.Info(line)
	}
	r := out.Report
	level := slog.LevelInfo
	if resultOf(out, nil) == resultUnchanged && !alwaysLogged[reason] {
		level = slog.LevelDebug
	}
	changed := out.Changed // titles of articles
	if len(changed) == 0 {
		changed = slices.Concat(r.Written, r.Removed)
	}
	s.log.Log(ctx, level, "published", "reason", reason, "articles", r.Articles, "feeds", r.Feeds, "written", len(r.Written),
		"unchanged", r.Unchanged, "removed", len(r.Removed), "problems", len(r.Problems), "took", round(out.Took),
		"changed", firstFew(changed))
	s.logDelayed(out.Settling, out.Next)
	if text := out.Waiting.String(); text != s.loggedWaiting && s.preview == nil {
		s.loggedWaiting = text
		s.log.Info("not in the feeds", "waiting", cmp.Or(text, "nothing"))
	}
	if !s.adviceGiven && s.preview == nil {
		s.app.printAdvice(out.Site)
		s.adviceGiven = true
	}
}

// logDelayed logs the new articles among those whose publication is delayed (settle in site.yaml).
func (s *service) logDelayed(delayed []string, next time.Time) {
	added := slices.DeleteFunc(slices.Clone(delayed), func(path string) bool { return slices.Contains(s.loggedDelayed, path) })
	s.loggedDelayed = delayed
	if len(added) > 0 {
		s.log.Info("new articles wait until their files have not changed for a while", "files", firstFew(added), "next", next.Format(time.TimeOnly))
	}
}

// logProblems logs the problems that the run before did not have.
func (s *service) logProblems(problems []*feed.Problem) {
	logged := make(map[string]bool, len(problems))
	var added []*feed.Problem
	for _, p := range problems {
		text := p.Error()
		logged[text] = true
		if !s.loggedProblems[text] {
			added = append(added, p)
		}
	}
	s.loggedProblems = logged
	for _, p := range feed.GroupProblems(added) {
		logProblem(s.log, p)
	}
}

// firstFew returns up to five names and, if there are more, their number.
func firstFew(names []string) []string {
	const few = 5
	if len(names) <= few {
		return names
	}
	return append(names[:few:few], fmt.Sprintf("and %d more", len(names)-few))
}

// setSchedules sets the schedule and the time zone of a site.
func (s *service) setSchedules(site *feed.Site) error {
	schedules, err := s.app.schedules(site)
	if err != nil {
		return err
	}
	s.specs, s.zone = s.app.specs(site), site.TimeZone.String()
	s.runner.SetSchedules(schedules)
	return nil
}

// reschedule sets the schedule anew if it or the time zone has changed in site.yaml.
func (s *service) reschedule(site *feed.Site) {
	if slices.Equal(s.app.specs(site), s.specs) && site.TimeZone.String() == s.zone {
		return
	}
	if err := s.setSchedules(site); err != nil {
		s.log.Error("the schedule stays as it was", "error", err)
		return
	}
	s.log.Info("the schedule has changed", "schedule", s.specs, "timezone", s.zone)
}

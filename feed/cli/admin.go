package cli

import (
	"fmt"
	"net"
	"net/http"
	"time"

	"fil/feed"
	"fil/feed/build"
	"fil/feed/serve"
)

// administer answers whoever runs the site on a listener of its own, until what it returns
// is called.
func (s *service) administer(listener net.Listener) (end func()) {
	gauge := func(name, help string, read func() float64) { s.metrics.AddGauge("fil_"+name, help, read) }
	gauge("runs_kept", "Runs that are remembered, 50 at the most.", func() float64 { return float64(len(s.history.Runs())) })
	gauge("last_run_problems", "Problems of the last run that found something to do.", func() float64 { return float64(len(s.history.Last().Problems)) })
	gauge("last_run_failed", "1 where that run failed.", func() float64 {
		if s.history.Last().Error != "" {
			return 1
		}
		return 0
	})
	gauge("last_run_seconds", "How long it took.", func() float64 { return s.history.Last().Seconds })
	gauge("last_run_timestamp_seconds", "When it was.", func() float64 { return sinceEpoch(s.history.Last().At) })
	gauge("next_run_timestamp_seconds", "When there will be a run by itself, 0 for never.", func() float64 { return sinceEpoch(s.runner.Next()) })
	gauge("asks_skipped", "Asks for a run that another one stood for.", func() float64 { return float64(s.runner.Skipped()) })
	gauge("pings_owed", "Hubs that have not been told of a topic yet.", func() float64 { return float64(s.sender.Owed()) })
	server := &http.Server{Handler: serve.Admin(s.server, s.metrics, s.status), ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(listener) // until it is closed
	}()
	fmt.Fprintf(s.app.stderr, "fil shows its status at http://%s/-/status\n", listener.Addr())
	return func() {
		server.Close()
		<-ended
	}
}

// sinceEpoch is a time in seconds since 1970, 0 for the zero time.
func sinceEpoch(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli()) / 1000
}

// status is what whoever runs the site wants to know.
func (s *service) status() serve.Status {
	site := s.described.Load()
	status := serve.Status{NextRun: s.runner.Next(), NextDue: s.runner.NextDue(), Owed: s.sender.Owed()}
	if site != nil {
		status.Title, status.BaseURL, status.Language = site.Title, site.BaseURL, site.Language
		status.NextRun, status.NextDue = inZone(status.NextRun, site), inZone(status.NextDue, site)
	}
	for _, r := range s.history.Runs() {
		r.At = s.local(r.At)
		status.Runs = append(status.Runs, r)
	}
	return status
}

// local is a time in the site's zone, once that is known.
func (s *service) local(t time.Time) time.Time {
	if site := s.described.Load(); site != nil {
		return inZone(t, site)
	}
	return t
}

func inZone(t time.Time, site *feed.Site) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(site.TimeZone)
}

// recordOf returns the record of a run that came to out, or failed.
func recordOf(at time.Time, took time.Duration, reason string, out *build.Outcome, err error) serve.Run {
	r := serve.Run{At: at.Truncate(time.Millisecond), Reason: reason, Seconds: took.Seconds(), Took: round(took), Problems: []serve.RunProblem{}}
	if err != nil {
		r.Error, r.Hint = err.Error(), hintOf(err)
		return r
	}
	report := out.Report
	r.Articles, r.Feeds, r.Unchanged = report.Articles, report.Feeds, report.Unchanged
	r.Written, r.Removed = len(report.Written), len(report.Removed)
	r.Problems = serve.RunProblems(report.Problems)
	return r
}

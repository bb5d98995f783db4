package cli

import (
	"fmt"
	"net"
	"time"

	"fil/feed/build"
	"fil/feed/serve"
)

// serveAdmin serves the status page and the metrics to the site's owner on the listener of --admin-addr,
// until stop is called.
func (s *service) serveAdmin(listener net.Listener) (stop func()) {
	s.metrics.AddRuns(&s.history)
	s.metrics.AddTime("fil_next_run_timestamp_seconds", "When the next run will start by itself, 0 for never.", s.runner.Next)
	s.metrics.AddGauge("fil_asks_skipped", "Requests for a run that were merged with a pending one.", func() float64 { return float64(s.runner.Skipped()) })
	s.metrics.AddGauge("fil_pings_owed", "Notifications to hubs, subscribers, webhooks and others that are not delivered yet.", func() float64 { return float64(s.sender.Owed()) })
	s.metrics.AddGauge("fil_subscriptions", "Subscriptions at the site's own hub and rssCloud.", func() float64 {
		all, _ := s.memory.Load().CountSubscriptions("")
		return float64(all)
	})
	if s.counting != nil {
		s.metrics.AddReaders(func() ([]serve.Subscribers, int) {
			if s.site.Load().NoCount {
				return nil, 0
			}
			day := s.counting.Day()
			return subscribersOf(day), day.DownloadCount()
		})
	}
	fmt.Fprintf(s.app.stderr, "fil shows its status at http://%s/-/status\n", listener.Addr())
	return serve.ServeAdmin(listener, serve.Admin(s.server, s.metrics, s.status))
}

// status returns what the status page shows, with times in the site's zone.
func (s *service) status() serve.Status {
	status := serve.Status{NextRun: s.runner.Next(), NextDue: s.runner.NextDue(), Owed: s.sender.Owed(), Runs: s.history.Runs()}
	site := s.site.Load()
	if s.counting != nil && !site.NoCount {
		status.Readers = readersStatus(s.counting.days(serve.ReadersDays), s.app.clock())
	}
	status.Title, status.BaseURL, status.Language = site.Title, site.BaseURL, site.Language
	return status.In(site.TimeZone)
}

// recordRun adds a run to the history, which /-/status and /-/runs show. Either out or err is nil.
func (s *service) recordRun(began time.Time, reason string, out *build.Outcome, err error) {
	took := s.app.clock().Sub(began)
	r := serve.Run{At: began.Truncate(time.Millisecond), Reason: reason, Seconds: took.Seconds(), Took: round(took), Problems: []serve.RunProblem{}}
	if err != nil {
		r.Error, r.Hint = err.Error(), hintOf(err, acceptServe)
	} else {
		report := out.Report
		r.Articles, r.Feeds, r.Unchanged = report.Articles, report.Feeds, report.Unchanged
		r.Written, r.Removed = len(report.Written), len(report.Removed)
		r.Problems = serve.RunProblems(report.Problems)
	}
	s.history.Add(r)
}

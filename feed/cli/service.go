package cli

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"fil/feed"
	"fil/feed/build"
	"fil/feed/memory"
	"fil/feed/publish"
	"fil/feed/schedule"
	"fil/feed/serve"
	"fil/feed/store/bucket"
	"fil/feed/websub"
)

// service is a running fil serve. The runner calls run for each run; the server answers requests from
// the last publication; the sender notifies hubs.
type service struct {
	app     *app
	engine  *build.Engine
	log     *slog.Logger
	server  *serve.Server
	runner  *schedule.Runner
	sender  *websub.Sender
	metrics *serve.Metrics
	// preview answers requests instead of server with --drafts; else it is nil.
	preview *serve.Preview
	history serve.History // of runs
	// counting counts readers; nil in a preview.
	counting *counting
	// pending collects the requests for the next run.
	pending build.Pending
	// memory is the engine's, for the sender, which uses it from another goroutine.
	memory atomic.Pointer[memory.Memory]
	// site is the site as the last successful run read it. Before the first run, it is the site as read at the start.
	site atomic.Pointer[feed.Site]
	// end makes the service end. Its error is that of the command; context.Canceled means none.
	end context.CancelCauseFunc
	// lease says which of several publishers into a bucket works; nil if dist is a folder.
	lease  *bucket.Lease
	reader *bucket.Reader // of what another holder of the lease publishes
	// retry says that the last run has failed: it is made again once the bucket answers.
	retry atomic.Bool
	// trustedProxies are those of site.yaml, while another process publishes.
	trustedProxies []netip.Prefix
	// runUnfinished says that the service ended before a run did.
	runUnfinished bool

	// The fields below belong to the runner's goroutine.

	// specs and zone are the schedule and the time zone that are in force.
	specs []string
	zone  string
	// distVerified says that a run has checked every file of dist, as the first one does.
	distVerified bool
	// hubsCompared says that the hubs' records were compared with the publication since the start.
	hubsCompared bool
	// What was logged before, so that it is not logged again:
	lastError      string          // of the last run; "" if it succeeded
	loggedProblems map[string]bool // of the last run, by their texts
	loggedDelayed  []string        // files of new articles that are not published yet
	loggedWaiting  string          // which articles are not in the feeds
	loggedSecrets  []string        // what is wrong with secrets
	adviceGiven    bool
}

func (a *app) newService(e *build.Engine) *service {
	log := a.logger()
	runner := schedule.NewRunner(log)
	s := &service{app: a, engine: e, log: log, runner: runner, metrics: serve.NewMetrics(),
		server: serve.New(log, serve.Options{Memory: int64(a.settings.memory) << 20, Next: runner.Next, Preview: a.settings.drafts})}
	s.pending.Accept(a.settings.accept)
	if a.settings.drafts {
		s.preview = serve.NewPreview(s.server)
	}
	return s
}

// siteToServe returns what the server needs of a site.
func (s *service) siteToServe(site *feed.Site) serve.Site {
	return s.app.withFlags(serve.Site{Site: publish.Served(site), Watched: s.app.settings.watch, TrustedProxies: site.TrustedProxies})
}

// withFlags returns a site with what flags say of it: they take precedence over site.yaml.
func (a *app) withFlags(site serve.Site) serve.Site {
	if limit := a.settings.fetchLimit; limit >= 0 {
		site.FetchLimit = limit
	}
	if a.proxies != nil {
		site.TrustedProxies = a.proxies
	}
	return site
}

// checkNotHosted returns an error if dist was made for a static host. The feeds of such a dist have
// other bytes, so that every subscriber would fetch all of them again.
func (s *service) checkNotHosted(ctx context.Context) error {
	m, err := s.engine.Manifest(ctx)
	if err != nil {
		return err
	}
	if host := m.Host(); host != "" {
		return build.Misused("serve another folder with --dist; or, to give the host up, build this one once without --host",
			"%s was made for %s", s.app.settings.dist, host)
	}
	return nil
}

// resume restores what an earlier process has stored: the notifications that are not delivered yet, the
// versions of feeds, and the last publication, which is served at once.
func (s *service) resume(ctx context.Context, site *feed.Site) error {
	if err := s.openSender(site); err != nil {
		return err
	}
	s.counting = s.newCounting()
	if err := s.restoreVersions(); err != nil {
		return fmt.Errorf("reading the versions of feeds: %w", err)
	}
	m, err := s.engine.Manifest(ctx)
	if err != nil {
		return err
	}
	if m.Len() > 0 {
		s.server.Swap(s.engine.Files(), m, s.siteToServe(site))
	}
	return nil
}

// serveUntil serves until ctx is done or the listener fails, and then drains: requests and a run may
// end within drainTime.
func (s *service) serveUntil(ctx context.Context, listener net.Listener) error {
	handler, onShutdown := http.Handler(s.server), func() {}
	if s.preview != nil {
		handler, onShutdown = s.preview, s.preview.End
	}
	work := func(ctx context.Context) {
		var others sync.WaitGroup
		others.Go(func() { s.sender.Run(ctx) })
		others.Go(func() { schedule.Every(ctx, time.Hour, s.dropExpired) })
		if s.lease != nil {
			others.Go(func() { s.keepLease(ctx) })
		}
		if s.counting != nil {
			others.Go(func() { s.counting.run(ctx) })
		}
		s.runner.Run(ctx, s.run)
		others.Wait()
	}
	web := website{app: s.app, log: s.log, server: s.server, metrics: s.metrics, handler: handler, onShutdown: onShutdown, end: s.end}
	if s.counting != nil {
		web.fetched = s.counting.fetched
	}
	var err error
	s.runUnfinished, err = web.serveUntil(ctx, listener, work)
	return err
}

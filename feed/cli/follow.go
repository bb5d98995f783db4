package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"time"

	"fil/feed/build"
	"fil/feed/disk"
	"fil/feed/publish"
	"fil/feed/serve"
	"fil/feed/store"
	"fil/feed/store/bucket"
)

// pollInterval is about how often a server asks whether another process has published.
const pollInterval = 5 * time.Second

// poller is where a server finds what another process publishes. Poll returns nil if that has not changed
// since the last call.
type poller interface {
	Poll(ctx context.Context) (*bucket.Publication, error)
}

// follower serves the publications of another process.
type follower struct {
	app     *app
	log     *slog.Logger
	server  *serve.Server
	metrics *serve.Metrics
	source  poller
	bucket  *bucket.Reader // nil if the source is a folder
	// lastError is that of the last poll, "" if it succeeded: it is logged once.
	lastError string
}

// checkFollower checks the flags of a server that does not publish, or that does so into a bucket.
func (a *app) checkFollower() error {
	isBucket := bucket.IsAddress(a.settings.dist)
	switch {
	case a.settings.cache != "" && !isBucket:
		return build.Misused("leave --cache out", "--cache is for a --dist in a bucket")
	case a.publishes():
		return nil
	case a.settings.drafts:
		return build.Misused("leave --publish out", "a preview shows what this process publishes")
	case a.settings.tokenFile != "":
		return build.Misused("give it to the process that publishes", "--rebuild-token-file needs --publish")
	}
	return nil
}

// follow listens, and serves until ctx is done what another process publishes. hangups are requests to
// look at once.
func (a *app) follow(ctx context.Context, hangups <-chan os.Signal) error {
	listener, admin, err := a.listenBoth(ctx)
	if err != nil {
		return err
	}
	defer listener.Close()
	f := &follower{app: a, log: a.logger(), metrics: serve.NewMetrics()}
	f.server = serve.New(f.log, serve.Options{Memory: int64(a.settings.memory) << 20, Stale: f.staleness})
	if bucket.IsAddress(a.settings.dist) {
		f.bucket, err = a.openReader(ctx)
		f.source = f.bucket
	} else {
		f.source = &folderSource{app: a}
	}
	if err != nil {
		return err
	}
	if admin != nil {
		defer f.serveAdmin(admin)()
	}
	fmt.Fprintf(a.stdout, "fil serves %s at %s/\n", a.settings.dist, cmp.Or(serve.LocalBaseURL(listener, a.settings.addr, a.settings.tlsCert != ""), a.settings.addr))
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	web := website{app: a, log: f.log, server: f.server, metrics: f.metrics, handler: http.Handler(f.server), onShutdown: func() {}, end: end}
	_, err = web.serveUntil(ctx, listener, func(ctx context.Context) { f.run(ctx, hangups) })
	return err
}

// openReader returns a reader of the bucket.
func (a *app) openReader(ctx context.Context) (*bucket.Reader, error) {
	address, err := bucket.ParseAddress(a.settings.dist)
	if err != nil {
		return nil, build.Misused("", "%w", err) // checkFolders has checked it
	}
	r, err := bucket.NewReader(ctx, address, a.settings.cache)
	return r, build.WrapBucketError(err)
}

// run serves the publication of the cache, and then each that it finds, until ctx is done.
func (f *follower) run(ctx context.Context, hangups <-chan os.Signal) {
	f.restore(ctx)
	for {
		f.poll(ctx)
		wait := time.NewTimer(jittered(pollInterval))
		select {
		case <-ctx.Done():
			wait.Stop()
			return
		case <-hangups:
			wait.Stop()
			f.app.certificate.Renew(f.log)
		case <-wait.C:
		}
	}
}

// jittered returns a time that is up to a fifth shorter or longer, so that servers that were started
// together do not all ask at the same time.
func jittered(d time.Duration) time.Duration {
	const part = 5
	return d - d/part + rand.N(2*d/part)
}

// restore serves the publication that the cache of a bucket has.
func (f *follower) restore(ctx context.Context) {
	if f.bucket == nil {
		return
	}
	p, err := f.bucket.Restore(ctx)
	if err != nil {
		f.log.Warn("the cache cannot be read", "error", err)
	}
	if p != nil {
		f.serve(p)
	}
}

// poll asks once, and serves what it finds. While the source cannot be reached, what is served stays.
func (f *follower) poll(ctx context.Context) {
	p, err := f.source.Poll(ctx)
	if p != nil {
		f.serve(p)
		f.log.Info("serving", "publication", p.Manifest.Sequence(), "files", p.Manifest.Len())
	}
	if ctx.Err() != nil {
		return
	}
	text := ""
	if err != nil {
		text = err.Error()
	}
	if text == f.lastError {
		return
	}
	f.lastError = text
	switch {
	case err == nil:
		f.log.Info("the publication can be read again")
	case errors.Is(err, bucket.ErrNothing):
		f.log.Warn("waiting for the first publication", "dist", f.app.settings.dist)
	default:
		message := "the publication cannot be read; what was read before is served"
		if !f.server.Ready() {
			message = "the publication cannot be read, and nothing is served until it can"
		}
		f.log.Error(message, "error", err, "hint", hintOf(build.WrapBucketError(err), ""))
	}
}

// serve makes a publication the one that is served.
func (f *follower) serve(p *bucket.Publication) {
	f.server.Swap(p.Files, p.Manifest, f.app.withFlags(serve.Site{Site: p.Site, Watched: true}))
}

// staleness says since when the bucket has not answered, "" if it answers.
func (f *follower) staleness() string {
	if f.bucket == nil {
		return ""
	}
	switch at := f.bucket.LastAnswer(); {
	case at.IsZero():
		return "the bucket has not answered yet"
	case time.Since(at) > 3*pollInterval:
		return "the bucket has not answered since " + at.UTC().Format(time.RFC3339)
	}
	return ""
}

// serveAdmin serves the metrics to the site's owner, until stop is called.
func (f *follower) serveAdmin(listener net.Listener) (stop func()) {
	if f.bucket != nil {
		f.metrics.AddTime("fil_store_answered_timestamp_seconds", "When the bucket last answered, 0 for not yet.", f.bucket.LastAnswer)
		f.metrics.AddGauge("fil_store_up", "1 if the bucket answers, else 0.", func() float64 {
			if f.staleness() != "" {
				return 0
			}
			return 1
		})
	}
	fmt.Fprintf(f.app.stderr, "fil shows its status at http://%s/-/status\n", listener.Addr())
	return serve.ServeAdmin(listener, serve.Admin(f.server, f.metrics, func() serve.Status { return serve.Status{Title: f.app.settings.dist} }))
}

// folderSource is a dist folder that another process writes.
type folderSource struct {
	app  *app
	last fs.FileInfo // of the manifest; nil before the first Poll
	// root is the open folder, and replaced the one that was there before: a request may still read it.
	root, replaced *os.Root
}

// Poll implements poller.
func (s *folderSource) Poll(context.Context) (*bucket.Publication, error) {
	dir := s.app.settings.dist
	if s.root == nil || !build.IsSameFolder(s.root, dir) {
		root, err := os.OpenRoot(dir)
		if err != nil {
			return nil, err
		}
		if s.replaced != nil {
			s.replaced.Close()
		}
		s.root, s.replaced, s.last = root, s.root, nil
	}
	files := disk.NewFS(s.root)
	info, err := store.StatManifest(files)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, bucket.ErrNothing
	}
	if err != nil {
		return nil, err
	}
	if s.last != nil && info.ModTime().Equal(s.last.ModTime()) && info.Size() == s.last.Size() {
		return nil, nil
	}
	m, err := store.ReadManifest(files)
	if err != nil {
		return nil, err
	}
	site, err := s.app.config().ReadSite()
	if err != nil {
		return nil, err
	}
	s.last = info
	return &bucket.Publication{Manifest: m, Files: files, Site: publish.Served(site)}, nil
}

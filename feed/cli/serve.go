package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fil/feed"
	"fil/feed/build"
	"fil/feed/serve"
	"fil/feed/source"
)

// drainTime is how long requests and a run may take to end.
// Containers are killed 10 s after they were asked to end.
const drainTime = 6 * time.Second

func (a *app) serveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "serve", Short: "Publish on schedule, and serve", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context()) },
	}
	a.serveFlags(cmd.Flags())
	return cmd
}

func (a *app) serveFlags(flags *pflag.FlagSet) {
	flags.StringVar(&a.settings.addr, "addr", "localhost:8080", "the `HOST:PORT` to listen on, or unix:/run/fil.sock")
	flags.StringVar(&a.settings.socketMode, "socket-mode", "0666", "the `MODE` of the socket of --addr unix:…, in octal")
	flags.StringVar(&a.settings.schedule, "schedule", "", "a cron `SPEC` instead of site.yaml's")
	flags.BoolVar(&a.settings.watch, "watch", true, "run when a file of content changes")
	flags.BoolVar(&a.settings.drafts, "drafts", false, "preview: show drafts and later articles too, to this machine alone, and publish nothing")
	flags.StringVar(&a.settings.settle, "settle", "", "how long, `TIME`, a new article is left alone before it is published; 0 for at once (default 30s)")
	flags.BoolVar(&a.settings.offline, "offline", false, offlineUsage)
	flags.BoolVar(&a.settings.accept, "accept", false, "let the first run, and those that SIGHUP asks for, publish also what would flood subscribers")
	flags.StringVar(&a.settings.baseURL, "base-url", "", "the `URL` that readers see")
	flags.IntVar(&a.settings.memory, "memory", int(fileMemory()>>20), "how many `MIB` of files the server holds in memory")
	flags.Lookup("memory").DefValue = strconv.Itoa(serve.DefaultMemory>>20) + ", less in a small container"
	flags.IntVar(&a.settings.connections, "max-connections", 10_000, "how many connections may be open; beyond them, `N`, the idlest is closed")
	flags.IntVar(&a.settings.fetchLimit, "fetch-limit", -1, "how often in an hour, `N`, a client may fetch a feed without asking whether it has changed; 0 is no limit")
	flags.Lookup("fetch-limit").DefValue = "0" // but for what site.yaml says
	flags.StringSliceVar(&a.settings.trusted, "trusted-proxies", nil, "`ADDRESSES` of proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8")
	flags.StringVar(&a.settings.accessLog, "access-log", "off", "a line for each answer on standard error: `off`, combined or json")
	flags.StringVar(&a.settings.tlsCert, "tls-cert", "", "a `FILE` with a certificate, to speak HTTPS, with HTTP/2")
	flags.StringVar(&a.settings.tlsKey, "tls-key", "", "the `FILE` with its key")
	flags.StringVar(&a.settings.adminAddr, "admin-addr", "", "the `HOST:PORT` of a listener of its own with /-/status and /-/metrics")
	flags.StringVar(&a.settings.tokenFile, "rebuild-token-file", "", "the `FILE` with the bearer token of POST /-/rebuild")
}

// serve listens, serves the last publication, runs once, swaps, and goes on.
func (a *app) serve(ctx context.Context) error {
	hangups := make(chan os.Signal, 1)
	onTerminal := !signal.Ignored(syscall.SIGHUP) && hasTerminal()
	signal.Notify(hangups, syscall.SIGHUP) // first of all: until then it would end the process
	defer signal.Stop(hangups)
	signal.Ignore(syscall.SIGPIPE) // that nobody reads the log any more is no reason to end
	const patience = time.Second   // with whoever reads it
	a.direct, a.stderr = a.stderr, a.lines(a.stderr, patience, a.settings.logFormat == "json")
	a.settings.serving = true
	token, err := a.checkServe()
	if err != nil {
		return err
	}
	listener, err := a.listenFirst(ctx)
	if err != nil {
		return err
	}
	defer listener.Close()
	var admin net.Listener // nil: nobody looks
	if a.settings.adminAddr != "" {
		if admin, err = a.listen(ctx, a.settings.adminAddr); err != nil {
			return err
		}
		defer admin.Close()
	}
	base := cmp.Or(serve.LocalBaseURL(listener, a.settings.addr, a.settings.tlsCert != ""), build.DefaultBaseURL)
	a.engine.DefaultBaseURL = base
	e, err := build.Open(a.config())
	if err != nil {
		return err
	}
	s := a.newService(e)
	defer func() {
		if !s.unfinished { // else the end of the process closes it, and the lock with it
			e.Close()
		}
	}()
	if err := s.ownForm(); err != nil {
		return err
	}
	site, err := a.config().ReadSite()
	if err != nil {
		return err
	}
	schedules, err := a.schedules(site)
	if err != nil {
		return err
	}
	a.sayWhere(site, base)

	ctx, fatal := context.WithCancelCause(ctx)
	defer fatal(nil)
	s.fatal, s.specs, s.zone = fatal, a.specs(site), site.TimeZone.String()
	if token != "" {
		s.server.SetControl(token, s.askRebuild, s.history.Runs)
	}
	if err := s.resume(site); err != nil {
		return err
	}
	s.runner.SetSchedules(schedules)
	s.begin(ctx)
	go s.watchHangup(ctx, hangups, onTerminal)
	go s.certificate.Watch(ctx, a.rescans, s.log)
	if admin != nil {
		defer s.administer(admin)()
	}
	return s.until(ctx, listener)
}

// begin asks for the first run, and watches content, once it is there.
func (s *service) begin(ctx context.Context) {
	if s.engine.ContentAbsent() {
		go s.await(ctx)
		return
	}
	s.askNow(started)
	if s.app.settings.watch {
		go s.watch(ctx)
	}
}

// await waits for content that is not there, and then has it published and watched.
func (s *service) await(ctx context.Context) {
	s.log.Warn(build.ErrAbsent.Error(), "content", s.app.settings.content)
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for s.engine.ContentAbsent() {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
	s.log.Info("the content folder is there", "content", filepath.ToSlash(s.app.settings.content))
	s.askNow(started)
	if s.app.settings.watch {
		s.watch(ctx)
	}
}

// ownForm refuses to serve a folder that was made for a static host: each feed in it would be
// another one, and every subscriber would load all again.
func (s *service) ownForm() error {
	m, err := s.engine.Manifest()
	if err != nil {
		return err
	}
	if host := m.Host(); host != "" {
		return build.Misused("serve another folder with --dist; or, to give the host up, build this one once without --host",
			"%s was made for %s", s.app.settings.dist, host)
	}
	return nil
}

// sayWhere prints the line with the address. base is that of this machine.
func (a *app) sayWhere(site *feed.Site, base string) {
	switch {
	case a.settings.drafts:
		fmt.Fprintf(a.stdout, "fil previews %s, for this machine alone, at %s\n", a.settings.content, site.BaseURL)
	case strings.HasPrefix(a.settings.addr, serve.UnixPrefix):
		fmt.Fprintf(a.stdout, "fil serves %s at %s\n", a.settings.dist, a.settings.addr)
	default:
		fmt.Fprintf(a.stdout, "fil serves %s at %s/\n", a.settings.dist, base)
	}
}

// checkServe looks at what was asked for before anything is touched, and returns the
// bearer token.
func (a *app) checkServe() (token string, err error) {
	if a.settings.drafts {
		if err := a.setUpPreview(); err != nil {
			return "", err
		}
	}
	if err := a.precheck(); err != nil {
		return "", err
	}
	if err := a.readTLS(); err != nil {
		return "", err
	}
	if _, err := a.socketMode(); err != nil {
		return "", err
	}
	switch a.settings.accessLog {
	case "", "off", "combined", "json":
	default:
		return "", build.Misused("write --access-log combined or --access-log json", "unknown access log %q", a.settings.accessLog)
	}
	if _, err := source.ParseSettle(cmp.Or(a.settings.settle, "0")); err != nil {
		return "", build.Misused("write it as in --settle 30s, or 0 for at once", "--settle %q: %w", a.settings.settle, err)
	}
	if a.settings.memory < 1 {
		return "", build.Misused("write it as in --memory 256", "--memory %d is no number of MiB", a.settings.memory)
	}
	if a.settings.connections < 1 || a.settings.fetchLimit < -1 {
		return "", build.Misused("write a whole number", "--max-connections is at least 1, and --fetch-limit at least 0")
	}
	if a.settings.trusted != nil { // none, perhaps
		a.proxies = []netip.Prefix{}
	}
	for _, text := range a.settings.trusted {
		proxy, err := feed.ParseProxy(text)
		if err != nil {
			return "", build.Misused("write them as in --trusted-proxies 10.0.0.0/8,::1", "--trusted-proxies: %w", err)
		}
		a.proxies = append(a.proxies, proxy)
	}
	return a.token()
}

// resume takes up what an earlier process has left: what is owed, what readers may have,
// and the last publication, which is served at once.
func (s *service) resume(site *feed.Site) error {
	if err := s.openSender(site); err != nil {
		return err
	}
	if err := s.restoreVersions(); err != nil {
		return fmt.Errorf("reading the versions of feeds: %w", err)
	}
	m, err := s.engine.Manifest()
	if err != nil {
		return err
	}
	if m.Len() > 0 {
		s.server.Swap(s.engine.Files(), m, s.served(site))
	}
	return nil
}

// until serves until ctx is done, and then drains.
func (s *service) until(ctx context.Context, listener net.Listener) error {
	metrics := s.metrics
	if s.app.settings.adminAddr == "" { // nobody looks
		metrics = nil
	}
	handler := http.Handler(s.server)
	if s.preview != nil {
		handler = s.preview
	}
	server := serve.HTTPConfig{Log: s.log, Metrics: metrics, Access: s.access(), MaxConnections: serve.MaxConnections(s.app.settings.connections)}.Server(handler)
	if s.preview != nil {
		server.RegisterOnShutdown(s.preview.End)
	}
	idle := make(chan struct{})
	go func() {
		defer close(idle)
		var under sync.WaitGroup
		under.Go(func() { s.sender.Run(ctx) })
		s.runner.Run(ctx, s.run)
		under.Wait()
	}()
	broken := make(chan error, 1)
	go func() {
		if s.app.settings.tlsCert != "" {
			server.TLSConfig = s.certificate.TLSConfig()
			broken <- server.ServeTLS(listener, "", "")
			return
		}
		broken <- server.Serve(serve.Coalesce(listener))
	}()
	var err error
	select {
	case <-ctx.Done():
		if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
			err = cause
		}
	case err = <-broken:
		s.fatal(err)
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	if server.Shutdown(drain) != nil {
		server.Close()
	}
	select {
	case <-idle:
	case <-drain.Done():
		s.unfinished = true
		s.log.Warn("a run did not end in time")
	}
	return err
}

// access is the log of answers, nil where there is none.
func (s *service) access() *serve.AccessLog {
	a := s.app
	if a.settings.accessLog == "" || a.settings.accessLog == "off" {
		return nil
	}
	json := a.settings.accessLog == "json"
	return serve.NewAccessLog(a.lines(a.direct, 0, json), json, s.server.Client)
}

// watchHangup runs on SIGHUP. A terminal that goes away sends the same signal to
// what was started on it: then the service drains and ends, as with SIGTERM. Where
// SIGHUP was ignored at the start (nohup), it is never taken for that.
func (s *service) watchHangup(ctx context.Context, hangups <-chan os.Signal, onTerminal bool) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangups:
			if onTerminal && !hasTerminal() {
				s.log.Info("the terminal has gone")
				s.fatal(context.Canceled)
				return
			}
			s.pending.Accept(s.app.settings.accept)
			s.certificate.Renew(s.log)
			s.askNow(hangup)
		}
	}
}

// hasTerminal reports whether this process has a terminal that it could write to.
func hasTerminal() bool {
	f, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return false
	}
	f.Close()
	return true
}

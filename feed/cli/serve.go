package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fil/feed"
	"fil/feed/build"
	"fil/feed/serve"
	"fil/feed/source"
	"fil/feed/store/bucket"
)

// drainTime is how long requests and a run may take to end after SIGTERM. Docker and Kubernetes kill
// a container 10 s or more after that signal.
const drainTime = 6 * time.Second

func (a *app) serveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "serve", Short: "Publish on schedule, and serve", Args: cobra.NoArgs,
		Example: "  fil serve --addr :8080 --base-url https://example.org/\n  fil serve --schedule \"0 7 * * mon-fri\" --settle 2m",
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context()) },
	}
	a.serveFlags(cmd.Flags())
	return cmd
}

func (a *app) serveFlags(flags *pflag.FlagSet) {
	flags.StringVar(&a.settings.addr, "addr", "localhost:8080", "the `HOST:PORT` to listen on, or unix:/run/fil.sock")
	flags.StringVar(&a.settings.socketMode, "socket-mode", "0666", "the permissions of the socket of --addr unix:…, an octal `MODE`")
	flags.StringVar(&a.settings.schedule, "schedule", "", "a cron `SPEC` instead of site.yaml's")
	flags.BoolVar(&a.settings.watch, "watch", true, "publish when a file of content changes")
	flags.StringVar(&a.settings.publish, "publish", "", "`true` publishes content, false serves what another process publishes (default true, for a bucket false)")
	flags.Lookup("publish").NoOptDefVal = "true"
	flags.StringVar(&a.settings.cache, "cache", "", "a `DIR` for files of a bucket, with which a server starts while the bucket cannot be reached")
	flags.BoolVar(&a.settings.drafts, "drafts", false, "preview: show drafts and articles of the future too, only on this machine, and publish nothing")
	flags.StringVar(&a.settings.settle, "settle", "", "publish a new article once its file has not changed for this `TIME`; 0 publishes it at once (default 30s)")
	flags.BoolVar(&a.settings.offline, "offline", false, offlineUsage)
	flags.BoolVar(&a.settings.accept, "accept", false, "let the first run, and each that SIGHUP requests, publish even what floods subscribers or empties feeds")
	flags.StringVar(&a.settings.baseURL, "base-url", "", "the `URL` that readers see")
	flags.IntVar(&a.settings.memory, "memory", int(defaultMemory()>>20), "how many `MIB` of files the server caches in memory")
	flags.Lookup("memory").DefValue = strconv.Itoa(serve.DefaultMemory>>20) + ", less in a small container"
	flags.IntVar(&a.settings.connections, "max-connections", 10_000, "how many connections, `N`, may be open; for one more, the one that is idle longest is closed")
	flags.IntVar(&a.settings.fetchLimit, "fetch-limit", -1, "how often an hour, `N`, a client may fetch a feed without asking whether it has changed; 0 means no limit")
	flags.Lookup("fetch-limit").DefValue = "0" // shown in help; site.yaml may say otherwise
	flags.StringSliceVar(&a.settings.trusted, "trusted-proxies", nil, "the `ADDRESSES` of proxies whose X-Forwarded-For is trusted, such as 10.0.0.0/8")
	flags.StringVar(&a.settings.accessLog, "access-log", "off", "a line for each response on standard error: `off`, combined or json")
	flags.StringVar(&a.settings.tlsCert, "tls-cert", "", "the `FILE` of a certificate in PEM, to serve HTTPS and HTTP/2")
	flags.StringVar(&a.settings.tlsKey, "tls-key", "", "the `FILE` of its private key in PEM")
	flags.StringVar(&a.settings.adminAddr, "admin-addr", "", "the `HOST:PORT` of a second, private server with /-/status and /-/metrics")
	flags.StringVar(&a.settings.tokenFile, "rebuild-token-file", "", "the `FILE` with the bearer token of POST /-/rebuild")
}

// publishes reports whether fil serve publishes, and does not only serve.
func (a *app) publishes() bool {
	switch a.settings.publish {
	case "":
		return !bucket.IsAddress(a.settings.dist)
	default:
		publish, _ := strconv.ParseBool(a.settings.publish) // checkServe has checked it
		return publish
	}
}

// serve listens, serves the last publication, and runs and serves until ctx is done.
func (a *app) serve(ctx context.Context) error {
	hangups := make(chan os.Signal, 1)
	onTerminal := !signal.Ignored(syscall.SIGHUP) && hasTerminal()
	signal.Notify(hangups, syscall.SIGHUP) // before all else: without it, SIGHUP ends the process
	defer signal.Stop(hangups)
	signal.Ignore(syscall.SIGPIPE)    // the service goes on when the reader of its log has ended
	const writePatience = time.Second // before a line is dropped, if the reader of the log is slow
	a.rawStderr, a.stderr = a.stderr, a.newLogQueue(a.stderr, writePatience, a.settings.logFormat == "json")
	a.settings.serving = true
	token, err := a.checkServe()
	if err != nil {
		return err
	}
	if !a.publishes() {
		return a.follow(ctx, hangups)
	}
	listener, admin, err := a.listenBoth(ctx)
	if err != nil {
		return err
	}
	defer listener.Close()
	if admin != nil {
		defer admin.Close()
	}
	localURL := cmp.Or(serve.LocalBaseURL(listener, a.settings.addr, a.settings.tlsCert != ""), build.DefaultBaseURL)
	a.engine.DefaultBaseURL = localURL
	e, err := build.Open(ctx, a.config())
	if err != nil {
		return err
	}
	s := a.newService(e)
	defer func() {
		if !s.runUnfinished { // else the run still uses it; the end of the process frees its lock
			e.Close()
		}
	}()
	if err := s.checkNotHosted(ctx); err != nil {
		return err
	}
	site, err := a.config().ReadSite()
	if err != nil {
		return err
	}
	if err := s.setSchedules(site); err != nil {
		return err
	}
	a.printAddress(site, localURL)

	ctx, s.end = context.WithCancelCause(ctx)
	defer s.end(nil)
	if bucket.IsAddress(a.settings.dist) {
		if err := s.share(ctx, site); err != nil {
			return err
		}
	}
	if token != "" {
		s.server.SetControl(token, s.requestRebuild, s.history.Runs)
	}
	if err := s.resume(ctx, site); err != nil {
		return err
	}
	go s.start(ctx)
	go s.handleHangups(ctx, hangups, onTerminal)
	if admin != nil {
		defer s.serveAdmin(admin)()
	}
	return s.serveUntil(ctx, listener)
}

// listenBoth listens on --addr, and on --admin-addr if that is given; else admin is nil.
func (a *app) listenBoth(ctx context.Context) (public, admin net.Listener, err error) {
	public, err = a.listenPublic(ctx)
	if err != nil || a.settings.adminAddr == "" {
		return public, nil, err
	}
	admin, err = a.listen(ctx, a.settings.adminAddr)
	if err != nil {
		return nil, nil, errors.Join(err, public.Close())
	}
	return public, admin, nil
}

// printAddress prints what is served, and where. localURL is its base URL on this machine.
func (a *app) printAddress(site *feed.Site, localURL string) {
	switch {
	case a.settings.drafts:
		fmt.Fprintf(a.stdout, "fil previews %s, for this machine alone, at %s\n", a.settings.content, site.BaseURL)
	case strings.HasPrefix(a.settings.addr, serve.UnixPrefix):
		fmt.Fprintf(a.stdout, "fil serves %s at %s\n", a.settings.dist, a.settings.addr)
	default:
		fmt.Fprintf(a.stdout, "fil serves %s at %s/\n", a.settings.dist, localURL)
	}
}

// checkServe checks the flags and site.yaml before anything is opened or written. It returns the
// bearer token, "" if there is none.
func (a *app) checkServe() (token string, err error) {
	if a.settings.drafts {
		if err := a.setUpPreview(); err != nil {
			return "", err
		}
	}
	if _, err := strconv.ParseBool(cmp.Or(a.settings.publish, "true")); err != nil {
		return "", build.Misused("write --publish or --publish=false", "--publish %q is neither true nor false", a.settings.publish)
	}
	if err := a.checkFollower(); err != nil {
		return "", err
	}
	if a.publishes() {
		if err := a.checkSite(); err != nil {
			return "", err
		}
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
		return "", build.Misused("write it as in --memory 256", "--memory %d is not a number of MiB", a.settings.memory)
	}
	if a.settings.connections < 1 || a.settings.fetchLimit < -1 {
		return "", build.Misused("write a whole number", "--max-connections is at least 1, and --fetch-limit at least 0")
	}
	a.proxies, err = feed.ParseProxies(a.settings.trusted)
	if err != nil {
		return "", build.Misused("write them as in --trusted-proxies 10.0.0.0/8,::1", "--trusted-proxies: %w", err)
	}
	return a.token()
}

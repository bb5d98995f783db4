package cli

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"

	"fil/feed/schedule"
	"fil/feed/serve"
)

// website answers requests of the public while other work goes on.
type website struct {
	app        *app
	log        *slog.Logger
	server     *serve.Server
	metrics    *serve.Metrics
	handler    http.Handler
	onShutdown func()
	fetched    func(serve.Fetch) // nil if readers are not counted
	// end makes the context of serveUntil done.
	end context.CancelCauseFunc
}

// serveUntil serves and does work until ctx is done or the listener fails, and then drains: requests and
// work may end within drainTime. unfinished says that work did not.
func (w website) serveUntil(ctx context.Context, listener net.Listener, work func(ctx context.Context)) (unfinished bool, err error) {
	metrics := w.metrics
	if w.app.settings.adminAddr == "" { // nothing would read them
		metrics = nil
	}
	server := serve.HTTPConfig{Log: w.log, Metrics: metrics, Access: w.accessLog(), MaxConnections: serve.MaxConnections(w.app.settings.connections), Fetched: w.fetched}.Server(w.handler)
	server.RegisterOnShutdown(w.onShutdown)
	if w.app.certificate != nil {
		w.app.certificate.Renew(w.log)
		go schedule.Every(ctx, w.app.rescanInterval, func() { w.app.certificate.Renew(w.log) })
	}
	workEnded := make(chan struct{})
	go func() {
		defer close(workEnded)
		work(ctx)
	}()
	err = serve.Serve(ctx, server, listener, w.app.certificate)
	w.end(err) // the work, too
	if cause := context.Cause(ctx); err == nil && !errors.Is(cause, context.Canceled) {
		err = cause
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	if server.Shutdown(drain) != nil {
		server.Close()
	}
	select {
	case <-workEnded:
	case <-drain.Done():
		unfinished = true
		w.log.Warn("a run did not end in time")
	}
	return unfinished, err
}

// accessLog returns the log of responses, nil without --access-log.
func (w website) accessLog() *serve.AccessLog {
	a := w.app
	if a.settings.accessLog == "" || a.settings.accessLog == "off" {
		return nil
	}
	json := a.settings.accessLog == "json"
	return serve.NewAccessLog(a.newLogQueue(a.rawStderr, 0, json), json, w.server.Client)
}

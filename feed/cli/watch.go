package cli

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fil/feed/build"
	"fil/feed/schedule"
	"fil/feed/source/inventory"
)

// Reasons for a run, beside those of package schedule.
const (
	reasonStart   = "start"
	reasonChange  = "change"  // an event of the file system
	reasonRescan  = "rescan"  // see rescanInterval
	reasonHangup  = "SIGHUP"  // the signal
	reasonRebuild = "rebuild" // POST /-/rebuild
)

// rescanInterval is how often all of content is checked for changes without an event, as on network
// file systems.
const rescanInterval = time.Minute

// start requests the first run and watches content until ctx is done. If the content folder is absent,
// it first waits for it.
func (s *service) start(ctx context.Context) {
	content := s.app.settings.content
	if s.engine.ContentAbsent() {
		s.log.Warn(build.ErrAbsent.Error(), "content", content)
		s.engine.AwaitContent(ctx)
		if ctx.Err() != nil {
			return
		}
		s.log.Info("the content folder is there", "content", filepath.ToSlash(content))
	}
	s.requestPromptRun(reasonStart)
	if s.app.settings.watch {
		s.watch(ctx)
	}
}

// watch requests a run when content has changed, and at each rescan, until ctx is done.
func (s *service) watch(ctx context.Context) {
	go schedule.Every(ctx, s.app.rescanInterval, func() { s.requestRun(reasonRescan) })
	ignored := func(name string) bool { return name != build.ThemeFolder && inventory.Ignored(name) }
	inTheme := func(path string) bool { return strings.HasPrefix(path, build.ThemeFolder+"/") }
	err := schedule.Watch(ctx, s.app.settings.content, ignored, s.log, func(paths []string) {
		if paths == nil || slices.ContainsFunc(paths, inTheme) { // a theme changes all pages
			s.pending.All()
		}
		s.pending.Changed(paths)
		s.runner.Ask(reasonChange)
	})
	if err != nil {
		s.log.Warn("content cannot be watched; changes are found once a minute", "error", err)
	}
}

// requestRun requests a run that checks all files of content for changes.
func (s *service) requestRun(reason string) {
	s.pending.All()
	s.runner.Ask(reason)
}

// requestPromptRun requests a run that looks at everything, and publishes new articles without delay.
func (s *service) requestPromptRun(reason string) {
	s.pending.SkipSettle()
	s.requestRun(reason)
}

// requestRebuild requests a run for a client that has the token.
func (s *service) requestRebuild(accept bool) {
	s.pending.Accept(accept)
	s.requestPromptRun(reasonRebuild)
}

// handleHangups requests a run for each SIGHUP, and reads a changed certificate. The kernel sends
// SIGHUP also when the terminal on which the process was started is closed: then the service drains
// and ends, as with SIGTERM. onTerminal says that there was such a terminal at the start, and that
// SIGHUP was not ignored then (nohup).
func (s *service) handleHangups(ctx context.Context, hangups <-chan os.Signal, onTerminal bool) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangups:
			if onTerminal && !hasTerminal() {
				s.log.Info("the terminal was closed")
				s.end(context.Canceled)
				return
			}
			s.pending.Accept(s.app.settings.accept)
			s.app.certificate.Renew(s.log)
			s.requestPromptRun(reasonHangup)
		}
	}
}

// hasTerminal reports whether this process has a controlling terminal that it can write to.
func hasTerminal() bool {
	f, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return false
	}
	f.Close()
	return true
}

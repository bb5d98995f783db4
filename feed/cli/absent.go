package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"fil/feed"
	"fil/feed/memory"
	"fil/feed/source"
	"fil/feed/store"
)

// errAbsent says that content is not there, or empty, although there is a publication of it: its
// file system may not be mounted yet.
var errAbsent = errors.New("the content folder is missing or empty: the last publication stays up until it is there")

// absent reports whether the content folder is missing, or empty although something was published
// of it.
func (a *app) absent() bool {
	if !store.Published(a.settings.dist) {
		return false
	}
	text, remembered := memory.Claims{Dir: a.settings.state}.Site()
	if !remembered {
		return false
	}
	entries, err := os.ReadDir(a.settings.content)
	if err != nil {
		return errors.Is(err, fs.ErrNotExist)
	}
	for _, e := range entries {
		if !source.Ignored(e.Name()) && e.Name() != "lost+found" {
			return false
		}
	}
	return len(text) > 0 || len(entries) == 0
}

// lastSite is the site as it was last published.
func (a *app) lastSite(fallback string) (*feed.Site, error) {
	text, _ := memory.Claims{Dir: a.settings.state}.Site()
	return a.parseSite(fallback, func(o source.Overrides) (*feed.Site, error) { return source.ParseSite(text, o) })
}

// keepSite remembers the site.yaml of what was published.
func (a *app) keepSite(fsys fs.FS) {
	text, err := fs.ReadFile(fsys, source.SiteFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return
	}
	_ = memory.Claims{Dir: a.settings.state}.SaveSite(text) // without it a start without content waits for it
}

// await waits for content that is not there, and then has it published and watched.
func (s *service) await(ctx context.Context) {
	s.log.Warn(errAbsent.Error(), "content", s.app.settings.content)
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for s.app.absent() {
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

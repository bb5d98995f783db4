package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"fil/feed"
	"fil/feed/memory"
	"fil/feed/publish"
	"fil/feed/schedule"
	"fil/feed/source"
	"fil/feed/store"
)

// contentFS is a folder that nothing leads out of. Opening never waits: a pipe that
// was put where a file was opens at once, and is then seen to be none.
type contentFS struct{ root *os.Root }

func (c contentFS) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	return c.root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
}

// ReadDir and Stat implement fs.ReadDirFS and fs.StatFS.
func (c contentFS) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(c.root.FS(), name) }
func (c contentFS) Stat(name string) (fs.FileInfo, error)      { return fs.Stat(c.root.FS(), name) }

// openContent opens the folder of writing.
func (a *app) openContent() (*os.Root, error) {
	root, err := os.OpenRoot(a.settings.content)
	if err != nil {
		return nil, misused("make the folder, or name another with --content", "opening the content folder: %w", err)
	}
	return root, nil
}

// site reads site.yaml. fallback is the base URL where nobody names one.
func (a *app) site(fsys fs.FS, fallback string) (*feed.Site, error) {
	return source.ReadSite(fsys, source.Overrides{
		BaseURL: a.settings.baseURL, DefaultBaseURL: fallback,
		CheckSchedule: func(spec string) error {
			_, err := schedule.Parse(spec, time.UTC)
			return err
		},
	})
}

// house is everything that a run goes through, open.
type house struct {
	content  *os.Root
	dist     *os.Root
	store    *store.Dir
	memory   *memory.Memory
	fallback string // base URL
}

// open opens the house for this process alone.
func (a *app) open() (h *house, err error) {
	h = &house{fallback: defaultBaseURL}
	defer func() {
		if err != nil {
			h.close()
		}
	}()
	if err := a.apart(); err != nil {
		return h, err
	}
	if h.content, err = a.openContent(); err != nil {
		return h, err
	}
	if err := os.MkdirAll(a.settings.dist, 0o755); err != nil {
		return h, fmt.Errorf("making the dist folder: %w", err)
	}
	if h.dist, err = os.OpenRoot(a.settings.dist); err != nil {
		return h, fmt.Errorf("opening the dist folder: %w", err)
	}
	if h.store, err = store.Open(h.dist); err != nil {
		return h, a.storeError(err)
	}
	var setAside string
	h.memory, setAside, err = memory.Open(a.settings.state)
	if errors.Is(err, memory.ErrHeld) {
		return h, failed("give each its own --state", "opening the state folder %s: %w", a.settings.state, err)
	}
	if setAside != "" {
		a.note("the memory could not be read; it was set aside as %s and begun anew", setAside)
	}
	return h, err
}

func (a *app) storeError(err error) error {
	var held *store.HeldError
	if errors.As(err, &held) {
		return failed(fmt.Sprintf("ask it for a run with: kill -HUP %d", held.PID), "opening the dist folder %s: %w", a.settings.dist, err)
	}
	if errors.Is(err, store.ErrStrange) {
		return misused("name an empty folder with --dist", "refusing the dist folder %s: %w", a.settings.dist, err)
	}
	return fmt.Errorf("opening the dist folder %s: %w", a.settings.dist, err)
}

// close closes what is open.
func (h *house) close() {
	if h.memory != nil {
		h.memory.Close()
	}
	if h.store != nil {
		h.store.Close()
	}
	for _, root := range []*os.Root{h.dist, h.content} {
		if root != nil {
			root.Close()
		}
	}
}

// apart refuses folders that lie in one another: a publication would read itself,
// and cleaning up would remove what an author wrote.
func (a *app) apart() error {
	content, dist, state := realPath(a.settings.content), realPath(a.settings.dist), realPath(a.settings.state)
	const hint = "name a folder of its own with --dist"
	home, _ := os.UserHomeDir()
	switch {
	case dist == filepath.Dir(dist):
		return misused(hint, "refusing to publish into the root of the file system")
	case home != "" && dist == realPath(home):
		return misused(hint, "refusing to publish into the home folder %s", dist)
	case dist == content:
		return misused(hint, "the dist folder is the content folder, %s", dist)
	case inside(dist, content):
		return misused(hint, "the dist folder %s lies in the content folder %s", dist, content)
	case inside(content, dist):
		return misused(hint, "the dist folder %s holds the content folder %s", dist, content)
	case state == dist || inside(state, dist):
		return misused("name another folder with --state", "the state folder %s lies in the dist folder, which is public", state)
	}
	return nil
}

// realPath is a path without links, as far as it exists.
func realPath(name string) string {
	abs, err := filepath.Abs(name)
	if err != nil {
		return name
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		return real
	}
	if parent := filepath.Dir(abs); parent != abs {
		return filepath.Join(realPath(parent), filepath.Base(abs))
	}
	return abs
}

func inside(name, folder string) bool {
	return strings.HasPrefix(name, strings.TrimSuffix(folder, string(filepath.Separator))+string(filepath.Separator))
}

// outcome is what a run came to.
type outcome struct {
	site   *feed.Site
	report *publish.Report
	took   time.Duration
}

// run is the straight road, once: content → articles → plan → dist.
func (h *house) run(ctx context.Context, a *app) (*outcome, error) {
	start := time.Now()
	fsys := contentFS{h.content}
	site, err := a.site(fsys, h.fallback)
	if err != nil {
		return nil, err
	}
	content, err := source.Read(ctx, fsys, site)
	if err != nil {
		return nil, err
	}
	articles, problems := h.standIns(content, site.TimeZone)
	plan, err := publish.Plan(input(site, content, articles, fsys), start)
	if err != nil {
		return nil, err
	}
	report, err := publish.Run(ctx, plan, h.store, start)
	if err != nil {
		return nil, fmt.Errorf("publishing: %w", err)
	}
	report.Problems = slices.Concat(content.Problems, problems, report.Problems)
	if err := h.memory.KeepArticles(feed.Live(articles, start)); err != nil {
		return nil, fmt.Errorf("remembering what was published: %w", err)
	}
	return &outcome{site, report, time.Since(start)}, nil
}

// standIns puts the last published form in the place of each article that could not
// be read, unless another one has its address now.
func (h *house) standIns(content *source.Content, zone *time.Location) ([]*feed.Article, []*feed.Problem) {
	articles := slices.Clone(content.Articles)
	for _, path := range content.Refused {
		if last, ok := h.memory.Article(path, zone); ok {
			articles = append(articles, last)
		}
	}
	if len(articles) == len(content.Articles) {
		return articles, nil
	}
	return feed.Settle(articles)
}

func input(site *feed.Site, content *source.Content, articles []*feed.Article, fsys fs.FS) publish.Input {
	in := publish.Input{Site: site, Articles: articles, Introduction: content.Introduction}
	for _, asset := range content.Assets {
		in.Assets = append(in.Assets, publish.Asset{Path: asset.Path, Open: func() (io.ReadCloser, error) {
			return fsys.Open(asset.Path)
		}})
	}
	return in
}

package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"fil/feed"
	"fil/feed/disk"
	"fil/feed/memory"
	"fil/feed/page"
	"fil/feed/publish"
	"fil/feed/schedule"
	"fil/feed/source"
	"fil/feed/store"
)

// contentFS is a folder, of content or dist, that nothing leads out of. Opening never waits: a pipe that
// was put where a file was opens at once, and is then seen to be none.
type contentFS struct{ root *os.Root }

// Open implements fs.FS.
func (c contentFS) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	return c.root.OpenFile(name, os.O_RDONLY|disk.NonBlock, 0)
}

// ReadDir implements fs.ReadDirFS.
func (c contentFS) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(c.root.FS(), name) }

// StatDir lists a folder with what the file system says of each file.
func (c contentFS) StatDir(name string) ([]fs.FileInfo, error) {
	dir, err := c.root.Open(name)
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	return dir.Readdir(-1)
}

// Stat implements fs.StatFS.
func (c contentFS) Stat(name string) (fs.FileInfo, error) { return c.root.Stat(name) }

// Lstat implements fs.ReadLinkFS.
func (c contentFS) Lstat(name string) (fs.FileInfo, error) { return c.root.Lstat(name) }

// ReadLink implements fs.ReadLinkFS.
func (c contentFS) ReadLink(name string) (string, error) { return c.root.Readlink(name) }

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
	return a.parseSite(fallback, func(o source.Overrides) (*feed.Site, error) { return source.ReadSite(fsys, o) })
}

// parseSite parses a site.yaml with what flags and the environment say instead of it.
func (a *app) parseSite(fallback string, parse func(o source.Overrides) (*feed.Site, error)) (*feed.Site, error) {
	site, err := parse(source.Overrides{
		BaseURL: a.settings.baseURL, DefaultBaseURL: fallback,
		CheckSchedule: func(spec string) error {
			_, err := schedule.Parse(spec, time.UTC)
			return err
		},
		CheckHost: knownHost,
	})
	if err == nil {
		site.LanguageName = page.LanguageName
	}
	switch {
	case err != nil:
	case a.settings.serving: // fil serve answers browsers with pages by itself
		site.HostedBy = ""
	case a.settings.host != "":
		site.HostedBy = a.settings.host
	}
	if err == nil && a.settings.drafts {
		site = previewed(site)
	}
	return site, err
}

// house is everything that a run goes through, open.
type house struct {
	content  *os.Root
	dist     *os.Root
	store    *store.Dir
	memory   *memory.Memory
	fallback string // base URL
	stale    []io.Closer

	// site is the last one that was right, siteScope its scope.
	site      *feed.Site
	siteScope string
	// cache is what the last run came to, for the scope that it was opened with.
	cache *memory.Cache
	scope string
	// memo is the last plan's, while that stands.
	memo publish.Memo
	// inventory is what content was at the last run, nil where all is to be read, recent what
	// was read of it, and came when the last of its articles did.
	inventory *source.Inventory
	recent    *source.Content
	came      time.Time
	// looks remembers files that may still be written to.
	looks looks
	// former is what is made of that for the next run, nil where it is not made yet.
	former *former
}

// open opens the house for this process alone.
func (a *app) open() (h *house, err error) {
	h = &house{fallback: defaultBaseURL, looks: looks{}}
	defer func() {
		if err != nil {
			h.close()
		}
	}()
	if err := a.apart(); err != nil {
		return h, err
	}
	if h.content, err = a.openContent(); err != nil && !(a.settings.serving && a.absent()) {
		return h, err // else it is opened once it is there
	}
	if h.dist, h.store, err = a.openDist(); err != nil {
		return h, err
	}
	var setAside string
	h.memory, setAside, err = memory.Open(a.settings.state, a.fault)
	if errors.Is(err, memory.ErrLocked) {
		return h, failed("give each its own --state", "opening the state folder %s: %w", a.settings.state, err)
	}
	if setAside != "" {
		a.note("the memory could not be read; it was set aside as %s and begun anew", setAside)
	}
	return h, err
}

// openDist opens the folder that is published, and makes it where there is none.
func (a *app) openDist() (*os.Root, *store.Dir, error) {
	if err := os.MkdirAll(a.settings.dist, 0o755); err != nil {
		return nil, nil, fmt.Errorf("making the dist folder: %w", err)
	}
	root, err := os.OpenRoot(a.settings.dist)
	if err != nil {
		return nil, nil, fmt.Errorf("opening the dist folder: %w", err)
	}
	claims := memory.Claims{Dir: a.settings.state}
	d, err := store.Open(root, a.fault, claims.FolderID(a.settings.dist))
	if err != nil {
		root.Close()
		return nil, nil, a.storeError(err)
	}
	_ = claims.SaveFolder(a.settings.dist, d.ID()) // it only matters once the marker is thrown away
	return root, d, nil
}

func (a *app) heldBy(pid int) error {
	hint := fmt.Sprintf("ask it for a run with: kill -HUP %d", pid)
	if pid <= 0 {
		hint = "send it SIGHUP where it runs, to ask it for a run"
	}
	return failed(hint, "opening the dist folder %s: %w", a.settings.dist, &store.LockedError{PID: pid})
}

func (a *app) storeError(err error) error {
	var held *store.LockedError
	if errors.As(err, &held) {
		return a.heldBy(held.PID)
	}
	if errors.Is(err, store.ErrForeign) {
		return misused("name an empty folder with --dist", "refusing the dist folder %s: %w", a.settings.dist, err)
	}
	return fmt.Errorf("opening the dist folder %s: %w", a.settings.dist, err)
}

// close closes what is open.
func (h *house) close() {
	h.settled()
	if h.cache != nil {
		h.cache.Close()
	}
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
	case state == content || inside(state, content) && !hidden(state[len(content):]):
		return misused("name another folder with --state", "the state folder %s lies in the content folder, and would be published", state)
	case state == dist || inside(state, dist):
		return misused("name another folder with --state", "the state folder %s lies in the dist folder, which is public", state)
	}
	return nil
}

// hidden reports whether a part of a path begins as names do that are not published.
func hidden(rest string) bool {
	return strings.Contains(rest, string(filepath.Separator)+".") || strings.Contains(rest, string(filepath.Separator)+"_")
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

// follow opens content and dist anew where another folder has their names by now: a
// deployment that was swapped in, or a dist that was thrown away or emptied. What was
// open before is still being served from: it is closed with settled.
func (h *house) follow(a *app) error {
	if a.settings.serving && a.absent() {
		return errAbsent
	}
	if h.content == nil || !same(h.content, a.settings.content) {
		content, err := a.openContent()
		if err != nil {
			return err
		}
		if h.content != nil {
			h.stale = append(h.stale, h.content)
		}
		h.content, h.inventory = content, nil
	}
	if !h.memory.StillIn(a.settings.state) {
		a.complain("warning", "the state folder "+a.settings.state+" was removed or replaced: what is remembered is written anew where it is missing", "")
		m, err := h.memory.Rescue(a.settings.state)
		if err != nil {
			return err
		}
		if h.cache != nil {
			h.cache.Close()
		}
		h.memory, h.cache = m, nil
	}
	if same(h.dist, a.settings.dist) && h.store.HoldsLock() {
		return nil
	}
	dist, store, err := a.openDist()
	if err != nil {
		return err
	}
	h.stale = append(h.stale, h.store, h.dist)
	h.dist, h.store = dist, store
	return nil
}

// settled closes what a run has replaced, once nobody is served from it.
func (h *house) settled() {
	for _, c := range h.stale {
		c.Close()
	}
	h.stale = nil
}

// same reports whether an open folder is still the one of that name.
func same(root *os.Root, name string) bool {
	open, err := root.Stat(".")
	if err != nil {
		return false
	}
	named, err := os.Stat(name)
	return err == nil && os.SameFile(open, named)
}

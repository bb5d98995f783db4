package build

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"fil/feed/memory"
	"fil/feed/store"
)

// OpenContent opens the content folder.
func (c Config) OpenContent() (*os.Root, error) {
	root, err := os.OpenRoot(c.Content)
	if err != nil {
		return nil, Misused("make the folder, or name another with --content", "opening the content folder: %w", err)
	}
	return root, nil
}

// openDist opens the folder that is published, and makes it where there is none.
func (c Config) openDist() (*os.Root, *store.Dir, error) {
	if err := os.MkdirAll(c.Dist, 0o755); err != nil {
		return nil, nil, fmt.Errorf("making the dist folder: %w", err)
	}
	root, err := os.OpenRoot(c.Dist)
	if err != nil {
		return nil, nil, fmt.Errorf("opening the dist folder: %w", err)
	}
	claims := memory.Claims{Dir: c.State}
	d, err := store.Open(root, c.Fault, claims.FolderID(c.Dist))
	if err != nil {
		root.Close()
		return nil, nil, c.wrapStoreError(err)
	}
	_ = claims.SaveFolder(c.Dist, d.ID()) // it only matters once the marker is thrown away
	return root, d, nil
}

// HeldBy returns the error of a dist folder to which the process pid publishes; 0 or less if the process
// is not known.
func (c Config) LockedBy(pid int) error {
	hint := fmt.Sprintf("ask it for a run with: kill -HUP %d", pid)
	if pid <= 0 {
		hint = "send it SIGHUP where it runs, to ask it for a run"
	}
	return Failed(hint, "opening the dist folder %s: %w", c.Dist, &store.LockedError{PID: pid})
}

func (c Config) wrapStoreError(err error) error {
	var held *store.LockedError
	if errors.As(err, &held) {
		return c.LockedBy(held.PID)
	}
	if errors.Is(err, store.ErrForeign) {
		return Misused("name an empty folder with --dist", "refusing the dist folder %s: %w", c.Dist, err)
	}
	return fmt.Errorf("opening the dist folder %s: %w", c.Dist, err)
}

// checkFolders refuses folders that lie in one another: a publication would read itself,
// and cleaning up would remove what an author wrote.
func (c Config) checkFolders() error {
	content, dist, state := realPath(c.Content), realPath(c.Dist), realPath(c.State)
	const hint = "name a folder of its own with --dist"
	home, _ := os.UserHomeDir()
	switch {
	case dist == filepath.Dir(dist):
		return Misused(hint, "refusing to publish into the root of the file system")
	case home != "" && dist == realPath(home):
		return Misused(hint, "refusing to publish into the home folder %s", dist)
	case dist == content:
		return Misused(hint, "the dist folder is the content folder, %s", dist)
	case isInside(dist, content):
		return Misused(hint, "the dist folder %s lies in the content folder %s", dist, content)
	case isInside(content, dist):
		return Misused(hint, "the dist folder %s holds the content folder %s", dist, content)
	case state == content || isInside(state, content) && !hasHiddenElement(state[len(content):]):
		return Misused("name another folder with --state", "the state folder %s lies in the content folder, and would be published", state)
	case state == dist || isInside(state, dist):
		return Misused("name another folder with --state", "the state folder %s lies in the dist folder, which is public", state)
	}
	return nil
}

// hidden reports whether a part of a path begins as names do that are not published.
func hasHiddenElement(rest string) bool {
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

func isInside(name, folder string) bool {
	return strings.HasPrefix(name, strings.TrimSuffix(folder, string(filepath.Separator))+string(filepath.Separator))
}

// same reports whether an open folder is still the one of that name.
func isSameFolder(root *os.Root, name string) bool {
	open, err := root.Stat(".")
	if err != nil {
		return false
	}
	named, err := os.Stat(name)
	return err == nil && os.SameFile(open, named)
}

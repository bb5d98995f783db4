package build

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"fil/feed/store"
	"fil/feed/store/bucket"
)

// OpenContent opens the content folder.
func (c Config) OpenContent() (*os.Root, error) {
	root, err := os.OpenRoot(c.Content)
	if err != nil {
		return nil, Misused("make the folder, or name another with --content", "opening the content folder: %w", err)
	}
	return root, nil
}

// LockedBy returns the error of opening a dist folder that the process pid has locked. pid is 0 or
// less if the process is not known.
func (c Config) LockedBy(pid int) error {
	hint := fmt.Sprintf("ask it for a run with: kill -HUP %d", pid)
	if pid <= 0 {
		hint = "send it SIGHUP where it runs, to ask it for a run"
	}
	return Failed(hint, "opening the dist folder %s: %w", c.Dist, &store.LockedError{PID: pid})
}

// wrapStoreError adds the folder, and a hint if there is one, to an error of [store.Open].
func (c Config) wrapStoreError(err error) error {
	var locked *store.LockedError
	if errors.As(err, &locked) {
		return c.LockedBy(locked.PID)
	}
	if errors.Is(err, store.ErrForeign) {
		return Misused("name an empty folder with --dist", "refusing the dist folder %s: %w", c.Dist, err)
	}
	return fmt.Errorf("opening the dist folder %s: %w", c.Dist, err)
}

// checkFolders returns an error if content and dist lie in each other, because a run would read its
// own output as content or remove an author's files; and if the state folder would be published. It
// also refuses the root of the file system and the home folder as dist.
func (c Config) checkFolders() error {
	content, state := realPath(c.Content), realPath(c.State)
	if state == content || isInside(state, content) && !hasHiddenElement(state[len(content):]) {
		return Misused("name another folder with --state", "the state folder %s lies in the content folder, and would be published", state)
	}
	if bucket.IsAddress(c.Dist) {
		return nil // a command that reads content from a bucket has compared the two
	}
	dist := realPath(c.Dist)
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
	case state == dist || isInside(state, dist):
		return Misused("name another folder with --state", "the state folder %s lies in the dist folder, which is public", state)
	}
	return nil
}

// hasHiddenElement reports whether an element of a path that begins with a separator begins with "."
// or "_": files below it are not published.
func hasHiddenElement(path string) bool {
	return strings.Contains(path, string(filepath.Separator)+".") || strings.Contains(path, string(filepath.Separator)+"_")
}

// realPath returns the absolute path with symbolic links resolved, as far as the path exists.
func realPath(name string) string {
	abs, err := filepath.Abs(name)
	if err != nil {
		return name
	}
	if resolved, err := filepath.EvalSymlinks(abs); err == nil {
		return resolved
	}
	if parent := filepath.Dir(abs); parent != abs {
		return filepath.Join(realPath(parent), filepath.Base(abs))
	}
	return abs
}

// isInside reports whether a path lies in a folder. A folder does not lie in itself.
func isInside(name, folder string) bool {
	return strings.HasPrefix(name, strings.TrimSuffix(folder, string(filepath.Separator))+string(filepath.Separator))
}

// IsSameFolder reports whether name still refers to the open folder, and not to another one that was
// put in its place.
func IsSameFolder(root *os.Root, name string) bool {
	open, err := root.Stat(".")
	if err != nil {
		return false
	}
	named, err := os.Stat(name)
	return err == nil && os.SameFile(open, named)
}

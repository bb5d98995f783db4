package schedule

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Changes are debounced: they are reported once the folder has been quiet for quietTime, or
// maxDelay after the first one if it does not become quiet.
const (
	quietTime = 50 * time.Millisecond
	maxDelay  = 5 * time.Second
)

// ChangeFunc receives the paths of files that have changed, relative to the watched folder and with
// slashes, sorted. Nil means that it is unknown which: any file may have changed.
type ChangeFunc func(paths []string)

// Watch calls onChange when files below a folder have changed, until ctx is done. It returns an
// error if the folder does not exist, or if the system gives it no watcher. Files and folders that
// are ignored, by their paths relative to the folder, are not reported. Some changes produce no event (on network file systems, or
// when events come too fast), so that the caller must also scan the folder from time to time.
func Watch(ctx context.Context, dir string, ignored func(path string) bool, log *slog.Logger, onChange ChangeFunc) error {
	w := &watcher{name: dir, ignored: ignored, log: log, paths: map[string]bool{}, addWatch: (*fsnotify.Watcher).Add}
	return w.watch(ctx, onChange)
}

func (w *watcher) watch(ctx context.Context, onChange ChangeFunc) error {
	if err := w.start(); err != nil {
		return err
	}
	defer func() { w.Close() }()
	w.run(ctx, onChange)
	return nil
}

// watcher is the state of one call of Watch.
type watcher struct {
	*fsnotify.Watcher
	name    string      // of the folder, as the caller has given it
	dir     string      // name without symbolic links
	info    fs.FileInfo // of dir
	ignored func(path string) bool
	log     *slog.Logger
	folders map[string]bool // that are watched
	warned  bool            // it was logged that a folder cannot be watched
	// addWatch is fsnotify's Add. Tests replace it to let the system refuse.
	addWatch func(w *fsnotify.Watcher, name string) error

	// The changes that are not yet reported:
	paths       map[string]bool
	anyPath     bool      // any path may have changed
	stale       bool      // a folder was moved or removed: all must be watched anew
	firstChange time.Time // zero: there are none
}

// start watches the folder that has the name now, and all below it. Watches follow folders and not
// names, so that start must be called again when a folder was moved.
func (w *watcher) start() (err error) {
	w.dir, err = filepath.EvalSymlinks(w.name)
	if err != nil {
		return err
	}
	w.info, err = os.Stat(w.dir)
	if err != nil {
		return err
	}
	started, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	if w.Watcher != nil {
		w.Close()
	}
	w.Watcher, w.folders, w.stale = started, map[string]bool{}, false
	w.add(w.dir)
	return nil
}

// isReplaced reports whether the name now belongs to another folder than the one that is watched.
func (w *watcher) isReplaced() bool {
	info, err := os.Stat(w.name)
	return err == nil && !os.SameFile(info, w.info)
}

// add watches a folder and those below it. Folders that cannot be read are skipped: the caller's
// scan reports them.
func (w *watcher) add(dir string) {
	_ = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || !d.IsDir():
			return nil
		case name != w.dir && w.ignored(w.pathOf(name)):
			return fs.SkipDir
		}
		if err := w.addWatch(w.Watcher, name); err == nil {
			w.folders[name] = true
		} else if !w.warned {
			w.warned = true
			w.log.Warn("not every folder can be watched; changes there are found once a minute", "folder", name, "error", err)
		}
		return nil
	})
}

// replacedInterval is how often isReplaced is checked without an event: replacing the folder above
// the watched one, or a symbolic link to it, produces none.
const replacedInterval = time.Minute

func (w *watcher) run(ctx context.Context, onChange ChangeFunc) {
	timer, ticker := time.NewTimer(time.Hour), time.NewTicker(replacedInterval)
	timer.Stop()
	defer ticker.Stop()
	reportSoon := func() {
		if w.firstChange.IsZero() {
			w.firstChange = time.Now()
		}
		timer.Reset(min(quietTime, max(0, maxDelay-time.Since(w.firstChange))))
	}
	for {
		select {
		case <-ctx.Done():
			return
		case event := <-w.Events:
			if w.record(event) {
				reportSoon()
			}
		case err := <-w.Errors:
			if !errors.Is(err, fsnotify.ErrEventOverflow) {
				w.log.Warn("watching content", "error", err)
			}
			w.anyPath = true
			reportSoon()
		case <-ticker.C:
			if w.isReplaced() {
				w.stale = true
				reportSoon()
			}
		case <-timer.C:
			if w.stale || w.isReplaced() {
				w.anyPath = true
				if w.start() != nil { // the name has no folder at the moment: try again in a second
					w.stale = true
					timer.Reset(time.Second)
				}
			}
			onChange(w.drain())
		}
	}
}

// record records the change of an event, and reports whether there is one to report.
func (w *watcher) record(event fsnotify.Event) bool {
	moved := event.Has(fsnotify.Remove) || event.Has(fsnotify.Rename)
	changed := w.pathOf(event.Name)
	if changed == "." { // the watched folder itself
		w.stale = w.stale || moved
		return moved
	}
	for p := changed; p != "."; p = path.Dir(p) {
		if w.ignored(p) {
			return false
		}
	}
	if w.folders[event.Name] {
		w.anyPath, w.stale = true, w.stale || moved
	} else if info, err := os.Lstat(event.Name); err == nil && info.IsDir() {
		w.anyPath = true // files may have been written to the new folder before it was watched
		w.add(event.Name)
	}
	w.paths[changed] = true
	return true
}

// pathOf returns the path of a file relative to the watched folder, with slashes; "." for that folder, and for
// a file that is not below it.
func (w *watcher) pathOf(name string) string {
	rel, err := filepath.Rel(w.dir, name)
	if err != nil {
		return "."
	}
	return filepath.ToSlash(rel)
}

// drain returns the changes to report (see ChangeFunc) and forgets them.
func (w *watcher) drain() (paths []string) {
	if !w.anyPath {
		for path := range w.paths {
			paths = append(paths, path)
		}
		slices.Sort(paths)
	}
	w.paths, w.anyPath, w.firstChange = map[string]bool{}, false, time.Time{}
	return paths
}

package schedule

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"
)

// How long a folder has to be quiet before what has changed in it is told, and how long
// it may go on changing before that is told all the same.
const (
	quiet   = 50 * time.Millisecond
	patient = 5 * time.Second
)

// Changed tells which files have changed, by their paths in the folder, with slashes.
// Nil says that nobody knows: all may have.
type Changed func(paths []string)

// Watch tells of changes below a folder until ctx is done. Names that ignored knows are
// nobody's business. What a file system does not tell of, or tells of too fast, is for
// a rescan now and then to find.
func Watch(ctx context.Context, dir string, ignored func(name string) bool, log *slog.Logger, tell Changed) error {
	s := &watch{name: dir, ignored: ignored, log: log, paths: map[string]bool{}, watchFolder: (*fsnotify.Watcher).Add}
	return s.watch(ctx, tell)
}

func (s *watch) watch(ctx context.Context, tell Changed) error {
	if err := s.begin(); err != nil {
		return err
	}
	defer func() { s.Close() }()
	s.run(ctx, tell)
	return nil
}

// watch is a watching under way.
type watch struct {
	*fsnotify.Watcher
	name    string // of the folder, as it was given
	dir     string // where that is
	info    fs.FileInfo
	ignored func(name string) bool
	log     *slog.Logger
	folders map[string]bool // that are watched
	limited bool            // that not all folders can be watched has been said
	// watchFolder is fsnotify's Add, but where a test has the system refuse.
	watchFolder func(w *fsnotify.Watcher, name string) error

	paths   map[string]bool
	all     bool      // nobody knows which
	moved   bool      // a folder is not where it was: all has to be watched anew
	pending time.Time // since when there is something to tell
}

// begin watches the folder that has the name now. Watches go with folders and not with
// names, so it is done anew when one was renamed.
func (s *watch) begin() (err error) {
	if s.dir, err = filepath.EvalSymlinks(s.name); err != nil {
		return err
	}
	if s.info, err = os.Stat(s.dir); err != nil {
		return err
	}
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	if s.Watcher != nil {
		s.Close()
	}
	s.Watcher, s.folders, s.moved = w, map[string]bool{}, false
	s.add(s.dir)
	return nil
}

// elsewhere reports whether another folder has the name by now.
func (s *watch) elsewhere() bool {
	info, err := os.Stat(s.name)
	return err == nil && !os.SameFile(info, s.info)
}

// add watches a folder and those below it.
func (s *watch) add(dir string) {
	_ = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error { // what cannot be read the rescan tells of
		switch {
		case err != nil || !d.IsDir():
			return nil
		case name != s.dir && s.ignored(d.Name()):
			return fs.SkipDir
		}
		if err := s.watchFolder(s.Watcher, name); err != nil && !s.limited {
			s.limited = true
			s.log.Warn("not every folder can be watched; changes there are found once a minute", "folder", name, "error", err)
		} else if err == nil {
			s.folders[name] = true
		}
		return nil
	})
}

// looks is how often the folder itself is looked for.
const looks = time.Minute

func (s *watch) run(ctx context.Context, tell Changed) {
	timer, look := time.NewTimer(time.Hour), time.NewTicker(looks)
	timer.Stop()
	defer look.Stop()
	soon := func() {
		if s.pending.IsZero() {
			s.pending = time.Now()
		}
		timer.Reset(min(quiet, max(0, patient-time.Since(s.pending))))
	}
	for {
		select {
		case <-ctx.Done():
			return
		case event := <-s.Events:
			if s.note(event) {
				soon()
			}
		case err := <-s.Errors:
			if !errors.Is(err, fsnotify.ErrEventOverflow) {
				s.log.Warn("watching content", "error", err)
			}
			s.all = true
			soon()
		case <-look.C:
			if s.elsewhere() {
				s.moved = true
				soon()
			}
		case <-timer.C:
			if s.moved || s.elsewhere() {
				if s.all = true; s.begin() != nil { // it has no folder now: later it has
					s.moved = true
					timer.Reset(time.Second)
				}
			}
			tell(s.take())
		}
	}
}

// note takes an event, and reports whether it means anything.
func (s *watch) note(event fsnotify.Event) bool {
	away := event.Has(fsnotify.Remove) || event.Has(fsnotify.Rename)
	rel, err := filepath.Rel(s.dir, event.Name)
	if err != nil || rel == "." {
		s.moved = s.moved || away
		return away
	}
	for _, part := range splitPath(rel) {
		if s.ignored(part) {
			return false
		}
	}
	if s.folders[event.Name] {
		s.all, s.moved = true, s.moved || away
	} else if info, err := os.Lstat(event.Name); err == nil && info.IsDir() {
		s.all = true
		s.add(event.Name)
	}
	s.paths[filepath.ToSlash(rel)] = true
	return true
}

func splitPath(rel string) []string {
	var parts []string
	for rel != "" && rel != "." {
		dir, base := filepath.Split(rel)
		parts, rel = append(parts, base), filepath.Clean(dir)
	}
	return parts
}

// take returns what there is to tell.
func (s *watch) take() (paths []string) {
	if !s.all {
		for path := range s.paths {
			paths = append(paths, path)
		}
		slices.Sort(paths)
	}
	s.paths, s.all, s.pending = map[string]bool{}, false, time.Time{}
	return paths
}

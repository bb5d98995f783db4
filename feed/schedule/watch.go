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
	quiet   = 100 * time.Millisecond
	patient = 5 * time.Second
)

// Changed tells which files have changed, by their paths in the folder, with slashes.
// Nil says that nobody knows: all may have.
type Changed func(paths []string)

// Watch tells of changes below a folder until ctx is done. Names that ignored knows are
// nobody's business. What a file system does not tell of, or tells of too fast, is for
// a rescan now and then to find.
func Watch(ctx context.Context, dir string, ignored func(name string) bool, log *slog.Logger, tell Changed) error {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	s := &watch{Watcher: w, dir: dir, ignored: ignored, log: log, folders: map[string]bool{}}
	s.add(dir)
	defer w.Close()
	return s.run(ctx, tell)
}

// watch is a watching under way.
type watch struct {
	*fsnotify.Watcher
	dir     string
	ignored func(name string) bool
	log     *slog.Logger
	folders map[string]bool // that are watched
	limited bool            // that not all folders can be watched has been said

	paths   map[string]bool
	all     bool      // nobody knows which
	pending time.Time // since when there is something to tell
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
		if err := s.Add(name); err != nil && !s.limited {
			s.limited = true
			s.log.Warn("not every folder can be watched; changes there are found once a minute", "folder", name, "error", err)
		} else if err == nil {
			s.folders[name] = true
		}
		return nil
	})
}

func (s *watch) run(ctx context.Context, tell Changed) error {
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	s.paths = map[string]bool{}
	for {
		select {
		case <-ctx.Done():
			return nil
		case event, ok := <-s.Events:
			if !ok {
				return nil
			}
			if s.note(event) {
				if s.pending.IsZero() {
					s.pending = time.Now()
				}
				timer.Reset(min(quiet, max(0, patient-time.Since(s.pending))))
			}
		case err, ok := <-s.Errors:
			if !ok {
				return nil
			}
			s.all, s.pending = true, time.Now()
			if !errors.Is(err, fsnotify.ErrEventOverflow) {
				s.log.Warn("watching content", "error", err)
			}
			timer.Reset(quiet)
		case <-timer.C:
			tell(s.take())
		}
	}
}

// note takes an event, and reports whether it means anything.
func (s *watch) note(event fsnotify.Event) bool {
	rel, err := filepath.Rel(s.dir, event.Name)
	if err != nil || rel == "." {
		return false
	}
	for _, part := range splitPath(rel) {
		if s.ignored(part) {
			return false
		}
	}
	if s.folders[event.Name] {
		s.all = true
		if event.Has(fsnotify.Remove) || event.Has(fsnotify.Rename) {
			delete(s.folders, event.Name)
		}
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

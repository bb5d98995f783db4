package build

import (
	"maps"
	"slices"
	"sync"
	"time"

	"fil/feed"
	"fil/feed/source"
)

// reviser returns the function that decides when an article without an update time in its front
// matter was last updated: now, if more than a few letters of its published text have changed, else
// when it was updated before. It returns nil unless site.yaml says updated: auto.
func (r *reading) reviser(now time.Time) func(a *feed.Article) time.Time {
	if r.memory == nil || !r.site.AutoUpdated {
		return nil
	}
	paths := sync.OnceValue(r.pathsByHash)
	return func(a *feed.Article) time.Time {
		old := r.lastForm(a.Path)
		if old == nil { // the file may have been renamed
			old = r.lastForm(paths()[a.Hash])
		}
		switch {
		case old == nil || old.Private:
			return time.Time{}
		case source.Revised(old, a):
			r.revised.add(a.Path)
			return now
		}
		return old.Updated
	}
}

// revised is a set of paths. It is safe for concurrent use.
type revised struct {
	mu    sync.Mutex
	paths map[string]bool
}

func (r *revised) add(path string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.paths == nil {
		r.paths = map[string]bool{}
	}
	r.paths[path] = true
}

// sorted returns the paths in byte order.
func (r *revised) sorted() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(maps.Keys(r.paths))
}

// pathsByHash returns the files of the articles of the last publication, by the hash of their bytes.
func (r *reading) pathsByHash() map[[16]byte]string {
	paths := map[[16]byte]string{}
	for _, p := range r.memory.Published() {
		paths[p.Hash] = p.Path
	}
	return paths
}

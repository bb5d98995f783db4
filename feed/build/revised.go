package build

import (
	"maps"
	"slices"
	"sync"
	"time"

	"fil/feed"
	"fil/feed/source"
)

// reviser tells when articles were last updated that do not say so themselves: now, where more
// than a few letters of a published text have changed, else when that was published. nil where
// site.yaml does not ask for it.
func (r *reading) reviser(now time.Time) func(a *feed.Article) time.Time {
	if r.memory == nil || !r.site.AutoUpdated {
		return nil
	}
	paths := sync.OnceValue(r.pathsByHash)
	return func(a *feed.Article) time.Time {
		was, ok := r.lastPublished(a.Path)
		if !ok { // it may have been renamed
			was, ok = r.lastPublished(paths()[a.Hash])
		}
		switch {
		case !ok || was.Private:
			return time.Time{}
		case source.Revised(was, a):
			r.revised.add(a.Path)
			return now
		}
		return was.Updated
	}
}

// revised collects files. It is safe for several goroutines.
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
	r.paths[path] = true // an article may be made twice
}

// sorted are the files, in order.
func (r *revised) sorted() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(maps.Keys(r.paths))
}

// pathsByHash are the files in which articles were when they were last published, by the hash
// of their bytes.
func (r *reading) pathsByHash() map[[16]byte]string {
	paths := map[[16]byte]string{}
	for _, k := range r.memory.Published() {
		paths[k.Hash] = k.Path
	}
	return paths
}

package cli

import (
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
		was, ok := r.last(a.Path)
		if !ok { // it may have been renamed
			was, ok = r.last(paths()[a.Hash])
		}
		switch {
		case !ok || was.Private:
			return time.Time{}
		case source.Revised(was, a):
			return now
		}
		return was.Updated
	}
}

// pathsByHash are the files in which articles were when they were last published, by the hash
// of their bytes.
func (r *reading) pathsByHash() map[[16]byte]string {
	paths := map[[16]byte]string{}
	for _, k := range r.memory.Known() {
		paths[k.Hash] = k.Path
	}
	return paths
}

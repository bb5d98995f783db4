package build

import (
	"context"
	"io/fs"
	"sync"
	"time"

	"fil/feed/source/inventory"
)

// listContent lists the files of content. If changed is not nil and the inventory of the last run is
// in memory, it checks only the files in changed; else it walks the folder.
func (e *Engine) listContent(ctx context.Context, fsys fs.FS, changed []string, tick time.Duration) (inv *inventory.Inventory, err error) {
	if e.inventory != nil && changed != nil {
		if e.inventory.Patch(fsys, changed) {
			return e.inventory, nil
		}
		e.inventory = nil
	}
	var preloading sync.WaitGroup
	defer preloading.Wait()
	before := e.inventory
	e.inventory, err = inventory.WalkSince(fsys, tick, e.cache.Ran, e.preload(ctx, &preloading))
	if err == nil {
		e.inventory.Follow(before)
	}
	return e.inventory, err
}

// preload returns a function that loads the cache and the manifest of dist in the background. The
// walk over content calls it at the first file that has changed, so that both are loaded when the
// walk ends. It returns nil if there is no earlier run or the cache is loaded already.
func (e *Engine) preload(ctx context.Context, preloading *sync.WaitGroup) func() {
	if e.cache.Ran.IsZero() || e.cache.Records != nil {
		return nil
	}
	return func() {
		preloading.Go(func() { _, _ = e.dist.Manifest(ctx) }) // a later call returns the error again
		preloading.Go(e.cache.Load)
	}
}

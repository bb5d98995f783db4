package build

import (
	"io/fs"
	"sync"
	"time"

	"fil/feed/source/inventory"
)

// survey lists content: what may have changed, where that is known, else everything.
func (e *Engine) listContent(fsys fs.FS, changed []string, tick time.Duration) (inv *inventory.Inventory, err error) {
	if e.inventory != nil && changed != nil {
		if e.inventory.Patch(fsys, changed) {
			return e.inventory, nil
		}
		e.inventory = nil
	}
	var early sync.WaitGroup
	defer early.Wait()
	before := e.inventory
	if e.inventory, err = inventory.WalkSince(fsys, tick, e.cache.Ran, e.preload(&early)); err == nil {
		e.inventory.Follow(before)
	}
	return e.inventory, err
}

// ahead is what begins as soon as the walk has met something new: what the last run has left
// is loaded, and is there when the walk is over. It is nil where there is nothing to load.
func (e *Engine) preload(early *sync.WaitGroup) func() {
	if e.cache.Ran.IsZero() || e.cache.Records != nil {
		return nil
	}
	files := e.cache.Articles
	return func() {
		tuneGC(files, e.site.Pages, restartRun)
		early.Go(func() { _, _ = e.store.Manifest() }) // an error is one for whoever asks
		early.Go(func() {
			prefault(files, e.site.Pages, restartRun)
			e.cache.Load()
		})
	}
}

// done lets the inventory go once it has been read, unless there will be another run.
func (e *Engine) releaseInventory(inv *inventory.Inventory, once bool) {
	if once {
		e.inventory = nil
		inv.Forget()
	}
}

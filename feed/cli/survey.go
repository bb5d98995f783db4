package cli

import (
	"io/fs"
	"sync"
	"time"

	"fil/feed/source/inventory"
)

// survey lists content: what may have changed, where that is known, else everything.
func (h *house) survey(fsys fs.FS, changed []string, tick time.Duration) (inv *inventory.Inventory, err error) {
	if h.inventory != nil && changed != nil {
		if h.inventory.Patch(fsys, changed) {
			return h.inventory, nil
		}
		h.inventory = nil
	}
	var early sync.WaitGroup
	defer early.Wait()
	before := h.inventory
	if h.inventory, err = inventory.WalkSince(fsys, tick, h.cache.Ran, h.ahead(&early)); err == nil {
		h.inventory.Follow(before)
	}
	return h.inventory, err
}

// ahead is what begins as soon as the walk has met something new: what the last run has left
// is loaded, and is there when the walk is over. It is nil where there is nothing to load.
func (h *house) ahead(early *sync.WaitGroup) func() {
	if h.cache.Ran.IsZero() || h.cache.Records != nil {
		return nil
	}
	files := h.cache.Articles
	return func() {
		tune(files, h.site.Pages, followUp)
		early.Go(func() { _, _ = h.store.Manifest() }) // an error is one for whoever asks
		early.Go(func() {
			warm(files, h.site.Pages, followUp)
			h.cache.Load()
		})
	}
}

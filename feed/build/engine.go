package build

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"fil/feed"
	"fil/feed/disk"
	"fil/feed/manifest"
	"fil/feed/memory"
	"fil/feed/publish"
	"fil/feed/source"
	"fil/feed/source/inventory"
	"fil/feed/store"
)

// Engine is everything that a run goes through, open.
type Engine struct {
	Config

	contentRoot *os.Root
	distRoot    *os.Root
	store       *store.Dir
	memory      *memory.Memory
	replaced    []io.Closer

	// site is the last one that was right, siteScope its scope.
	site      *feed.Site
	siteScope string
	// cache is what the last run came to, for the scope that it was opened with.
	cache      *memory.Cache
	cacheScope string
	// memo is the last plan's, while that stands.
	memo publish.Memo
	// inventory is what content was at the last run, nil where all is to be read, recent what
	// was read of it, and came when the last of its articles did.
	inventory   *inventory.Inventory
	lastContent *source.Content
	lastArrival time.Time
	// looks remembers files that may still be written to.
	uploads uploads
	// former is what is made of that for the next run, nil where it is not made yet.
	previous *previous
}

// Open opens the folders of a configuration, for this process alone.
func Open(c Config) (e *Engine, err error) {
	e = &Engine{Config: c.withDefaults(), uploads: uploads{}}
	defer func() {
		if err != nil {
			e.Close()
			e = nil
		}
	}()
	if err := e.checkFolders(); err != nil {
		return e, err
	}
	if e.contentRoot, err = e.OpenContent(); err != nil && !e.ContentAbsent() {
		return e, err // else it is opened once it is there
	}
	if e.distRoot, e.store, err = e.openDist(); err != nil {
		return e, err
	}
	var setAside string
	e.memory, setAside, err = memory.Open(e.State, e.Fault)
	if errors.Is(err, memory.ErrLocked) {
		return e, Failed("give each its own --state", "opening the state folder %s: %w", e.State, err)
	}
	if setAside != "" {
		e.Info(fmt.Sprintf("the memory could not be read; it was set aside as %s and begun anew", setAside))
	}
	return e, err
}

// Close closes the folders and the memory. No run may be under way.
func (e *Engine) Close() {
	e.closeReplaced()
	if e.cache != nil {
		e.cache.Close()
	}
	if e.memory != nil {
		e.memory.Close()
	}
	if e.store != nil {
		e.store.Close()
	}
	for _, root := range []*os.Root{e.distRoot, e.contentRoot} {
		if root != nil {
			root.Close()
		}
	}
}

// follow opens content and dist anew where another folder has their names by now: a
// deployment that was swapped in, or a dist that was thrown away or emptied. What was
// open before is still being served from: it is closed with closeStale.
func (e *Engine) reopenFolders() error {
	if e.ContentAbsent() {
		return ErrAbsent
	}
	if e.contentRoot == nil || !isSameFolder(e.contentRoot, e.Content) {
		content, err := e.OpenContent()
		if err != nil {
			return err
		}
		if e.contentRoot != nil {
			e.replaced = append(e.replaced, e.contentRoot)
		}
		e.contentRoot, e.inventory = content, nil
	}
	if !e.memory.StillIn(e.State) {
		e.Warn("the state folder " + e.State + " was removed or replaced: what is remembered is written anew where it is missing")
		m, err := e.memory.Rescue(e.State)
		if err != nil {
			return err
		}
		if e.cache != nil {
			e.cache.Close()
		}
		e.memory, e.cache = m, nil
	}
	if isSameFolder(e.distRoot, e.Dist) && e.store.HoldsLock() {
		return nil
	}
	dist, store, err := e.openDist()
	if err != nil {
		return err
	}
	e.replaced = append(e.replaced, e.store, e.distRoot)
	e.distRoot, e.store = dist, store
	return nil
}

// closeStale closes the folders that a run has replaced, once nothing is served from them.
func (e *Engine) closeReplaced() {
	for _, c := range e.replaced {
		c.Close()
	}
	e.replaced = nil
}

// Prepare does some work of the next run in advance. It is called when a run and all that follows
// from it are done, and nothing waits.
func (e *Engine) Prepare() {
	if e.previous == nil && e.lastContent != nil && e.cache.Clean {
		e.previous = newPrevious(e.lastContent, e.cache.Records, e.cache.Ran, e.lastArrival)
	}
}

// Memory returns what is remembered, for what is kept beside a run: pings that are owed, and
// versions of feeds. A later run may replace it.
func (e *Engine) Memory() *memory.Memory { return e.memory }

// Manifest returns the record of dist, as the last run has left it.
func (e *Engine) Manifest() (*manifest.Manifest, error) { return e.store.Manifest() }

// Files returns the files of dist, as the last run has left them. They can be read until the next
// [Engine.Commit] but one.
func (e *Engine) Files() fs.FS { return disk.NewFS(e.distRoot) }

// ForeignFiles returns the files in dist that Fil did not make. They are left alone.
func (e *Engine) ForeignFiles(ctx context.Context) ([]string, error) {
	return e.store.ForeignFiles(ctx)
}

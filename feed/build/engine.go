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

	content *os.Root
	dist    *os.Root
	store   *store.Dir
	memory  *memory.Memory
	stale   []io.Closer

	// site is the last one that was right, siteScope its scope.
	site      *feed.Site
	siteScope string
	// cache is what the last run came to, for the scope that it was opened with.
	cache *memory.Cache
	scope string
	// memo is the last plan's, while that stands.
	memo publish.Memo
	// inventory is what content was at the last run, nil where all is to be read, recent what
	// was read of it, and came when the last of its articles did.
	inventory *inventory.Inventory
	recent    *source.Content
	came      time.Time
	// looks remembers files that may still be written to.
	looks looks
	// former is what is made of that for the next run, nil where it is not made yet.
	former *former
}

// Open opens the folders of a configuration, for this process alone.
func Open(c Config) (e *Engine, err error) {
	e = &Engine{Config: c.withDefaults(), looks: looks{}}
	defer func() {
		if err != nil {
			e.Close()
			e = nil
		}
	}()
	if err := e.checkFolders(); err != nil {
		return e, err
	}
	if e.content, err = e.OpenContent(); err != nil && !e.ContentAbsent() {
		return e, err // else it is opened once it is there
	}
	if e.dist, e.store, err = e.openDist(); err != nil {
		return e, err
	}
	var setAside string
	e.memory, setAside, err = memory.Open(e.State, e.Fault)
	if errors.Is(err, memory.ErrLocked) {
		return e, Failed("give each its own --state", "opening the state folder %s: %w", e.State, err)
	}
	if setAside != "" {
		e.Note(fmt.Sprintf("the memory could not be read; it was set aside as %s and begun anew", setAside))
	}
	return e, err
}

// Close closes the folders and the memory. No run may be under way.
func (e *Engine) Close() {
	e.closeStale()
	if e.cache != nil {
		e.cache.Close()
	}
	if e.memory != nil {
		e.memory.Close()
	}
	if e.store != nil {
		e.store.Close()
	}
	for _, root := range []*os.Root{e.dist, e.content} {
		if root != nil {
			root.Close()
		}
	}
}

// follow opens content and dist anew where another folder has their names by now: a
// deployment that was swapped in, or a dist that was thrown away or emptied. What was
// open before is still being served from: it is closed with closeStale.
func (e *Engine) follow() error {
	if e.ContentAbsent() {
		return ErrAbsent
	}
	if e.content == nil || !same(e.content, e.Content) {
		content, err := e.OpenContent()
		if err != nil {
			return err
		}
		if e.content != nil {
			e.stale = append(e.stale, e.content)
		}
		e.content, e.inventory = content, nil
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
	if same(e.dist, e.Dist) && e.store.HoldsLock() {
		return nil
	}
	dist, store, err := e.openDist()
	if err != nil {
		return err
	}
	e.stale = append(e.stale, e.store, e.dist)
	e.dist, e.store = dist, store
	return nil
}

// closeStale closes the folders that a run has replaced, once nothing is served from them.
func (e *Engine) closeStale() {
	for _, c := range e.stale {
		c.Close()
	}
	e.stale = nil
}

// Memory returns what is remembered, for what is kept beside a run: pings that are owed, and
// versions of feeds. A later run may replace it.
func (e *Engine) Memory() *memory.Memory { return e.memory }

// Manifest returns the record of dist, as the last run has left it.
func (e *Engine) Manifest() (*manifest.Manifest, error) { return e.store.Manifest() }

// Files returns the files of dist, as the last run has left them. They can be read until the next
// [Engine.Commit] but one.
func (e *Engine) Files() fs.FS { return disk.NewFS(e.dist) }

// ForeignFiles returns the files in dist that Fil did not make. They are left alone.
func (e *Engine) ForeignFiles(ctx context.Context) ([]string, error) {
	return e.store.ForeignFiles(ctx)
}

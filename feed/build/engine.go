package build

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"fil/feed"
	"fil/feed/index"
	"fil/feed/manifest"
	"fil/feed/memory"
	"fil/feed/publish"
	"fil/feed/source/inventory"
)

// Engine holds the open folders of a site, and what the last run left in memory for the next one.
// Only one run may be under way at a time.
type Engine struct {
	Config

	contentRoot *os.Root
	dist        dist
	memory      *memory.Memory
	// replaced are the folders for which reopenFolders opened others. A server may still read them.
	replaced []io.Closer

	// site is the site of the last site.yaml without an error, nil before the first; siteScope is its
	// cache scope.
	site      *feed.Site
	siteScope string
	// cache is nil until openCache opens it for cacheScope.
	cache      *memory.Cache
	cacheScope string
	// inventory lists the files of content at the last run; nil means that all are to be listed again.
	inventory *inventory.Inventory
	// set has the articles of the last run, nil if loadLast has to make it from the cache. base is what
	// its plan has left, nil if the next plan has to list all files.
	set  *index.Set
	base *publish.Base
	// uploads are the assets that may still be written to.
	uploads uploads
}

// Open opens content, dist and the state folder of a configuration. It locks the state folder, and dist if
// that is a folder, so that no other process publishes with them. The caller must call Close.
func Open(ctx context.Context, c Config) (e *Engine, err error) {
	limitMemory()
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
	e.contentRoot, err = e.OpenContent()
	if err != nil && !e.ContentAbsent() { // an absent folder is opened by the first run that finds it
		return e, err
	}
	e.dist, err = e.openDist(ctx)
	if err != nil {
		return e, err
	}
	var setAside string
	e.memory, setAside, err = memory.Open(e.State, e.Fault)
	if errors.Is(err, memory.ErrLocked) {
		return e, Failed("give each its own --state", "opening the state folder %s: %w", e.State, err)
	}
	if errors.Is(err, memory.ErrNewer) {
		return e, Failed("build with that version, or name another folder with --state: a new memory gives no article its earlier ID or date of arrival", "opening the state folder %s: %w", e.State, err)
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
	if e.dist != nil {
		e.dist.Close()
	}
	if e.contentRoot != nil {
		e.contentRoot.Close()
	}
}

// reopenFolders opens content, state and dist again if another folder has been put in their place,
// for example by a deployment that swaps folders, or if dist was deleted or emptied. A server may
// still read the old folders: they stay open until closeReplaced.
func (e *Engine) reopenFolders(ctx context.Context, accept bool) error {
	if e.ContentAbsent() {
		return ErrAbsent
	}
	if e.contentRoot == nil || !IsSameFolder(e.contentRoot, e.Content) {
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
		e.Warn("the state folder " + e.State + " was removed or replaced: Fil writes its memory there again")
		m, err := e.memory.Rescue(e.State)
		if err != nil {
			return err
		}
		if e.cache != nil {
			e.cache.Close()
		}
		e.memory, e.cache = m, nil
	}
	err := e.dist.Refresh(ctx, accept)
	if !errors.Is(err, errReplaced) {
		return WrapBucketError(err)
	}
	opened, err := e.openDist(ctx)
	if err != nil {
		return err
	}
	e.replaced = append(e.replaced, e.dist)
	e.dist = opened
	return nil
}

// closeReplaced closes the folders that reopenFolders has replaced. It is called when no server reads
// them any more.
func (e *Engine) closeReplaced() {
	for _, c := range e.replaced {
		c.Close()
	}
	e.replaced = nil
}

// Prepare computes what the next run needs from this one, if that was not done yet: a process that has
// found nothing to do has no articles in memory. It may be called after Commit, when the process has
// nothing else to do.
func (e *Engine) Prepare() {
	if e.set == nil && e.site != nil && e.cache != nil {
		e.loadLast(e.site)
	}
}

// Memory returns the memory, for what is stored between runs: pings to be sent, and versions of
// feeds. A later run may replace it, if the state folder was removed.
func (e *Engine) Memory() *memory.Memory { return e.memory }

// Manifest returns the manifest of dist after the last run.
func (e *Engine) Manifest(ctx context.Context) (*manifest.Manifest, error) {
	return e.dist.Manifest(ctx)
}

// Files returns the files of dist after the last run. They can be read until the [Engine.Commit] of
// the next run, also if that run finds another folder in the place of dist.
func (e *Engine) Files() fs.FS { return e.dist.Files() }

// ForeignFiles returns the files in dist that Fil did not write, after a run. No run changes or removes
// them. To list the files of a large dist takes longer than the rest of a run, so that it is done only
// with verify or for a small dist (see [publish.WatchRule]); else the list is empty.
func (e *Engine) ForeignFiles(ctx context.Context, out *Outcome, verify bool) ([]string, error) {
	total := out.Report.Unchanged + len(out.Report.Written)
	if !verify && total > publish.SmallSite {
		return nil, nil
	}
	return e.dist.ForeignFiles(ctx)
}

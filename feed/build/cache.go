package build

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"fil/feed"
	"fil/feed/index"
	"fil/feed/publish"
	"fil/feed/source"
	"fil/feed/source/inventory"
)

// openCache opens the cache for a scope (see scopeOfCache), unless it is open for this scope and
// belongs to the last publication in the memory. With the old cache it discards what was made of it.
func (e *Engine) openCache(scope string, site *feed.Site) error {
	if e.cache != nil && e.cacheScope == scope && e.cache.Token == e.memory.Token() {
		return nil
	}
	if e.cache != nil {
		e.cache.Close()
		e.cache = nil
	}
	cache, err := e.memory.OpenCache(e.State, scope, site.TimeZone)
	if err != nil {
		return fmt.Errorf("opening the cache in %s: %w", e.State, err)
	}
	e.cache, e.cacheScope = cache, scope
	e.set, e.base, e.inventory = nil, nil, nil // they go with the records of the old cache
	return nil
}

// loadLast returns what the last run left: what is in memory, else what the cache has. It sets e.set and
// e.base.
func (e *Engine) loadLast(site *feed.Site) lastRun {
	e.cache.Load()
	last := lastRun{set: e.set, records: e.cache.Records, unreadable: e.cache.Refused, ran: e.cache.Ran}
	if last.set != nil || last.records.Len() == 0 {
		return last
	}
	r := &reading{origin: origin{memory: e.memory, site: site}, matching: &matching{withdrawn: e.memory.Withdrawn()}}
	change := index.Change{Now: last.ran, Moved: e.memory.Moved(), Copies: e.memory.Copies(), Rank: r.rank, Was: r.was, Entered: e.memory.Entered,
		Arrive: func(*feed.Meta) time.Time { return time.Time{} }} // the records have the times
	for path, record := range last.records.All() {
		switch {
		case record.Usable():
			change.Put = append(change.Put, record.Meta)
		case record.Meta == nil && source.IsPublished(path, record):
			file := index.File{Path: path, Size: record.Stamp.Size}
			if record.Sure {
				file.Stamp = record.Stamp
			}
			change.Files = append(change.Files, file)
		}
	}
	for _, path := range last.unreadable {
		if a := r.lastKnown(path, last.ran); a != nil {
			change.Put = append(change.Put, a)
		}
	}
	slices.SortFunc(change.Files, func(a, b index.File) int { return feed.ComparePaths(a.Path, b.Path) })
	set := index.New(site).With(change)
	base, err := publish.Resume(set, e.cache.Plan)
	if err != nil { // the set is computed from all records, and all files are planned
		return last
	}
	e.set, e.base, last.set = set, base, set
	return last
}

// scopeOfCache returns a hash of everything besides the files of content on which the result of
// reading them depends: the program (size and mtime of its file), the text of site.yaml, the
// base URL, the host and the offline mode, which the command line can override, and the last commit if
// dates are from git.
func (c Config) scopeOfCache(ctx context.Context, fsys fs.FS, site *feed.Site) (string, error) {
	commit, err := c.gitScope(ctx, site)
	if err != nil {
		return "", err
	}

	data, err := fs.ReadFile(fsys, inventory.SiteFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	program := "unknown"
	if name, err := os.Executable(); err == nil {
		if info, err := os.Stat(name); err == nil {
			program = fmt.Sprint(info.Size(), info.ModTime().UnixNano())
		}
	}
	sum := sha256.Sum256(fmt.Appendf(data, "\x00%s\x00%s\x00%s\x00%t%s", program, site.BaseURL, site.HostedBy, c.Offline, commit))
	return hex.EncodeToString(sum[:]), nil
}

package build

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"fil/feed"
	"fil/feed/publish"
	"fil/feed/source/inventory"
)

// openCache opens the cache for a scope (see scopeOfCache), unless it is open for this scope and
// belongs to the last publication in the memory. With the old cache it discards what was computed from it.
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
	e.memo, e.previous, e.lastContent = publish.Memo{}, nil, nil // they refer to records of the old cache
	return nil
}

// scopeOfCache returns a hash of everything besides the files of content on which the result of
// reading them depends: the program (size and mtime of its file), the text of site.yaml, and the
// base URL, the host and the offline mode, which the command line can override.
func scopeOfCache(fsys fs.FS, site *feed.Site, offline bool) (string, error) {
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
	sum := sha256.Sum256(fmt.Appendf(data, "\x00%s\x00%s\x00%s\x00%t", program, site.BaseURL, site.HostedBy, offline))
	return hex.EncodeToString(sum[:]), nil
}

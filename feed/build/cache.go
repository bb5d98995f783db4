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

// recall opens the cache for what the site is now.
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
	e.cache, e.cacheScope, e.memo, e.previous, e.lastContent = cache, scope, publish.Memo{}, nil, nil // which know what the last one has loaded
	return nil
}

// scopeOf is what the outcome of a reading depends on besides the files: the program,
// site.yaml, and the address, which the command line may have over it.
func scopeOfCache(fsys fs.FS, site *feed.Site, offline bool) (string, error) {
	data, err := fs.ReadFile(fsys, inventory.SiteFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	program := "unknown" // then by what site.yaml says alone
	if name, err := os.Executable(); err == nil {
		if info, err := os.Stat(name); err == nil {
			program = fmt.Sprint(info.Size(), info.ModTime().UnixNano())
		}
	}
	sum := sha256.Sum256(fmt.Appendf(data, "\x00%s\x00%s\x00%s\x00%t", program, site.BaseURL, site.HostedBy, offline))
	return hex.EncodeToString(sum[:]), nil
}

package build

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"fil/feed/memory"
	"fil/feed/source/inventory"
	"fil/feed/store"
	"fil/feed/store/bucket"
)

// ErrAbsent means that the content folder is missing or empty although it was published before. Its
// file system may not be mounted yet, so the publication is left as it is.
var ErrAbsent = errors.New("the content folder is missing or empty: the last publication stays up until it is there")

// ContentAbsent reports whether the content folder of a publication is missing or empty; hidden files
// and lost+found do not count, unless the publication had no site.yaml. If Serving is not set, it
// returns false: a command that runs once fails instead of waiting.
func (c Config) ContentAbsent() bool {
	if !c.Serving || !bucket.IsAddress(c.Dist) && !store.Published(c.Dist) {
		return false
	}
	siteText, stored := memory.Files{Dir: c.State}.Site()
	if !stored {
		return false
	}
	entries, err := os.ReadDir(c.Content)
	if err != nil {
		return errors.Is(err, fs.ErrNotExist)
	}
	for _, e := range entries {
		if !inventory.Ignored(e.Name()) && e.Name() != "lost+found" {
			return false
		}
	}
	return len(siteText) > 0 || len(entries) == 0
}

// AwaitContent returns once the content folder is there (see [Config.ContentAbsent]), or ctx is done.
func (c Config) AwaitContent(ctx context.Context) {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for c.ContentAbsent() {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

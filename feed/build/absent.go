package build

import (
	"errors"
	"io/fs"
	"os"

	"fil/feed/memory"
	"fil/feed/source/inventory"
	"fil/feed/store"
)

// ErrAbsent says that content is not there, or empty, although there is a publication of it: its
// file system may not be mounted yet.
var ErrAbsent = errors.New("the content folder is missing or empty: the last publication stays up until it is there")

// ContentAbsent reports, for a process that serves, whether the content folder is missing, or empty although something was published
// of it.
func (c Config) ContentAbsent() bool {
	if !c.Serving {
		return false
	}
	if !store.Published(c.Dist) {
		return false
	}
	text, remembered := memory.Claims{Dir: c.State}.Site()
	if !remembered {
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
	return len(text) > 0 || len(entries) == 0
}

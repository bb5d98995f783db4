package inventory

import (
	"io/fs"

	"fil/feed"
)

// inodeOf has nothing to add: a file is known again by its size and its time.
func inodeOf(fs.FileInfo, *feed.Stamp) {}

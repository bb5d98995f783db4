package inventory

import (
	"io/fs"
	"time"

	"fil/feed"
)

// Tick is longer than any file system's clock stands still.
const Tick = 2 * time.Second

// Sure reports whether a file that was left alone since some time before it is read can be known again by its
// stamp: a change within the tick in which it was read would leave the stamp as it is.
func Sure(s feed.Stamp, before time.Time) bool { return max(s.Modified, s.Changed) < before.UnixNano() }

func StampOf(info fs.FileInfo) feed.Stamp {
	s := feed.Stamp{Size: info.Size(), Modified: info.ModTime().UnixNano()}
	inodeOf(info, &s)
	return s
}

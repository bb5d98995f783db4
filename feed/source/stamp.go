package source

import (
	"io/fs"
	"time"

	"fil/feed"
)

// tick is longer than any file system's clock stands still.
const tick = 2 * time.Second

// sure reports whether a file that is read from began on can be known again by its
// stamp: a change within the tick in which it was read would leave the stamp as it is.
func sure(s feed.Stamp, began time.Time) bool {
	return max(s.Modified, s.Changed) < began.Add(-tick).UnixNano()
}

func stampOf(info fs.FileInfo) feed.Stamp {
	s := feed.Stamp{Size: info.Size(), Modified: info.ModTime().UnixNano()}
	inodeOf(info, &s)
	return s
}

package inventory

import (
	"io/fs"
	"time"

	"fil/feed"
)

// Tick is the largest resolution of the times of a file system (FAT: 2 s).
const Tick = 2 * time.Second

// Sure reports whether a stamp identifies its version of the file, because both its times are before a time, which is one
// tick before the file is read. A file that changed later can change again within the same tick of the file system's
// clock, and so with the same stamp.
func Sure(s feed.Stamp, before time.Time) bool { return max(s.Modified, s.Changed) < before.UnixNano() }

// StampOf returns the stamp of a file. Changed and Inode are 0 on systems that do not have them.
func StampOf(info fs.FileInfo) feed.Stamp {
	s := feed.Stamp{Size: info.Size(), Modified: info.ModTime().UnixNano()}
	inodeOf(info, &s)
	return s
}

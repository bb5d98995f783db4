//go:build darwin || freebsd || netbsd

package inventory

import (
	"io/fs"
	"syscall"

	"fil/feed"
)

// inodeOf sets inode and time of change, which are Ctimespec on these systems.
func inodeOf(info fs.FileInfo, s *feed.Stamp) {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		s.Changed, s.Inode = stat.Ctimespec.Nano(), uint64(stat.Ino)
	}
}

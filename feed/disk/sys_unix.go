//go:build unix

package disk

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// NonBlock is the flag by which whatever is opened opens at once: a pipe that was put where a
// file was is then seen to be none.
const NonBlock = unix.O_NONBLOCK

// SetTime sets the time of the file's last change, to the second.
func (f *File) SetTime(t time.Time) error {
	if err := setTime(int(f.Fd()), t.Unix()); err != nil {
		return &fs.PathError{Op: "futimes", Path: f.name, Err: err}
	}
	return nil
}

// futimes is setTime by the library's way.
func futimes(fd int, seconds int64) error {
	at := unix.NsecToTimeval(seconds * 1e9)
	return unix.Futimes(fd, []unix.Timeval{at, at})
}

// syncNames makes the names in an open folder durable, where the file system can.
func syncNames(dir *os.File) error {
	err := dir.Sync()
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOTSUP) {
		return nil
	}
	return err
}

// Writable wants that names in an open folder can be changed.
func CheckWritable(dir *os.File) error {
	return unix.Faccessat(int(dir.Fd()), ".", unix.W_OK|unix.X_OK, unix.AT_EACCESS)
}

// Inode is the number by which a file system knows a file, 0 where it has none.
func Inode(info fs.FileInfo) uint64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(stat.Ino)
	}
	return 0
}

// IsNotDir reports that a file stands where a path wants a folder.
func IsNotDir(err error) bool { return errors.Is(err, unix.ENOTDIR) }

// Passing reports an error that may pass by itself: nothing is in the way of a file.
func IsTransient(err error) bool {
	for _, errno := range []error{unix.ENOSPC, unix.EDQUOT, unix.EIO, unix.EROFS, unix.EMFILE, unix.ENFILE, unix.ENOMEM, unix.EACCES, unix.EPERM} {
		if errors.Is(err, errno) {
			return true
		}
	}
	return false
}

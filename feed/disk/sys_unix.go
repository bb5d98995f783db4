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

// NonBlock is the flag O_NONBLOCK. With it, opening a pipe that was put in place of a file returns
// at once, so that it can be recognized and skipped.
const NonBlock = unix.O_NONBLOCK

// SetTime sets the file's mtime, in whole seconds.
func (f *File) SetTime(t time.Time) error {
	if err := setTime(int(f.Fd()), t.Unix()); err != nil {
		return &fs.PathError{Op: "futimes", Path: f.name, Err: err}
	}
	return nil
}

// futimes sets the mtime of an open file by futimes(3).
func futimes(fd int, seconds int64) error {
	at := unix.NsecToTimeval(seconds * 1e9)
	return unix.Futimes(fd, []unix.Timeval{at, at})
}

// syncNames makes the names in an open folder durable, if the file system can do that.
func syncNames(dir *os.File) error {
	err := dir.Sync()
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOTSUP) {
		return nil
	}
	return err
}

// CheckWritable returns an error unless names in an open folder can be changed.
func CheckWritable(dir *os.File) error {
	return unix.Faccessat(int(dir.Fd()), ".", unix.W_OK|unix.X_OK, unix.AT_EACCESS)
}

// Inode returns the inode number of a file, 0 if the file system has none.
func Inode(info fs.FileInfo) uint64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(stat.Ino)
	}
	return 0
}

// IsNotDir reports whether an error means that a path goes through a file as if it were a folder.
func IsNotDir(err error) bool { return errors.Is(err, unix.ENOTDIR) }

// IsTransient reports whether an error may go away without a change in the folder, such as a full
// disk or missing rights. Other errors mean that something blocks a file's name.
func IsTransient(err error) bool {
	for _, errno := range []error{unix.ENOSPC, unix.EDQUOT, unix.EIO, unix.EROFS, unix.EMFILE, unix.ENFILE, unix.ENOMEM, unix.EACCES, unix.EPERM} {
		if errors.Is(err, errno) {
			return true
		}
	}
	return false
}

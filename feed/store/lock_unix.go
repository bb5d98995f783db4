//go:build unix

package store

import (
	"errors"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// lock locks a file for this process. If another process has locked it, the error is errLocked and
// pid is its process number. The kernel releases the lock when the process ends, even if it is
// killed. The number is not written into the file, because a run without changes must not write to
// dist.
func lock(f *os.File) (pid int, err error) {
	want := unix.Flock_t{Type: unix.F_WRLCK, Whence: io.SeekStart}
	err = unix.FcntlFlock(f.Fd(), unix.F_SETLK, &want)
	if errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EACCES) {
		return lockHolder(f), errLocked
	}
	return 0, err
}

// lockHolder returns the number of the process that has locked a file, 0 if none has, and -1 if the
// process has no number here.
func lockHolder(f *os.File) int {
	found := unix.Flock_t{Type: unix.F_WRLCK, Whence: io.SeekStart}
	if err := unix.FcntlFlock(f.Fd(), unix.F_GETLK, &found); err != nil || found.Type == unix.F_UNLCK {
		return 0
	}
	if found.Pid <= 0 { // in another PID namespace, or on another machine
		return -1
	}
	return int(found.Pid)
}

//go:build unix

package store

import (
	"errors"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// lock takes a file for this process. When another one has it, pid is that one's
// process number. The kernel lets go of it when the process ends, however it ends;
// nothing is written, because a run without changes must leave dist alone.
func lock(f *os.File) (pid int, err error) {
	want := unix.Flock_t{Type: unix.F_WRLCK, Whence: io.SeekStart}
	err = unix.FcntlFlock(f.Fd(), unix.F_SETLK, &want)
	if errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EACCES) {
		return holder(f), errLocked
	}
	return 0, err
}

// holder is the process that has a file locked, 0 for none, -1 for one that has no number here.
func holder(f *os.File) int {
	found := unix.Flock_t{Type: unix.F_WRLCK, Whence: io.SeekStart}
	if err := unix.FcntlFlock(f.Fd(), unix.F_GETLK, &found); err != nil || found.Type == unix.F_UNLCK {
		return 0
	}
	if found.Pid <= 0 { // of another PID namespace, or another machine
		return -1
	}
	return int(found.Pid)
}

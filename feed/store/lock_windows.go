package store

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lock takes a file for this process. Windows does not tell which process has it when another
// one does: pid is 0 then.
func lock(f *os.File) (pid int, err error) {
	err = windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &windows.Overlapped{})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return 0, errLocked
	}
	return 0, err
}

// holder is unknown here.
func holder(*os.File) int { return 0 }

package store

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lock locks a file for this process. If another process has locked it, the error is errLocked; pid
// is 0, because Windows does not say which process that is.
func lock(f *os.File) (pid int, err error) {
	err = windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &windows.Overlapped{})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return 0, errLocked
	}
	return 0, err
}

// lockHolder returns 0: Windows does not say which process has locked a file.
func lockHolder(*os.File) int { return 0 }

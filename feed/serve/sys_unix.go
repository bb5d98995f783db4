//go:build unix

package serve

import (
	"errors"
	"syscall"

	"golang.org/x/sys/unix"
)

// openFilesLimit returns how many files the system lets this process have open.
func openFilesLimit() (limit int64, ok bool) {
	var l unix.Rlimit
	err := unix.Getrlimit(unix.RLIMIT_NOFILE, &l)
	return int64(l.Cur), err == nil
}

// IsAddressInUse reports whether an error of Listen says that another program listens on the address.
func IsAddressInUse(err error) bool { return errors.Is(err, syscall.EADDRINUSE) }

//go:build unix

package cli

import (
	"errors"
	"syscall"

	"golang.org/x/sys/unix"
)

// openFiles is how many files the system lets this process have open.
func openFiles() (limit int64, ok bool) {
	var l unix.Rlimit
	err := unix.Getrlimit(unix.RLIMIT_NOFILE, &l)
	return int64(l.Cur), err == nil
}

// addressTaken reports that another program listens on an address.
func addressTaken(err error) bool { return errors.Is(err, syscall.EADDRINUSE) }

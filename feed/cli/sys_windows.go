package cli

import (
	"errors"

	"golang.org/x/sys/windows"
)

// openFiles has no limit here that a process could reach by connections.
func openFiles() (limit int64, ok bool) { return 0, false }

// addressTaken reports that another program listens on an address.
func addressTaken(err error) bool { return errors.Is(err, windows.WSAEADDRINUSE) }

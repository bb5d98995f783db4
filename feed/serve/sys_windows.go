package serve

import (
	"errors"

	"golang.org/x/sys/windows"
)

// openFilesLimit returns false: Windows has no limit that a process could reach by connections.
func openFilesLimit() (limit int64, ok bool) { return 0, false }

// IsAddressInUse reports whether an error of Listen says that another program listens on the address.
func IsAddressInUse(err error) bool { return errors.Is(err, windows.WSAEADDRINUSE) }

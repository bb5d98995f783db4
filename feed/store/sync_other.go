//go:build unix && !linux

package store

import (
	"errors"
	"os"
)

// syncAll does not exist here: each file is synced by itself.
func syncAll(*os.File) error { return errors.ErrUnsupported }

const canSyncAll = false

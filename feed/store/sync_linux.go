package store

import (
	"os"

	"golang.org/x/sys/unix"
)

// syncAll makes everything that was written to the file system of f durable at
// once: a sync for each file is ruin above some fifty files.
func syncAll(f *os.File) error { return unix.Syncfs(int(f.Fd())) }

const canSyncAll = true

package disk

import (
	"errors"

	"golang.org/x/sys/unix"
)

// CanSyncAll says that there is one sync for everything.
const CanSyncAll = true

// SyncAll makes everything durable that was written to the folder's file system: a
// sync for each file is ruin above some fifty files.
func (f *Folder) SyncAll() error {
	if err := f.hook.Ask(Sync, "."); err != nil {
		return err
	}
	dir, err := f.Open(".")
	if err != nil {
		return err
	}
	return errors.Join(unix.Syncfs(int(dir.Fd())), dir.Close())
}

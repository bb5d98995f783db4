//go:build !linux

package disk

import "errors"

// CanSyncAll says that there is one sync for everything.
const CanSyncAll = false

// SyncAll is only asked for where CanSyncAll says so.
func (f *Folder) SyncAll() error { return errors.ErrUnsupported }

// WriteOut is only asked for where CanSyncAll says so.
func (f *Folder) WriteOut() error { return errors.ErrUnsupported }

// StartWriteback does nothing here.
func (f *File) StartWriteback() {}

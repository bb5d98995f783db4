//go:build !linux

package disk

import "errors"

// CanSyncAll reports whether SyncAll and WriteOut are supported.
const CanSyncAll = false

// SyncAll is not supported: see CanSyncAll.
func (f *Folder) SyncAll() error { return errors.ErrUnsupported }

// WriteOut is not supported: see CanSyncAll.
func (f *Folder) WriteOut() error { return errors.ErrUnsupported }

// StartWriteback does nothing: it is an optimization for Linux.
func (f *File) StartWriteback() {}

package disk

import (
	"errors"
	"io/fs"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// NonBlock is 0: Windows has no pipes in folders.
const NonBlock = 0

// SetTime sets the file's mtime, in whole seconds.
func (f *File) SetTime(t time.Time) error {
	at := windows.NsecToFiletime(t.Unix() * 1e9)
	if err := windows.SetFileTime(windows.Handle(f.Fd()), nil, nil, &at); err != nil {
		return &fs.PathError{Op: "SetFileTime", Path: f.name, Err: err}
	}
	return nil
}

// syncNames does nothing: Windows cannot sync a folder, and NTFS has a journal of names.
func syncNames(*os.File) error { return nil }

// CheckWritable returns nil for every folder: Windows reports missing rights when a name is changed.
func CheckWritable(*os.File) error { return nil }

// Inode returns 0: files are compared by size and mtime.
func Inode(fs.FileInfo) uint64 { return 0 }

// IsNotDir reports whether an error means that a path goes through a file as if it were a folder.
func IsNotDir(err error) bool {
	return errors.Is(err, windows.ERROR_DIRECTORY) || errors.Is(err, windows.ERROR_PATH_NOT_FOUND)
}

// IsTransient reports whether an error may go away without a change in the folder, such as a full
// disk or missing rights. Other errors mean that something blocks a file's name.
func IsTransient(err error) bool {
	for _, errno := range []error{windows.ERROR_DISK_FULL, windows.ERROR_HANDLE_DISK_FULL, windows.ERROR_WRITE_PROTECT, windows.ERROR_TOO_MANY_OPEN_FILES,
		windows.ERROR_NOT_ENOUGH_MEMORY, windows.ERROR_ACCESS_DENIED, windows.ERROR_SHARING_VIOLATION, windows.ERROR_IO_DEVICE} {
		if errors.Is(err, errno) {
			return true
		}
	}
	return false
}

package disk

import (
	"errors"
	"io/fs"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// NonBlock is nothing here: there are no pipes among files.
const NonBlock = 0

// SetTime sets the time of the file's last change, to the second.
func (f *File) SetTime(t time.Time) error {
	at := windows.NsecToFiletime(t.Unix() * 1e9)
	if err := windows.SetFileTime(windows.Handle(f.Fd()), nil, nil, &at); err != nil {
		return &fs.PathError{Op: "SetFileTime", Path: f.name, Err: err}
	}
	return nil
}

// syncNames has nothing to do: NTFS keeps a journal of names, and a folder cannot be synced.
func syncNames(*os.File) error { return nil }

// CheckWritable returns nil for every folder: Windows reports missing rights when a name is changed.
func CheckWritable(*os.File) error { return nil }

// Inode is 0: a file is known again by its size and time.
func Inode(fs.FileInfo) uint64 { return 0 }

// IsNotDir reports that a file stands where a path wants a folder.
func IsNotDir(err error) bool {
	return errors.Is(err, windows.ERROR_DIRECTORY) || errors.Is(err, windows.ERROR_PATH_NOT_FOUND)
}

// IsTransient reports an error that may pass by itself: nothing is in the way of a file.
func IsTransient(err error) bool {
	for _, errno := range []error{windows.ERROR_DISK_FULL, windows.ERROR_HANDLE_DISK_FULL, windows.ERROR_WRITE_PROTECT, windows.ERROR_TOO_MANY_OPEN_FILES,
		windows.ERROR_NOT_ENOUGH_MEMORY, windows.ERROR_ACCESS_DENIED, windows.ERROR_SHARING_VIOLATION, windows.ERROR_IO_DEVICE} {
		if errors.Is(err, errno) {
			return true
		}
	}
	return false
}

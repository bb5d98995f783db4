// Package disk has the operations by which Fil changes a folder ([Folder]) and its files ([File]),
// and hides the differences between operating systems. Store and memory use it for every change, so
// that a test can end the process, or make an operation fail, at any of them: see [Hook].
package disk

import (
	"errors"
	"io/fs"
	"os"
)

// Op is an operation that changes the disk, or makes changes durable.
type Op string

// The operations before which a Hook is called.
const (
	Create   Op = "create"
	Write    Op = "write"
	Sync     Op = "sync"
	Rename   Op = "rename"
	Remove   Op = "remove"
	Mkdir    Op = "mkdir"
	Truncate Op = "truncate"
	// Commit is a transaction of the memory's database. bbolt writes its file by itself, so there
	// is one operation for all its writes.
	Commit Op = "commit"
)

// Hook is called before each operation. If it returns an error, the operation returns that error
// and does nothing; after ErrTorn, a Write writes the first half. A nil Hook allows every
// operation.
type Hook func(op Op, name string) error

// ErrTorn is returned by a Hook to make a write stop halfway.
var ErrTorn = errors.New("the write stopped halfway")

// Check calls the hook, unless it is nil, and wraps its error.
func (h Hook) Check(op Op, name string) error {
	if h == nil {
		return nil
	}
	if err := h(op, name); err != nil {
		return &fs.PathError{Op: string(op), Path: name, Err: err}
	}
	return nil
}

// Folder is an open folder. Names that lead out of it are refused, as os.Root does.
type Folder struct {
	*os.Root // for operations that only read
	hook     Hook
}

// New returns a Folder for an open root. Closing the root closes it.
func New(root *os.Root, hook Hook) *Folder { return &Folder{root, hook} }

// File is a file that is being written.
type File struct {
	*os.File
	folder *Folder
	name   string
}

// OpenFile opens a file for writing, with the flags of os.OpenFile.
func (f *Folder) OpenFile(name string, flag int, perm os.FileMode) (*File, error) {
	if flag&os.O_CREATE != 0 {
		if err := f.hook.Check(Create, name); err != nil {
			return nil, err
		}
	}
	// Without O_NONBLOCK package os tries to add the file to its poller, which takes five system
	// calls and fails for regular files.
	file, err := f.Root.OpenFile(name, flag|NonBlock, perm)
	if err != nil {
		return nil, err
	}
	return &File{file, f, name}, nil
}

// Write writes at the file's current offset.
func (f *File) Write(p []byte) (int, error) {
	if err := f.folder.hook.Check(Write, f.name); errors.Is(err, ErrTorn) {
		n, _ := f.File.Write(p[:len(p)/2])
		return n, err
	} else if err != nil {
		return 0, err
	}
	return f.File.Write(p)
}

// WriteAt writes at the given offset.
func (f *File) WriteAt(p []byte, off int64) (int, error) {
	if err := f.folder.hook.Check(Write, f.name); errors.Is(err, ErrTorn) {
		n, _ := f.File.WriteAt(p[:len(p)/2], off)
		return n, err
	} else if err != nil {
		return 0, err
	}
	return f.File.WriteAt(p, off)
}

// Truncate changes the size of the file.
func (f *File) Truncate(size int64) error {
	if err := f.folder.hook.Check(Truncate, f.name); err != nil {
		return err
	}
	return f.File.Truncate(size)
}

// Sync makes what was written durable.
func (f *File) Sync() error {
	if err := f.folder.hook.Check(Sync, f.name); err != nil {
		return err
	}
	return f.File.Sync()
}

// Rename renames a file or folder.
func (f *Folder) Rename(from, to string) error {
	if err := f.hook.Check(Rename, to); err != nil {
		return err
	}
	return f.Root.Rename(from, to)
}

// Remove removes a file or an empty folder.
func (f *Folder) Remove(name string) error {
	if err := f.hook.Check(Remove, name); err != nil {
		return err
	}
	return f.Root.Remove(name)
}

// Mkdir creates a folder.
func (f *Folder) Mkdir(name string) error {
	if err := f.hook.Check(Mkdir, name); err != nil {
		return err
	}
	return f.Root.Mkdir(name, 0o755)
}

// SyncDir makes the names in a folder durable, if the file system can do that.
func (f *Folder) SyncDir(name string) error {
	if err := f.hook.Check(Sync, name); err != nil {
		return err
	}
	dir, err := f.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(syncNames(dir), dir.Close())
}

// Replace replaces a file atomically: it writes the data to a new file, syncs that and renames it.
// At any moment the file has its old content or the new one.
func (f *Folder) Replace(name string, data []byte) error {
	temporary := name + ".new"
	file, err := f.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	err = errors.Join(err, file.Close())
	if err == nil {
		err = f.Rename(temporary, name)
	}
	if err != nil {
		return errors.Join(err, f.Root.Remove(temporary))
	}
	return f.SyncDir(parent(name))
}

// parent returns the folder of a name, "." if it has none.
func parent(name string) string {
	for i := len(name) - 1; i > 0; i-- {
		if name[i] == '/' {
			return name[:i]
		}
	}
	return "."
}

// Package disk is the few operations by which Fil changes a folder. Store and memory
// go through it, so that a test can end the process, or let the disk be full, at any
// one of them: see [Hook].
package disk

import (
	"errors"
	"io/fs"
	"os"
)

// Op is an operation that changes what is on the disk, or makes it durable.
type Op string

// The operations that a Hook is asked about.
const (
	Create   Op = "create"
	Write    Op = "write"
	Sync     Op = "sync"
	Rename   Op = "rename"
	Remove   Op = "remove"
	Mkdir    Op = "mkdir"
	Truncate Op = "truncate"
	// Commit is a transaction of the memory's database, which writes by itself.
	Commit Op = "commit"
)

// Hook is asked before each operation. An error is what the operation then returns
// without having done anything, but for ErrTorn at a Write, which writes half of it.
// The nil Hook lets everything pass.
type Hook func(op Op, name string) error

// ErrTorn makes a write stop halfway.
var ErrTorn = errors.New("the write stopped halfway")

// Ask asks the hook about an operation.
func (h Hook) Check(op Op, name string) error {
	if h == nil {
		return nil
	}
	if err := h(op, name); err != nil {
		return &fs.PathError{Op: string(op), Path: name, Err: err}
	}
	return nil
}

// Folder is an open folder that nothing leads out of.
type Folder struct {
	*os.Root // for what only looks
	hook     Hook
}

// New returns a Folder of an open root. It is closed with the root.
func New(root *os.Root, hook Hook) *Folder { return &Folder{root, hook} }

// File is a file that is being written.
type File struct {
	*os.File
	folder *Folder
	name   string
}

// OpenFile opens a file for writing, as os.OpenFile does with these flags.
func (f *Folder) OpenFile(name string, flag int, perm os.FileMode) (*File, error) {
	if flag&os.O_CREATE != 0 {
		if err := f.hook.Check(Create, name); err != nil {
			return nil, err
		}
	}
	// Package os tries to wait for whatever is opened without O_NONBLOCK, which of a file is
	// in vain, and takes five system calls.
	file, err := f.Root.OpenFile(name, flag|NonBlock, perm)
	if err != nil {
		return nil, err
	}
	return &File{file, f, name}, nil
}

// Write writes at the file's place.
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

// Truncate cuts the file.
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

// Rename gives a file or folder another name.
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

// Mkdir makes a folder.
func (f *Folder) Mkdir(name string) error {
	if err := f.hook.Check(Mkdir, name); err != nil {
		return err
	}
	return f.Root.Mkdir(name, 0o755)
}

// SyncDir makes the names in a folder durable, where the file system can.
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

// Replace writes a file beside, syncs it and gives it its name: at any moment the file
// is what it was, or what it is to be.
func (f *Folder) Replace(name string, data []byte) error {
	beside := name + ".new"
	file, err := f.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	err = errors.Join(err, file.Close())
	if err == nil {
		err = f.Rename(beside, name)
	}
	if err != nil {
		return errors.Join(err, f.Root.Remove(beside))
	}
	return f.SyncDir(parent(name))
}

func parent(name string) string {
	for i := len(name) - 1; i > 0; i-- {
		if name[i] == '/' {
			return name[:i]
		}
	}
	return "."
}

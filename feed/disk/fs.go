package disk

import (
	"io/fs"
	"os"
)

// FS is a folder as an [fs.FS], for reading content and dist. No path and no link leads out of the
// folder. Opening a file never blocks: a pipe that has replaced a file opens at once, and its mode
// then says that it is no regular file.
type FS struct{ root *os.Root }

// NewFS returns the files of an open folder. The caller closes root after the last use.
func NewFS(root *os.Root) FS { return FS{root} }

// Open implements [fs.FS].
func (f FS) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	return f.root.OpenFile(name, os.O_RDONLY|NonBlock, 0)
}

// ReadDir implements [fs.ReadDirFS].
func (f FS) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(f.root.FS(), name) }

// StatDir returns what the file system says of each file in a folder, in no particular order. It
// costs less than one Stat for each file.
func (f FS) StatDir(name string) ([]fs.FileInfo, error) {
	dir, err := f.root.Open(name)
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	return dir.Readdir(-1)
}

// Stat implements [fs.StatFS].
func (f FS) Stat(name string) (fs.FileInfo, error) { return f.root.Stat(name) }

// Lstat implements [fs.ReadLinkFS].
func (f FS) Lstat(name string) (fs.FileInfo, error) { return f.root.Lstat(name) }

// ReadLink implements [fs.ReadLinkFS].
func (f FS) ReadLink(name string) (string, error) { return f.root.Readlink(name) }

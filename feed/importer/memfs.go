package importer

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// memFS is a folder of files in memory, by their paths. Its folders are those that the paths name.
type memFS struct {
	files   map[string][]byte
	modTime time.Time // of all files
}

// Open implements fs.FS.
func (m memFS) Open(name string) (fs.File, error) {
	if data, found := m.files[name]; found {
		return &memFile{memInfo{path.Base(name), int64(len(data)), 0o644, m.modTime}, bytes.NewReader(data)}, nil
	}
	if entries := m.entries(name); len(entries) > 0 || name == "." {
		return &memFolder{memFile{memInfo{path.Base(name), 0, fs.ModeDir | 0o755, m.modTime}, bytes.NewReader(nil)}, entries}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// entries returns what is in a folder, sorted by name.
func (m memFS) entries(folder string) (entries []fs.DirEntry) {
	seen := map[string]bool{}
	for name, data := range m.files {
		rest, below := name, true
		if folder != "." {
			rest, below = strings.CutPrefix(name, folder+"/")
		}
		first, _, deeper := strings.Cut(rest, "/")
		if !below || seen[first] {
			continue
		}
		seen[first] = true
		info := memInfo{first, int64(len(data)), 0o644, m.modTime}
		if deeper {
			info.size, info.mode = 0, fs.ModeDir|0o755
		}
		entries = append(entries, fs.FileInfoToDirEntry(info))
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries
}

// memFile is an open file or folder.
type memFile struct {
	memInfo
	*bytes.Reader
}

// Stat implements fs.File.
func (f *memFile) Stat() (fs.FileInfo, error) { return f.memInfo, nil }

// Size returns the size of the file.
func (f *memFile) Size() int64 { return f.memInfo.size }

// Close implements fs.File.
func (f *memFile) Close() error { return nil }

// memFolder is an open folder, with the entries that are not read yet.
type memFolder struct {
	memFile
	entries []fs.DirEntry
}

// ReadDir implements fs.ReadDirFile.
func (f *memFolder) ReadDir(n int) (entries []fs.DirEntry, err error) {
	if n <= 0 {
		n = len(f.entries)
	} else if len(f.entries) == 0 {
		return nil, io.EOF
	}
	n = min(n, len(f.entries))
	entries, f.entries = f.entries[:n], f.entries[n:]
	return entries, nil
}

// memInfo implements fs.FileInfo.
type memInfo struct {
	name    string
	size    int64
	mode    fs.FileMode
	modTime time.Time
}

// Name implements fs.FileInfo.
func (i memInfo) Name() string { return i.name }

// Size implements fs.FileInfo.
func (i memInfo) Size() int64 { return i.size }

// Mode implements fs.FileInfo.
func (i memInfo) Mode() fs.FileMode { return i.mode }

// ModTime implements fs.FileInfo.
func (i memInfo) ModTime() time.Time { return i.modTime }

// IsDir implements fs.FileInfo.
func (i memInfo) IsDir() bool { return i.mode.IsDir() }

// Sys implements fs.FileInfo. It is nil.
func (i memInfo) Sys() any { return nil }

package bucket

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"time"

	"fil/feed/manifest"
)

// files are the files of one publication. Open makes no request. A file is read from its blob: whole if
// it is small, else from where it is read on.
type files struct {
	manifest *manifest.Manifest
	objects  *objects
	blob     func(ctx context.Context, hash string) ([]byte, error)
}

// wholeSize is the size of the largest file that is read with one request for all of it. It is that up
// to which a server keeps files in memory.
const wholeSize = 1 << 20

// fetchTimeout is how long a server waits for a small file.
const fetchTimeout = 5 * time.Second

// Open implements fs.FS.
func (f files) Open(name string) (fs.File, error) {
	entry, ok := f.manifest.File(name)
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	if entry.Size > wholeSize {
		return &largeFile{info: info{entry}, objects: f.objects}, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), fetchTimeout) // fs.FS has no context
	defer cancel()
	data, err := f.blob(ctx, entry.Hash)
	if err == nil && hashOf(data) != entry.Hash {
		err = &Error{Address: scheme + f.objects.bucket + "/" + f.objects.prefix + blobKey(entry.Hash), Work: "reading", Err: errAltered, Hint: "publish it again with fil build --verify, after deleting it"}
	}
	if err != nil {
		return nil, err
	}
	return &smallFile{Reader: bytes.NewReader(data), info: info{entry}}, nil
}

// smallFile is a file in memory.
type smallFile struct {
	*bytes.Reader
	info info
}

// Stat implements fs.File.
func (f *smallFile) Stat() (fs.FileInfo, error) { return f.info, nil }

// Close implements fs.File.
func (f *smallFile) Close() error { return nil }

// largeFile is read from the store while it is sent. If its connection is cut, another one
// continues at the same byte.
type largeFile struct {
	info    info
	objects *objects
	offset  int64
	body    io.ReadCloser // from offset on, nil if it has to be opened
	failed  int           // how often a connection was cut since bytes came
}

// Stat implements fs.File.
func (f *largeFile) Stat() (fs.FileInfo, error) { return f.info, nil }

// Check returns why the file cannot be read now; nil if it can.
func (f *largeFile) Check() error {
	ctx, cancel := context.WithTimeout(context.Background(), fetchTimeout)
	defer cancel()
	_, _, err := f.objects.stat(ctx, blobKey(f.info.file.Hash))
	return err
}

// Read implements io.Reader.
func (f *largeFile) Read(p []byte) (int, error) {
	for {
		if f.offset >= f.info.Size() {
			return 0, io.EOF
		}
		if f.body == nil {
			opened, err := f.objects.open(context.Background(), blobKey(f.info.file.Hash), f.offset) // io.Reader has no context
			if err != nil {
				return 0, err
			}
			f.body = opened
		}
		body := f.body
		n, err := body.Read(p)
		f.offset += int64(n)
		if n > 0 {
			f.failed = 0
			return n, nil
		}
		if err != nil {
			body.Close()
			f.body = nil
			f.failed++
			if f.failed == f.objects.tries {
				return 0, f.objects.explain("reading", blobKey(f.info.file.Hash), err)
			}
		}
	}
}

// Seek implements io.Seeker.
func (f *largeFile) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += f.offset
	case io.SeekEnd:
		offset += f.info.Size()
	}
	if offset < 0 {
		return 0, errors.New("seeking before the beginning")
	}
	if offset != f.offset && f.body != nil {
		f.body.Close()
		f.body = nil
	}
	f.offset = offset
	return offset, nil
}

// Close implements fs.File.
func (f *largeFile) Close() error {
	if f.body == nil {
		return nil
	}
	return f.body.Close()
}

// info is the record of a file in the manifest, as an fs.FileInfo.
type info struct{ file manifest.File }

// Name implements fs.FileInfo.
func (i info) Name() string { return path.Base(i.file.Name) }

// Size implements fs.FileInfo.
func (i info) Size() int64 { return i.file.Size }

// Mode implements fs.FileInfo.
func (i info) Mode() fs.FileMode { return 0o444 }

// ModTime implements fs.FileInfo.
func (i info) ModTime() time.Time { return i.file.Since }

// IsDir implements fs.FileInfo.
func (i info) IsDir() bool { return false }

// Sys implements fs.FileInfo.
func (i info) Sys() any { return nil }

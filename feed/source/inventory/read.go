package inventory

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"fil/feed/source/frontmatter"
)

// MaxArticle is the maximum size of an article's file in bytes.
const MaxArticle = 2 << 20

// ReadFile returns the content of a file and its FileInfo. A file that changes while it is read is read again, up to three
// times; after that it is an error, and the version that was published last stays until the file is complete.
func ReadFile(fsys fs.FS, name string) (data []byte, info fs.FileInfo, err error) {
	const tries = 3
	for range tries {
		var stable bool
		data, info, stable, err = ReadOnce(fsys, name)
		if stable || err != nil {
			return data, info, err
		}
	}
	return nil, nil, frontmatter.Errorf(0, "it is read again once it is left alone", "it changes while it is read")
}

// ReadOnce returns the content of a file and its FileInfo from before reading. stable reports whether stamp and size were
// the same afterwards.
func ReadOnce(fsys fs.FS, name string) (data []byte, info fs.FileInfo, stable bool, err error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, nil, false, err
	}
	defer f.Close()
	info, err = f.Stat()
	if err != nil {
		return nil, nil, false, err
	}
	if !info.Mode().IsRegular() {
		return nil, nil, false, fmt.Errorf("it is no regular file")
	}
	data, err = readUpTo(f, info.Size())
	if err != nil {
		return nil, nil, false, err
	}
	after, err := f.Stat()
	if err != nil {
		return nil, nil, false, err
	}
	return data, info, StampOf(info) == StampOf(after) && int64(len(data)) == info.Size(), nil
}

// readUpTo reads a file of the given size, and one byte more if it has grown.
func readUpTo(f io.Reader, size int64) ([]byte, error) {
	if size > MaxArticle {
		return nil, frontmatter.Errorf(0, "part it, or keep it as an asset with another extension", "it is larger than %d MB", MaxArticle>>20)
	}
	data := make([]byte, size+1) // one byte more, to notice that the file has grown
	n := 0
	for n < int(size) { // not up to EOF: the second Stat shows whether the file has grown
		more, err := f.Read(data[n:])
		n += more
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
	}
	return data[:n], nil
}

package inventory

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"fil/feed/source/frontmatter"
)

// MaxArticle is the most bytes of an article's file: what is larger is not writing.
const MaxArticle = 2 << 20

// ReadFile reads a file, with what the file system says of it. A file that is being
// written is read again; one that goes on changing is an error, and its last good version
// stays up until it has settled.
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

// ReadOnce reads a file, and reports whether it was the same before and after.
func ReadOnce(fsys fs.FS, name string) (data []byte, info fs.FileInfo, settled bool, err error) {
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

// readUpTo reads a file that should have that size.
func readUpTo(f io.Reader, size int64) ([]byte, error) {
	if size > MaxArticle {
		return nil, frontmatter.Errorf(0, "part it, or keep it as an asset with another extension", "it is larger than %d MB", MaxArticle>>20)
	}
	data := make([]byte, size+1) // one more, to see that it has grown
	n := 0
	for n < int(size) { // whether that is the end, the next look at the file tells
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

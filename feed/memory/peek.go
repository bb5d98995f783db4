package memory

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"fil/feed/disk"
)

// Peek opens a temporary copy of the memory in a folder, even while another process uses it. It
// does not write to that folder, and Close removes the copy. m is nil if there is no memory, or
// none that can be read.
func Peek(dir string) (m *Memory, err error) {
	name := filepath.Join(dir, fileName)
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	scratch, err := disk.TempDir("fil-peek-")
	if err != nil {
		return nil, err
	}
	defer func() {
		if m == nil {
			err = errors.Join(err, os.RemoveAll(scratch))
		}
	}()
	err = copyDatabase(name, filepath.Join(scratch, fileName))
	if err == nil {
		err = copyBodies(dir, scratch)
	}
	if err != nil {
		return nil, err
	}
	m, err = open(scratch, nil)
	if unreadable(err) {
		return nil, nil
	}
	if err == nil {
		m.scratch = scratch
	}
	return m, err
}

// copyBodies copies the files of texts of a memory of version 2, which open then upgrades.
func copyBodies(dir, scratch string) error {
	names, err := filepath.Glob(filepath.Join(dir, "bodies-*"))
	for _, name := range names {
		f, openErr := os.Open(name)
		if openErr == nil {
			openErr = errors.Join(copyFile(f, filepath.Join(scratch, filepath.Base(name))), f.Close())
		}
		err = errors.Join(err, openErr)
	}
	return err
}

// Peeked reports whether Peek has opened the memory.
func (m *Memory) Peeked() bool { return m.scratch != "" }

// copyDatabase copies a bbolt file that another process may be writing to.
func copyDatabase(from, to string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := copyConsistent(f, func() error { return copyFile(f, to) }); err != nil {
		return fmt.Errorf("copying %s: %w", from, err)
	}
	return nil
}

// copyConsistent calls copyOnce until the copy is of one commit. bbolt never overwrites a page to
// which its last commit refers, and each commit changes one of the two pages at the head of the
// file. So if the head is the same before and after copying, there was no commit in between.
func copyConsistent(f *os.File, copyOnce func() error) error {
	const tries = 100
	for range tries {
		before, err := readHead(f)
		if err != nil {
			return err
		}
		if err := copyOnce(); err != nil {
			return err
		}
		if after, err := readHead(f); err != nil || bytes.Equal(before, after) {
			return err
		}
	}
	return errors.New("it changes faster than it can be copied")
}

// readHead returns the beginning of the file, with the two pages at its head.
func readHead(f *os.File) ([]byte, error) {
	data := make([]byte, 2*pageSize)
	n, err := f.ReadAt(data, 0)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return data[:n], err
}

// copyFile copies the present content of a file.
func copyFile(f *os.File, to string) error {
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil {
		_, err = io.Copy(out, io.NewSectionReader(f, 0, info.Size()))
	}
	return errors.Join(err, out.Close())
}

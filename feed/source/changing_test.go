package source

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"fil/feed"
)

// writing is a file system in which one file is appended to at each read, a given number of times.
type writing struct {
	fs.FS
	t     *testing.T
	name  string
	times *int
}

func (w writing) Open(name string) (fs.File, error) {
	f, err := w.FS.Open(name)
	if err != nil || filepath.Base(w.name) != name || *w.times == 0 {
		return f, err
	}
	*w.times--
	return writtenFile{f, w}, nil
}

type writtenFile struct {
	fs.File
	w writing
}

func (f writtenFile) Read(p []byte) (int, error) {
	out, err := os.OpenFile(f.w.name, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		f.w.t.Error(err)
		return 0, io.EOF
	}
	defer out.Close()
	if _, err := out.WriteString("Et encore.\n"); err != nil {
		f.w.t.Error(err)
	}
	return f.File.Read(p)
}

// A file that changes while it is read is read again, and refused after three changes; the next run
// reads it again.
func TestChangesWhileItIsRead(t *testing.T) {
	for times, refused := range map[int]bool{0: false, 1: false, 2: false, 3: true} {
		dir := t.TempDir()
		name := filepath.Join(dir, "a.md")
		if err := os.WriteFile(name, []byte("---\ntitle: A\ndate: 2024-01-01\n---\n\nTexte.\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		left := times
		c, err := readWhole(t.Context(), writing{os.DirFS(dir), t, name, &left}, &feed.Site{BaseURL: "https://fil.example/", TimeZone: time.UTC}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if (len(c.Refused) == 1) != refused || refused != (len(c.Problems) == 1) {
			t.Errorf("written to %d times: refused %v, %v", times, c.Refused, c.Problems)
		}
		if refused && (!strings.Contains(c.Problems[0].Error(), "changes while it is read") || c.Problems[0].Hint == "") {
			t.Error(c.Problems[0])
		}
		if !refused && strings.Count(c.article(0).Content, "Et encore") < times {
			t.Errorf("written to %d times, and read: %s", times, c.article(0).Content)
		}
	}
}

// failingFS fails to open one file.
type failingFS struct {
	fstest.MapFS
	name string
}

// Open returns EIO for the file, as a broken disk does.
func (f failingFS) Open(name string) (fs.File, error) {
	if name == f.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: syscall.EIO}
	}
	return f.MapFS.Open(name)
}

// A read error is transient: the next reading may succeed although no file changed. An error in a
// file's text is not.
func TestTransient(t *testing.T) {
	file := func(text string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(text), ModTime: time.Unix(1, 0)}
	}
	fsys := fstest.MapFS{"a.md": file("---\ndate: 2024-01-01\n---\n\nUn.\n"), "b.md": file("---\ndate: jamais\n---\n\nUn.\n")}
	for name, transient := range map[string]bool{"": false, "a.md": true} {
		c, err := readWhole(t.Context(), failingFS{fsys, name}, testSite, Options{})
		if err != nil || c.Transient != transient {
			t.Errorf("%q fails: transient %v (%v)", name, c.Transient, err)
		}
	}
}

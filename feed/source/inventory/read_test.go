package inventory

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"fil/feed"
	"fil/feed/source/frontmatter"
)

// changing is content with one file that changes while it is read, some times.
type changing struct {
	fstest.MapFS
	times  int                   // how often it changes
	change func(*fstest.MapFile) // what happens to it
	opened int
}

func (c *changing) Open(name string) (fs.File, error) {
	f, err := c.MapFS.Open(name)
	c.opened++
	if err != nil || c.times == 0 {
		return f, err
	}
	c.times--
	return &changingFile{File: f, fsys: c, name: name}, nil
}

// changingFile changes behind the first read.
type changingFile struct {
	fs.File
	fsys *changing
	name string
	read bool
}

func (f *changingFile) Read(p []byte) (int, error) {
	n, err := f.File.Read(p)
	if !f.read {
		f.read = true
		next := *f.fsys.MapFS[f.name] // the FileInfo of before has a pointer to the file
		f.fsys.change(&next)
		f.fsys.MapFS[f.name] = &next
	}
	return n, err
}

func (f *changingFile) Stat() (fs.FileInfo, error) { return f.fsys.MapFS.Stat(f.name) }

// TestReadChanging: a file that changes is read again, up to three times, and what comes back is one version of it.
func TestReadChanging(t *testing.T) {
	for _, row := range []struct {
		name   string
		times  int
		change func(*fstest.MapFile)
		want   string // "error" if it cannot be read
		opened int
	}{
		{"never", 0, nil, "first", 1},
		{"touched once", 1, func(f *fstest.MapFile) { f.ModTime = f.ModTime.Add(time.Second) }, "first", 2},
		{"written once", 1, func(f *fstest.MapFile) { f.Data, f.ModTime = []byte("second"), f.ModTime.Add(time.Second) }, "second", 2},
		{"grown within a tick", 1, func(f *fstest.MapFile) { f.Data = append(bytes.Clone(f.Data), " more"...) }, "first more", 2},
		{"truncated", 1, func(f *fstest.MapFile) { f.Data = nil }, "", 2},
		{"written twice", 2, func(f *fstest.MapFile) { f.ModTime = f.ModTime.Add(time.Second) }, "first", 3},
		{"written three times", 3, func(f *fstest.MapFile) { f.ModTime = f.ModTime.Add(time.Second) }, "error", 3},
	} {
		fsys := &changing{MapFS: fstest.MapFS{"a.md": {Data: []byte("first"), ModTime: old}}, times: row.times, change: row.change}
		data, info, err := ReadFile(fsys, "a.md")
		if row.want == "error" {
			var e *frontmatter.Error
			if !errors.As(err, &e) || e.Message != "it changes while it is read" || data != nil || info != nil {
				t.Errorf("%s: %q, %v", row.name, data, err)
			}
		} else if err != nil || string(data) != row.want || info.Size() != int64(len(data)) {
			t.Errorf("%s: %q, %v", row.name, data, err)
		}
		if fsys.opened != row.opened {
			t.Errorf("%s: opened %d times, want %d", row.name, fsys.opened, row.opened)
		}
	}
}

func TestReadOnce(t *testing.T) {
	fsys := &changing{MapFS: fstest.MapFS{"a.md": {Data: []byte("first"), ModTime: old}}, times: 1, change: func(f *fstest.MapFile) { f.ModTime = f.ModTime.Add(time.Second) }}
	for _, want := range []bool{false, true} {
		data, info, stable, err := ReadOnce(fsys, "a.md")
		if err != nil || string(data) != "first" || stable != want || info.Name() != "a.md" {
			t.Errorf("%q, stable %v, %v", data, stable, err)
		}
	}
}

func TestReadErrors(t *testing.T) {
	fsys := fstest.MapFS{
		"largest.md": {Data: make([]byte, MaxArticle)},
		"large.md":   {Data: make([]byte, MaxArticle+1)},
		"empty.md":   {},
		"folder/a":   {},
	}
	for _, row := range []struct{ name, message string }{
		{"largest.md", ""},
		{"empty.md", ""},
		{"large.md", "it is larger than 2 MB"},
		{"folder", "it is no regular file"},
		{"absent.md", "open absent.md: file does not exist"},
	} {
		data, _, err := ReadFile(fsys, row.name)
		if row.message == "" && (err != nil || len(data) != len(fsys[row.name].Data)) || row.message != "" && (err == nil || err.Error() != row.message) {
			t.Errorf("%s: %d bytes, %v", row.name, len(data), err)
		}
	}
}

// shortReader returns one byte a call, and an error at the end.
type shortReader struct {
	text string
	err  error
}

func (r *shortReader) Read(p []byte) (int, error) {
	if r.text == "" {
		return 0, r.err
	}
	n := copy(p[:1], r.text)
	r.text = r.text[n:]
	return n, nil
}

func TestReadUpTo(t *testing.T) {
	for _, row := range []struct {
		reader io.Reader
		size   int64
		want   string
		fails  bool
	}{
		{strings.NewReader("abc"), 3, "abc", false},
		{strings.NewReader(""), 0, "", false},
		{strings.NewReader("ab"), 3, "ab", false},       // it has been truncated
		{strings.NewReader("abcdef"), 3, "abcd", false}, // it has grown: one byte more says so
		{&shortReader{"abc", io.EOF}, 3, "abc", false},
		{&shortReader{"ab", fs.ErrPermission}, 3, "", true},
	} {
		got, err := readUpTo(row.reader, row.size)
		if string(got) != row.want || (err != nil) != row.fails {
			t.Errorf("%q, %v, want %q", got, err, row.want)
		}
	}
}

func TestSureStamps(t *testing.T) {
	const at = int64(1_705_312_800_000_000_000)
	before := time.Unix(0, at)
	for _, row := range []struct {
		modified, changed int64
		want              bool
	}{
		{at - 1, 0, true}, {at - 1, at - 1, true}, {0, 0, true}, {-1, 0, true},
		{at, 0, false}, {at + 1, 0, false}, {at - 1, at, false}, {at - 1, at + 1, false}, {at + 1, at - 1, false},
	} {
		if got := Sure(feed.Stamp{Modified: row.modified, Changed: row.changed}, before); got != row.want {
			t.Errorf("%+v: %v", row, got)
		}
	}
}

func TestWalkErrors(t *testing.T) {
	if inv, err := Walk(os.DirFS(filepath.Join(t.TempDir(), "absent")), Tick); err == nil || inv != nil || !strings.HasPrefix(err.Error(), "reading the content folder: ") {
		t.Errorf("%v, %v", inv, err)
	}
	if inv := walk(t, fstest.MapFS{}); len(inv.Articles)+len(inv.Assets) != 0 || !inv.Sure {
		t.Errorf("empty content: %+v", inv)
	}
}

// shortFile gives fewer bytes than its size.
type shortFile struct{ fs.File }

func (f shortFile) Read([]byte) (int, error) { return 0, io.EOF }

type shortFS struct{ fstest.MapFS }

func (s shortFS) Open(name string) (fs.File, error) {
	f, err := s.MapFS.Open(name)
	return shortFile{f}, err
}

// TestReadShort: a file that was truncated while it was read is not stable, although its stamp is the same before and after.
func TestReadShort(t *testing.T) {
	if data, _, stable, err := ReadOnce(shortFS{content("a.md")}, "a.md"); stable || err != nil || len(data) != 0 {
		t.Errorf("%q, stable %v, %v", data, stable, err)
	}
}

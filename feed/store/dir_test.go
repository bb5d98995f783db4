package store

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fil/feed/manifest"
)

// then is the mtime of all published files.
var then = time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)

// openDir opens a folder, and closes it at the end of the test.
func openDir(t *testing.T, dir string) *Dir {
	t.Helper()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	d, err := Open(root, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close(); root.Close() })
	return d
}

// record returns the manifest's record of a file.
func record(name, body string) manifest.File {
	sum := sha256.Sum256([]byte(body))
	return manifest.File{Name: name, Hash: hex.EncodeToString(sum[:]), Size: int64(len(body)), Since: then, Type: "text/plain"}
}

// stage stages files by name and body, and returns the change that publishes them.
func stage(t *testing.T, d *Dir, sequence int, remove []string, pairs ...string) manifest.Change {
	t.Helper()
	if _, _, err := d.Begin(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	c := manifest.Change{Sequence: sequence, Remove: remove}
	for i := 0; i < len(pairs); i += 2 {
		f := record(pairs[i], pairs[i+1])
		write := func(w io.Writer) error { _, err := io.WriteString(w, pairs[i+1]); return err }
		if err := d.Stage(t.Context(), f, write); err != nil {
			t.Fatal(err)
		}
		c.Put = append(c.Put, f)
	}
	return c
}

// publishAll stages files by name and body, and publishes them.
func publishAll(t *testing.T, d *Dir, sequence int, remove []string, pairs ...string) {
	t.Helper()
	if _, err := d.Publish(t.Context(), stage(t, d, sequence, remove, pairs...)); err != nil {
		t.Fatal(err)
	}
}

// visible returns the files of a folder and their contents, and its empty folders, without Fil's
// own.
func visible(t *testing.T, dir string) map[string]string {
	t.Helper()
	got := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.Name() == ownDir {
			return fs.SkipDir
		}
		if e.IsDir() {
			if entries, _ := os.ReadDir(name); len(entries) == 0 && name != dir {
				got[name[len(dir)+1:]] = "(empty folder)"
			}
			return nil
		}
		data, err := os.ReadFile(name)
		got[name[len(dir)+1:]] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// expect compares the files of a folder with those wanted.
func expect(t *testing.T, dir string, want map[string]string) {
	t.Helper()
	if diff := cmp.Diff(want, visible(t, dir)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// A publication writes new files, removes unwanted files and their folders, and is read back.
func TestPublish(t *testing.T) {
	dir := t.TempDir()
	d := openDir(t, dir)
	publishAll(t, d, 1, nil, "a", "1", "b/c/d", "2", "b/e", "3")
	publishAll(t, d, 2, []string{"b/c/d"}, "a", "4")
	expect(t, dir, map[string]string{"a": "4", "b/e": "3"})
	if info, err := os.Stat(filepath.Join(dir, "a")); err != nil || !info.ModTime().Equal(then) {
		t.Errorf("mtime %v, %v", info.ModTime(), err)
	}
	d.Close()
	reopened := openDir(t, dir)
	var names []string
	for f := range manifestOf(t, reopened).All() {
		names = append(names, f.Name)
	}
	if !slices.Equal(names, []string{"a", "b/e"}) || manifestOf(t, reopened).Sequence() != 2 {
		t.Errorf("%v, sequence %d", names, manifestOf(t, reopened).Sequence())
	}
}

// Begin returns the names of files that are missing or were changed.
func TestBeginFindsLostFiles(t *testing.T) {
	dir := t.TempDir()
	d := openDir(t, dir)
	publishAll(t, d, 1, nil, "a", "1", "b", "2", "c", "3")
	os.Remove(filepath.Join(dir, "a"))
	os.WriteFile(filepath.Join(dir, "b"), []byte("other"), 0o644)
	_, lost, err := d.Begin(t.Context(), all)
	if diff := cmp.Diff(map[string]bool{"a": true, "b": true}, lost); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

// LockedError does not name a process that has no number here.
func TestLockedElsewhere(t *testing.T) {
	for pid, want := range map[int]string{7: "process 7", 0: "another container", -1: "another container"} {
		if got := (&LockedError{pid}).Error(); !strings.Contains(got, want) {
			t.Errorf("%d: %s", pid, got)
		}
	}
}

// A file with another mtime is lost, even if it has the recorded size; so is a symbolic link.
func TestIntactByTime(t *testing.T) {
	dir := t.TempDir()
	d := openDir(t, dir)
	publishAll(t, d, 1, nil, "a", "1", "b", "2")
	os.Chtimes(filepath.Join(dir, "a"), then, then.Add(3*time.Second)) // same size, another time
	os.WriteFile(filepath.Join(dir, "x"), []byte("2"), 0o644)
	os.Chtimes(filepath.Join(dir, "x"), then, then)
	os.Remove(filepath.Join(dir, "b"))
	os.Symlink("x", filepath.Join(dir, "b"))
	if _, lost, err := d.Begin(t.Context(), all); err != nil || len(lost) != 2 {
		t.Errorf("%v, %v", lost, err)
	}
}

// An incomplete entry at the end of a manifest is removed by the next publication.
func TestTail(t *testing.T) {
	dir := t.TempDir()
	d := openDir(t, dir)
	publishAll(t, d, 1, nil, "a", "1")
	d.Close()
	f, _ := os.OpenFile(filepath.Join(dir, manifestFile), os.O_APPEND|os.O_WRONLY, 0)
	f.WriteString(strings.Repeat("+\tcut off", 200))
	f.Close()
	d = openDir(t, dir)
	publishAll(t, d, 1, nil, "a", "1", "b", "2") // a new manifest is written
	data, _ := os.ReadFile(filepath.Join(dir, manifestFile))
	d.Close()
	if m := manifestOf(t, openDir(t, dir)); m.Len() != 2 || strings.Contains(string(data), "cut off") {
		t.Errorf("sequence %d: %s", m.Sequence(), data)
	}
}

// A manifest whose entries are mostly stale is written anew.
func TestCompact(t *testing.T) {
	d := openDir(t, t.TempDir())
	publishAll(t, d, 1, nil, "a", "1")
	for i := range 1200 {
		c := manifest.Change{Sequence: i + 2, Put: []manifest.File{record("a", "1")}}
		if err := d.record(c, true); err != nil {
			t.Fatal(err)
		}
	}
	if d.logSize > 100_000 {
		t.Errorf("%d bytes", d.logSize)
	}
}

// all makes Begin check every file.
func all(manifest.File, int) bool { return true }

// manifestOf returns the manifest of a folder.
func manifestOf(t *testing.T, d *Dir) *manifest.Manifest {
	t.Helper()
	m, err := d.Manifest()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

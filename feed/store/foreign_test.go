package store

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"fil/feed/manifest"
)

// Open refuses a folder with foreign files, and does not change it. Names with a dot are allowed.
func TestRefusesForeignFolder(t *testing.T) {
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, ".gitignore"), nil, 0o644)
	openDir(t, dir)
	foreign := t.TempDir()
	os.WriteFile(filepath.Join(foreign, "thesis.doc"), nil, 0o644)
	root, err := os.OpenRoot(foreign)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if _, err := Open(root, nil, ""); !errors.Is(err, ErrForeign) {
		t.Errorf("a foreign folder: %v", err)
	}
	if entries, _ := os.ReadDir(foreign); len(entries) != 1 {
		t.Errorf("it was changed: %v", entries)
	}
}

// Foreign files in a published folder are listed, not changed, and do not prevent publications. A
// file that has the name of a foreign file is refused before anything changes.
func TestForeignFiles(t *testing.T) {
	dir := t.TempDir()
	d := openDir(t, dir)
	publishAll(t, d, 1, nil, "a", "1")
	os.WriteFile(filepath.Join(dir, "mine"), []byte("m"), 0o644)
	os.MkdirAll(filepath.Join(dir, "b", "x"), 0o755)
	os.WriteFile(filepath.Join(dir, "b", "x", "y"), []byte("m"), 0o644)
	if got, err := d.ForeignFiles(t.Context()); err != nil || !slices.Equal(got, []string{"b/x/y", "mine"}) {
		t.Errorf("%v, %v", got, err)
	}
	for _, name := range []string{"mine", "mine/c", "b", "b/x/y/z"} {
		err := d.Stage(t.Context(), record(name, "2"), func(io.Writer) error { return nil })
		if !errors.Is(err, fs.ErrExist) {
			t.Errorf("%s in place of a foreign file: %v", name, err)
		}
		if name == "mine" {
			continue // Publish takes a file that is not staged for one that was moved already
		}
		if _, err := d.Publish(t.Context(), manifest.Change{Sequence: 2, Put: []manifest.File{record(name, "2")}}); err == nil {
			t.Errorf("%s was published over a foreign file", name)
		}
	}
	publishAll(t, d, 2, []string{"a"}, "c", "3")
	expect(t, dir, map[string]string{"c": "3", "mine": "m", "b/x/y": "m"})
}

// If the manifest is missing, or of another version, Begin makes one from the files, which keep
// their mtimes.
func TestAdopts(t *testing.T) {
	for _, damage := range []func(name string) error{
		os.Remove,
		func(name string) error { return os.WriteFile(name, []byte("fil-manifest 9\n"), 0o644) },
	} {
		dir := t.TempDir()
		d := openDir(t, dir)
		publishAll(t, d, 1, nil, "a", "1")
		d.Close()
		if err := damage(filepath.Join(dir, manifestFile)); err != nil {
			t.Fatal(err)
		}
		have, _, err := openDir(t, dir).Begin(t.Context(), all)
		if err != nil {
			t.Fatal(err)
		}
		want := record("a", "1")
		want.Type = ""
		if f, ok := have.File("a"); !ok || f != want || have.Sequence() != 0 {
			t.Errorf("%+v", f)
		}
	}
}

// A file whose mtime has a fraction of a second is foreign.
func TestAdoptsNoForeignFile(t *testing.T) {
	dir := t.TempDir()
	d := openDir(t, dir)
	publishAll(t, d, 1, nil, "a", "1")
	d.Close()
	os.Remove(filepath.Join(dir, manifestFile))
	os.WriteFile(filepath.Join(dir, "mine"), nil, 0o644)
	os.Chtimes(filepath.Join(dir, "mine"), then, then.Add(5))
	have, _, _ := openDir(t, dir).Begin(t.Context(), all)
	if _, ok := have.File("mine"); ok {
		t.Error("a foreign file was adopted")
	}
}

package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
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

var then = time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)

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

func record(name, body string) manifest.File {
	sum := sha256.Sum256([]byte(body))
	return manifest.File{Name: name, Hash: hex.EncodeToString(sum[:]), Size: int64(len(body)), Since: then, Type: "text/plain"}
}

// stage stages files by name and body, and returns the change that publishes them.
func stage(t *testing.T, d *Dir, sequence int, remove []string, pairs ...string) manifest.Change {
	t.Helper()
	if _, _, err := d.Begin(t.Context(), nil, all); err != nil {
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

func publish(t *testing.T, d *Dir, sequence int, remove []string, pairs ...string) {
	t.Helper()
	if _, err := d.Publish(t.Context(), stage(t, d, sequence, remove, pairs...)); err != nil {
		t.Fatal(err)
	}
}

// visible is what a folder holds besides Fil's own.
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

func expect(t *testing.T, dir string, want map[string]string) {
	t.Helper()
	if diff := cmp.Diff(want, visible(t, dir)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestPublish(t *testing.T) {
	dir := t.TempDir()
	d := openDir(t, dir)
	publish(t, d, 1, nil, "a", "1", "b/c/d", "2", "b/e", "3")
	publish(t, d, 2, []string{"b/c/d"}, "a", "4")
	expect(t, dir, map[string]string{"a": "4", "b/e": "3"})
	if info, err := os.Stat(filepath.Join(dir, "a")); err != nil || !info.ModTime().Equal(then) {
		t.Errorf("mtime %v, %v", info.ModTime(), err)
	}
	d.Close()
	again := openDir(t, dir)
	var names []string
	for f := range held(t, again).All() {
		names = append(names, f.Name)
	}
	if !slices.Equal(names, []string{"a", "b/e"}) || held(t, again).Sequence() != 2 {
		t.Errorf("%v, sequence %d", names, held(t, again).Sequence())
	}
}

// A file may take a folder's place, and the other way round.
func TestFileAndFolderChangePlaces(t *testing.T) {
	dir := t.TempDir()
	d := openDir(t, dir)
	publish(t, d, 1, nil, "a", "1", "b/c", "2")
	publish(t, d, 2, []string{"a", "b/c"}, "a/x", "3", "b", "4")
	expect(t, dir, map[string]string{"a/x": "3", "b": "4"})
}

// Whoever stops between the commit and the end leaves what the next one finishes,
// wherever it stopped: here, before the first rename, and after each.
func TestFinishesJournal(t *testing.T) {
	for renamed := range 4 {
		dir := t.TempDir()
		d := openDir(t, dir)
		publish(t, d, 1, nil, "a", "old", "gone", "x")
		c := stage(t, d, 2, []string{"gone"}, "a", "new", "b/c", "2", "d", "3")
		if err := d.commit(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Join(dir, "b"), 0o755); err != nil {
			t.Fatal(err)
		}
		for _, f := range c.Put[:renamed] {
			if err := os.Rename(filepath.Join(dir, stageDir, f.Name), filepath.Join(dir, f.Name)); err != nil {
				t.Fatal(err)
			}
		}
		d.Close()
		again := openDir(t, dir)
		expect(t, dir, map[string]string{"a": "new", "b/c": "2", "d": "3"})
		if _, ok := held(t, again).File("gone"); ok || held(t, again).Sequence() != 2 {
			t.Errorf("after %d renames the manifest is that of %d", renamed, held(t, again).Sequence())
		}
		if entries, err := os.ReadDir(filepath.Join(dir, stageDir)); err != nil || len(entries) > 0 {
			t.Errorf("the stage holds %v, %v", entries, err)
		}
	}
}

// Without a whole journal nothing has happened, and what was staged goes.
func TestForgetsWhatWasNotCommitted(t *testing.T) {
	dir := t.TempDir()
	d := openDir(t, dir)
	publish(t, d, 1, nil, "a", "old")
	c := stage(t, d, 2, nil, "a", "new")
	journal := c.Journal()
	if err := os.WriteFile(filepath.Join(dir, journalFile), journal[:len(journal)-2], 0o644); err != nil {
		t.Fatal(err)
	}
	d.Close()
	openDir(t, dir)
	expect(t, dir, map[string]string{"a": "old"})
	if entries, _ := os.ReadDir(filepath.Join(dir, stageDir)); len(entries) > 0 {
		t.Errorf("the stage holds %v", entries)
	}
}

func TestRefusesStrangers(t *testing.T) {
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, ".gitignore"), nil, 0o644)
	openDir(t, dir)
	strange := t.TempDir()
	os.WriteFile(filepath.Join(strange, "thesis.doc"), nil, 0o644)
	root, err := os.OpenRoot(strange)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if _, err := Open(root, nil, ""); !errors.Is(err, ErrForeign) {
		t.Errorf("a stranger's folder: %v", err)
	}
	if entries, _ := os.ReadDir(strange); len(entries) != 1 {
		t.Errorf("it was touched: %v", entries)
	}
}

// A stranger's file in a published folder is left alone, told, and no obstacle; one
// that stands in the way is said before anything happens.
func TestStrangersLater(t *testing.T) {
	dir := t.TempDir()
	d := openDir(t, dir)
	publish(t, d, 1, nil, "a", "1")
	os.WriteFile(filepath.Join(dir, "mine"), []byte("m"), 0o644)
	os.MkdirAll(filepath.Join(dir, "b", "x"), 0o755)
	os.WriteFile(filepath.Join(dir, "b", "x", "y"), []byte("m"), 0o644)
	if got, err := d.ForeignFiles(t.Context()); err != nil || !slices.Equal(got, []string{"b/x/y", "mine"}) {
		t.Errorf("%v, %v", got, err)
	}
	for _, name := range []string{"mine", "mine/c", "b", "b/x/y/z"} {
		err := d.Stage(t.Context(), record(name, "2"), func(io.Writer) error { return nil })
		if !errors.Is(err, fs.ErrExist) {
			t.Errorf("%s in a stranger's place: %v", name, err)
		}
		if name == "mine" {
			continue // to Publish, a file that is not staged has its name already
		}
		if _, err := d.Publish(t.Context(), manifest.Change{Sequence: 2, Put: []manifest.File{record(name, "2")}}); err == nil {
			t.Errorf("%s was published over a stranger", name)
		}
	}
	publish(t, d, 2, []string{"a"}, "c", "3")
	expect(t, dir, map[string]string{"c": "3", "mine": "m", "b/x/y": "m"})
}

func TestBeginFindsWhatIsLost(t *testing.T) {
	dir := t.TempDir()
	d := openDir(t, dir)
	publish(t, d, 1, nil, "a", "1", "b", "2", "c", "3")
	os.Remove(filepath.Join(dir, "a"))
	os.WriteFile(filepath.Join(dir, "b"), []byte("other"), 0o644)
	_, lost, err := d.Begin(t.Context(), nil, all)
	if diff := cmp.Diff(map[string]bool{"a": true, "b": true}, lost); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

// A manifest that is missing, or of another version, is made from the files: they
// keep their dates.
func TestAdopts(t *testing.T) {
	for _, damage := range []func(name string) error{
		os.Remove,
		func(name string) error { return os.WriteFile(name, []byte("fil-manifest 9\n"), 0o644) },
	} {
		dir := t.TempDir()
		d := openDir(t, dir)
		publish(t, d, 1, nil, "a", "1")
		d.Close()
		if err := damage(filepath.Join(dir, manifestFile)); err != nil {
			t.Fatal(err)
		}
		have, _, err := openDir(t, dir).Begin(t.Context(), nil, all)
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

// A process that has no number here is not named by it.
func TestHeldElsewhere(t *testing.T) {
	for pid, want := range map[int]string{7: "process 7", 0: "another container", -1: "another container"} {
		if got := (&LockedError{pid}).Error(); !strings.Contains(got, want) {
			t.Errorf("%d: %s", pid, got)
		}
	}
}

// What has another time or is a link is not as recorded, whatever its size.
func TestIntactByTime(t *testing.T) {
	dir := t.TempDir()
	d := openDir(t, dir)
	publish(t, d, 1, nil, "a", "1", "b", "2")
	os.Chtimes(filepath.Join(dir, "a"), then, then.Add(3*time.Second)) // same size, another time
	os.WriteFile(filepath.Join(dir, "x"), []byte("2"), 0o644)
	os.Chtimes(filepath.Join(dir, "x"), then, then)
	os.Remove(filepath.Join(dir, "b"))
	os.Symlink("x", filepath.Join(dir, "b"))
	if _, lost, err := d.Begin(t.Context(), nil, all); err != nil || len(lost) != 2 {
		t.Errorf("%v, %v", lost, err)
	}
}

// A running process finishes its own journal, and clears what it staged for nothing.
func TestBeginFinishes(t *testing.T) {
	dir := t.TempDir()
	d := openDir(t, dir)
	publish(t, d, 1, nil, "a", "old")
	if err := d.commit(t.Context(), stage(t, d, 2, nil, "a", "new")); err != nil { // and then it stopped
		t.Fatal(err)
	}
	if have, lost, err := d.Begin(t.Context(), nil, all); err != nil || have.Sequence() != 2 || len(lost) > 0 {
		t.Errorf("%v, %v", lost, err)
	}
	expect(t, dir, map[string]string{"a": "new"})
	stage(t, d, 3, nil, "never", "x") // a run that failed after it
	stage(t, d, 3, nil)
	if left, _ := os.ReadDir(filepath.Join(dir, stageDir)); len(left) > 0 {
		t.Errorf("staged for nothing: %v", left)
	}
}

// What was cut off at the end of a manifest does not stay in it.
func TestTail(t *testing.T) {
	dir := t.TempDir()
	d := openDir(t, dir)
	publish(t, d, 1, nil, "a", "1")
	d.Close()
	f, _ := os.OpenFile(filepath.Join(dir, manifestFile), os.O_APPEND|os.O_WRONLY, 0)
	f.WriteString(strings.Repeat("+\tcut off", 200))
	f.Close()
	d = openDir(t, dir)
	publish(t, d, 1, nil, "a", "1", "b", "2") // in doubt, the whole of it is recorded
	data, _ := os.ReadFile(filepath.Join(dir, manifestFile))
	d.Close()
	if m := held(t, openDir(t, dir)); m.Len() != 2 || strings.Contains(string(data), "cut off") {
		t.Errorf("sequence %d: %s", m.Sequence(), data)
	}
}

// A manifest that is mostly past is written anew.
func TestCompact(t *testing.T) {
	d := openDir(t, t.TempDir())
	publish(t, d, 1, nil, "a", "1")
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

// A file with a fraction of a second is not one of ours.
func TestAdoptsNoStranger(t *testing.T) { // publish 42 + store 33: below
	dir := t.TempDir()
	d := openDir(t, dir)
	publish(t, d, 1, nil, "a", "1")
	d.Close()
	os.Remove(filepath.Join(dir, manifestFile))
	os.WriteFile(filepath.Join(dir, "mine"), nil, 0o644)
	os.Chtimes(filepath.Join(dir, "mine"), then, then.Add(5))
	have, _, _ := openDir(t, dir).Begin(t.Context(), nil, all)
	if _, ok := have.File("mine"); ok {
		t.Error("a stranger's file was taken for ours")
	}
}

// What could never be finished is not committed.
func TestPassable(t *testing.T) {
	dir := t.TempDir()
	d := openDir(t, dir)
	publish(t, d, 1, nil, "z", "1")
	for _, names := range [][]string{{"a", "a/b"}, {strings.Repeat("n", 256)}, {strings.Repeat("n", 256) + "/x"}} {
		c := manifest.Change{Sequence: 2}
		for _, n := range names {
			c.Put = append(c.Put, record(n, "x"))
		}
		if _, err := d.Publish(t.Context(), c); err == nil {
			t.Errorf("%.20q was published", names)
		}
		if _, err := os.Stat(filepath.Join(dir, journalFile)); err == nil {
			t.Errorf("%.20q was committed", names)
		}
	}
	publish(t, d, 2, nil, "y", "1")
}

// A journal that is not whole goes.
func TestCutJournal(t *testing.T) {
	dir := t.TempDir()
	d := openDir(t, dir)
	os.WriteFile(filepath.Join(dir, journalFile), []byte("cut"), 0o644)
	d.Close()
	openDir(t, dir)
	if _, err := os.Stat(filepath.Join(dir, journalFile)); err == nil {
		t.Error("there")
	}
}

// What is put into a file's way after the commit keeps that file from its name, and
// no other; it is said, and the next publication can be made.
func TestObstacle(t *testing.T) {
	dir := t.TempDir()
	d := openDir(t, dir)
	publish(t, d, 1, nil, "z", "1")
	if err := d.commit(t.Context(), stage(t, d, 2, nil, "a", "2", "b", "3")); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "a", "mine"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "a", "mine", "x"), []byte("m"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.Begin(t.Context(), nil, all); err == nil || !strings.Contains(err.Error(), "a could not be published") {
		t.Errorf("the obstacle is not told: %v", err)
	}
	if _, ok := held(t, d).File("a"); ok || held(t, d).Sequence() != 2 {
		t.Errorf("a is recorded, or nothing is: sequence %d", held(t, d).Sequence())
	}
	os.RemoveAll(filepath.Join(dir, "a"))
	publish(t, d, 3, nil, "a", "2")
	expect(t, dir, map[string]string{"a": "2", "b": "3", "z": "1"})
}

// all looks at every file.
func all(manifest.File, int) bool { return true }

// held is what a folder holds, as recorded.
func held(t *testing.T, d *Dir) *manifest.Manifest {
	t.Helper()
	m, err := d.Manifest()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

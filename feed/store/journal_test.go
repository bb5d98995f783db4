package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fil/feed/manifest"
)

// A process that stops between the commit and the end leaves a change that the next one finishes.
// Here it stops before the first rename, and after each.
func TestFinishesJournal(t *testing.T) {
	for renamed := range 4 {
		dir := t.TempDir()
		d := openDir(t, dir)
		publishAll(t, d, 1, nil, "a", "old", "gone", "x")
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
		reopened := openDir(t, dir)
		expect(t, dir, map[string]string{"a": "new", "b/c": "2", "d": "3"})
		if _, ok := manifestOf(t, reopened).File("gone"); ok || manifestOf(t, reopened).Sequence() != 2 {
			t.Errorf("after %d renames the manifest is that of %d", renamed, manifestOf(t, reopened).Sequence())
		}
		if entries, err := os.ReadDir(filepath.Join(dir, stageDir)); err != nil || len(entries) > 0 {
			t.Errorf("the stage holds %v, %v", entries, err)
		}
	}
}

// If the journal is not whole, the change was not committed, and staged files are removed.
func TestDropsUncommitted(t *testing.T) {
	dir := t.TempDir()
	d := openDir(t, dir)
	publishAll(t, d, 1, nil, "a", "old")
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

// Begin finishes a change that the same process has committed, and removes staged files of a failed
// run.
func TestBeginFinishes(t *testing.T) {
	dir := t.TempDir()
	d := openDir(t, dir)
	publishAll(t, d, 1, nil, "a", "old")
	if err := d.commit(t.Context(), stage(t, d, 2, nil, "a", "new")); err != nil { // the run stops here
		t.Fatal(err)
	}
	if have, lost, err := d.Begin(t.Context(), all); err != nil || have.Sequence() != 2 || len(lost) > 0 {
		t.Errorf("%v, %v", lost, err)
	}
	expect(t, dir, map[string]string{"a": "new"})
	stage(t, d, 3, nil, "never", "x") // a run that fails after staging
	stage(t, d, 3, nil)
	if left, _ := os.ReadDir(filepath.Join(dir, stageDir)); len(left) > 0 {
		t.Errorf("the stage holds %v", left)
	}
}

// A change that could never be finished is not committed.
func TestCheckFinishable(t *testing.T) {
	dir := t.TempDir()
	d := openDir(t, dir)
	publishAll(t, d, 1, nil, "z", "1")
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
	publishAll(t, d, 2, nil, "y", "1")
}

// A journal that is not whole is removed.
func TestIncompleteJournal(t *testing.T) {
	dir := t.TempDir()
	d := openDir(t, dir)
	os.WriteFile(filepath.Join(dir, journalFile), []byte("cut"), 0o644)
	d.Close()
	openDir(t, dir)
	if _, err := os.Stat(filepath.Join(dir, journalFile)); err == nil {
		t.Error("the journal is still there")
	}
}

// If something blocks the name of a file after the commit, only that file is not published. Begin
// returns an error that names it, and the next publication succeeds.
func TestObstacle(t *testing.T) {
	dir := t.TempDir()
	d := openDir(t, dir)
	publishAll(t, d, 1, nil, "z", "1")
	if err := d.commit(t.Context(), stage(t, d, 2, nil, "a", "2", "b", "3")); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "a", "mine"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "a", "mine", "x"), []byte("m"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.Begin(t.Context(), all); err == nil || !strings.Contains(err.Error(), "a could not be published") {
		t.Errorf("the error does not name the obstacle: %v", err)
	}
	if _, ok := manifestOf(t, d).File("a"); ok || manifestOf(t, d).Sequence() != 2 {
		t.Errorf("a is recorded, or the change is not: sequence %d", manifestOf(t, d).Sequence())
	}
	os.RemoveAll(filepath.Join(dir, "a"))
	publishAll(t, d, 3, nil, "a", "2")
	expect(t, dir, map[string]string{"a": "2", "b": "3", "z": "1"})
}

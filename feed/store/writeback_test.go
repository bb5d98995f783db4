package store

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"fil/feed/disk"
)

// Nobody waits for what the disk writes ahead of the sync, and it is at it once at a time. What
// it could not write is not published, and the next publication is whole.
func TestAhead(t *testing.T) {
	if !disk.CanSyncAll {
		t.Skip("each file is synced by itself here")
	}
	dir := t.TempDir()
	d := openDir(t, dir)
	publish(t, d, 1, nil, "a", "1")
	body := strings.Repeat("x", largeFile-1)
	pairs, want := []string{"a", "2"}, map[string]string{"a": "2"}
	for i := range maxSingleSyncs + 3*writebackSize/largeFile {
		name := fmt.Sprint(i)
		pairs, want[name] = append(pairs, name, body), body
	}
	asked, failing, staged := 0, errors.New("the disk is failing"), make(chan struct{})
	d.writeback.writeOut = func() error {
		asked++
		<-staged
		return failing
	}
	c := stage(t, d, 2, nil, pairs...)
	close(staged)
	if _, err := d.Publish(t.Context(), c); !errors.Is(err, failing) {
		t.Fatalf("published with %v", err)
	}
	expect(t, dir, map[string]string{"a": "1"})
	if asked != 1 {
		t.Errorf("written out %d times", asked)
	}
	d.writeback.writeOut = d.root.WriteOut
	publish(t, d, 2, nil, pairs...)
	expect(t, dir, want)
	// What failed for a publication that was given up is not held against the next.
	d.writeback.writeOut = func() error { return failing }
	stage(t, d, 3, nil, pairs...)
	d.writeback.running.Wait()
	d.writeback.writeOut = d.root.WriteOut
	pairs[1], want["a"] = "3", "3"
	publish(t, d, 3, nil, pairs...)
	expect(t, dir, want)
	// Nothing goes on when the folder is let go.
	over, closing := false, make(chan struct{})
	d.writeback.writeOut = func() error {
		<-closing
		over = true
		return nil
	}
	stage(t, d, 4, nil, pairs...)
	go close(closing)
	d.Close()
	if !over {
		t.Error("it is still being written to")
	}
}

// faults.md 43: of so many files that each is not synced by itself, all are before the journal
// says that they are there.
func TestManySyncedBeforeTheCommit(t *testing.T) {
	if !disk.CanSyncAll {
		t.Skip("each file is synced by itself here")
	}
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	var ops []string
	d, err := Open(root, func(op disk.Op, name string) error { ops = append(ops, string(op)+" "+name); return nil }, "")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var pairs []string
	for i := range 2 * maxSingleSyncs {
		pairs = append(pairs, fmt.Sprint(i), "x")
	}
	publish(t, d, 1, nil, pairs...)
	staged := slices.Index(ops, fmt.Sprintf("create %d", 2*maxSingleSyncs-1))
	if synced, commit := slices.Index(ops, "sync ."), slices.Index(ops, "rename "+journalFile); staged < 0 || synced < staged || commit < synced {
		t.Errorf("the last file is staged at %d, all are synced at %d, and committed at %d", staged, synced, commit)
	}
}

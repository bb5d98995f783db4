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

// Staging does not wait for writes in the background, of which only one runs at a time. If it
// fails, the publication fails, and the next one is whole.
func TestWriteback(t *testing.T) {
	if !disk.CanSyncAll {
		t.Skip("this system syncs each file by itself")
	}
	dir := t.TempDir()
	d := openDir(t, dir)
	publishAll(t, d, 1, nil, "a", "1")
	body := strings.Repeat("x", largeFile-1)
	pairs, want := []string{"a", "2"}, map[string]string{"a": "2"}
	for i := range maxSingleSyncs + 3*writebackSize/largeFile {
		name := fmt.Sprint(i)
		pairs, want[name] = append(pairs, name, body), body
	}
	writes, failing, staged := 0, errors.New("the disk is failing"), make(chan struct{})
	d.writeback.writeOut = func() error {
		writes++
		<-staged
		return failing
	}
	c := stage(t, d, 2, nil, pairs...)
	close(staged)
	if _, err := d.Publish(t.Context(), c); !errors.Is(err, failing) {
		t.Fatalf("published with %v", err)
	}
	expect(t, dir, map[string]string{"a": "1"})
	if writes != 1 {
		t.Errorf("written out %d times", writes)
	}
	d.writeback.writeOut = d.root.WriteOut
	publishAll(t, d, 2, nil, pairs...)
	expect(t, dir, want)
	// An error of an abandoned publication does not fail the next one.
	d.writeback.writeOut = func() error { return failing }
	stage(t, d, 3, nil, pairs...)
	d.writeback.running.Wait()
	d.writeback.writeOut = d.root.WriteOut
	pairs[1], want["a"] = "3", "3"
	publishAll(t, d, 3, nil, pairs...)
	expect(t, dir, want)
	// Close waits for the running write.
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
		t.Error("Close returned before the write ended")
	}
}

// faults.md 43: if there are too many files to sync each by itself, the file system is synced after
// the last one is staged, and before the journal is committed.
func TestManySyncedBeforeTheCommit(t *testing.T) {
	if !disk.CanSyncAll {
		t.Skip("this system syncs each file by itself")
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
	publishAll(t, d, 1, nil, pairs...)
	staged := slices.Index(ops, fmt.Sprintf("create %d", 2*maxSingleSyncs-1))
	if synced, commit := slices.Index(ops, "sync ."), slices.Index(ops, "rename "+journalFile); staged < 0 || synced < staged || commit < synced {
		t.Errorf("the last file is staged at %d, all are synced at %d, and committed at %d", staged, synced, commit)
	}
}

package disk

import (
	"os"
	"path/filepath"
	"testing"
)

// BeingWritten reports a file that a process has open for writing, even while that process pauses.
func TestBeingWritten(t *testing.T) {
	name := filepath.Join(t.TempDir(), "e.mp3")
	writer, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	written := func() bool {
		t.Helper()
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		return BeingWritten(f)
	}
	if !written() {
		t.Error("it is open to be written to")
	}
	writer.Close()
	for range 2 { // a look leaves nothing behind
		if written() {
			t.Error("nobody writes to it")
		}
	}
}

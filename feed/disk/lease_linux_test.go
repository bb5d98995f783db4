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
		t.Error("it is open for writing")
	}
	writer.Close()
	for range 2 { // twice, because the check must not leave a lease
		if written() {
			t.Error("no process has it open for writing")
		}
	}
}

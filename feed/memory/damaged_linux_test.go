package memory

import "testing"

// A file that a full disk leaves short does not count as damaged: Open would set aside a whole memory whose
// upgrade has failed.
func TestFullDisk(t *testing.T) {
	if _, err := openDatabase("/dev/full"); err == nil || unreadable(err) {
		t.Errorf("unreadable: %v", err)
	}
}

package publish

import (
	"testing"

	"fil/feed"
)

// The table forms has a writer for each of feed.Forms. Pages link to all of these.
func TestEveryFormIsWritten(t *testing.T) {
	if len(forms) != len(feed.Forms()) {
		t.Fatalf("%d forms are written, of %d", len(forms), len(feed.Forms()))
	}
	for i, want := range feed.Forms() {
		if got := forms[i]; got.Name != want.Name || got.write == nil {
			t.Errorf("the form %s is written as %q", want.Name, got.Name)
		}
	}
}

package publish

import (
	"testing"

	"fil/feed"
)

// Each form of feeds can be written and checked, so that no page links to a form that nobody writes.
func TestEveryFormIsWritten(t *testing.T) {
	if len(forms) != len(feed.Forms()) {
		t.Fatalf("%d forms are written, of %d", len(forms), len(feed.Forms()))
	}
	for i, want := range feed.Forms() {
		if got := forms[i]; got.Name != want.Name || got.write == nil || got.check == nil {
			t.Errorf("the form %s is written as %q", want.Name, got.Name)
		}
	}
}

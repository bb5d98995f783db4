package serve

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"fil/feed/manifest"
)

// The cost of a request with many entity tags is limited.
func BenchmarkManyTags(b *testing.B) {
	s := New(quiet(), Options{})
	m := &manifest.Manifest{}
	for i := range maxVersions {
		m = publishVersion(s, m, atomOf(strings.Repeat("x", i+1)))
		ask(s)
	}
	tags := []string{strings.Repeat(`"a",`, 2800)}
	for b.Loop() {
		s.versions.find("atom.xml", tags)
	}
}

// Saved versions can be restored in a new server, and the number per feed is limited.
func TestVersions(t *testing.T) {
	s, m := New(quiet(), Options{}), &manifest.Manifest{}
	var tags []string
	for i := range maxVersions + 5 {
		m = publishVersion(s, m, atomOf(fmt.Sprint(i), "a"))
		tags = append(tags, ask(s).Header.Get("Etag"))
	}
	saved := s.UnsavedVersions()
	if len(saved) != maxVersions+5 || len(s.UnsavedVersions()) != 0 {
		t.Errorf("%d unsaved versions", len(saved))
	}
	restored := New(quiet(), Options{})
	restored.RestoreVersions(saved)
	publishVersion(restored, &manifest.Manifest{}, atomOf("z", "a"))
	for i, tag := range tags {
		want := http.StatusIMUsed
		if i < 6 { // 5 were too many, and the new version makes it 6
			want = http.StatusOK
		}
		if resp := ask(restored, "A-IM", "feed", "If-None-Match", tag); resp.StatusCode != want {
			t.Errorf("version %d: %d, want %d", i, resp.StatusCode, want)
		}
	}
}

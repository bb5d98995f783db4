package serve

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"fil/feed/manifest"
)

func BenchmarkManyTags(b *testing.B) {
	s := New(quiet(), Options{})
	m := &manifest.Manifest{}
	for i := range maxVersions {
		m = version(s, m, atomOf(strings.Repeat("x", i+1)))
		ask(s)
	}
	tags := []string{strings.Repeat(`"a",`, 2800)}
	for b.Loop() {
		s.versions.find("atom.xml", tags)
	}
}

// What is remembered outlives the server, and is not without end.
func TestVersions(t *testing.T) {
	s, m := New(quiet(), Options{}), &manifest.Manifest{}
	var tags []string
	for i := range maxVersions + 5 {
		m = version(s, m, atomOf(fmt.Sprint(i), "a"))
		tags = append(tags, ask(s).Header.Get("Etag"))
	}
	remembered := s.UnsavedVersions()
	if len(remembered) != maxVersions+5 || len(s.UnsavedVersions()) != 0 {
		t.Errorf("%d new versions", len(remembered))
	}
	other := New(quiet(), Options{})
	other.RestoreVersions(remembered)
	version(other, &manifest.Manifest{}, atomOf("z", "a"))
	for i, tag := range tags {
		want := http.StatusIMUsed
		if i < 6 { // the last one makes it six
			want = http.StatusOK
		}
		if resp := ask(other, "A-IM", "feed", "If-None-Match", tag); resp.StatusCode != want {
			t.Errorf("version %d: %d, want %d", i, resp.StatusCode, want)
		}
	}
}

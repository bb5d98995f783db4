package serve

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// A file that someone else changed goes out as it is, without validators: nobody is
// told that it is what it was.
func TestChangedBehindOurBack(t *testing.T) {
	p := sample()
	s := server(t, p, "/")
	p.files["a/index.html"] = &fstest.MapFile{Data: []byte("other"), ModTime: since.Add(time.Second)}
	got := exchange(s, "GET /a/")
	if !strings.HasPrefix(got, "200\n") || !strings.Contains(got, "\nother\n") || strings.Contains(got, "Etag") || strings.Contains(got, "Last-Modified") {
		t.Error(got)
	}
}

// What goes away between two publications is not found, and nobody is to remember that.
func TestVanished(t *testing.T) {
	p := sample()
	s := server(t, p, "/")
	if got := exchange(s, "GET //evil.example"); strings.Contains(got, "Location: //") {
		t.Error(got)
	}
	p.files["a/index.html"] = &fstest.MapFile{Data: []byte("other")}
	if got := exchange(s, "GET /a/"); !strings.Contains(got, "Cache-Control: no-store") {
		t.Error(got)
	}
	delete(p.files, "a/index.html")
	if got := exchange(s, "GET /a/"); !strings.HasPrefix(got, "404") {
		t.Error(got)
	}
	if got := exchange(New(quiet(), Options{}), "GET /"); !strings.Contains(got, "no-store") {
		t.Error(got)
	}
}

// Bytes that are not the manifest's never go out under its entity tag, whatever their
// size and time are; and they are forgotten when they are right again.
func TestHoldsWhatTheManifestSays(t *testing.T) {
	p := sample()
	good := p.files["atom.xml"]
	p.files["atom.xml"] = &fstest.MapFile{Data: []byte("<FEED/>"), ModTime: since}
	s := server(t, p, "/")
	if got := exchange(s, "GET /atom.xml"); strings.Contains(got, "Etag") || !strings.Contains(got, "<FEED/>") {
		t.Error(got)
	}
	p.files["atom.xml"] = good
	s.Swap(p.files, p.m, below("/"))
	if got := exchange(s, "GET /atom.xml"); !strings.Contains(got, "<feed/>") || !strings.Contains(got, "Etag") {
		t.Error(got)
	}
}

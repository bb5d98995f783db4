package serve

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// A file that another program has changed is sent as it is, without validators.
func TestAlteredFile(t *testing.T) {
	p := sample()
	s := server(t, p, "/")
	p.files["a/index.html"] = &fstest.MapFile{Data: []byte("other"), ModTime: since.Add(time.Second)}
	got := exchange(s, "GET /a/")
	if !strings.HasPrefix(got, "200\n") || !strings.Contains(got, "\nother\n") || strings.Contains(got, "Etag") || strings.Contains(got, "Last-Modified") {
		t.Error(got)
	}
}

// A file that was altered or removed between two publications must not be cached: it is sent with
// no-store, or answered 404.
func TestAlteredOrRemovedFile(t *testing.T) {
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

// Bytes that are not the manifest's are never sent with its entity tag, even if their size and time
// are right, and they are not cached.
func TestHashMismatch(t *testing.T) {
	p := sample()
	good := p.files["atom.xml"]
	p.files["atom.xml"] = &fstest.MapFile{Data: []byte("<FEED/>"), ModTime: since}
	s := server(t, p, "/")
	if got := exchange(s, "GET /atom.xml"); strings.Contains(got, "Etag") || !strings.Contains(got, "<FEED/>") {
		t.Error(got)
	}
	p.files["atom.xml"] = good
	s.Swap(p.files, p.m, siteAt("/"))
	if got := exchange(s, "GET /atom.xml"); !strings.Contains(got, "<feed/>") || !strings.Contains(got, "Etag") {
		t.Error(got)
	}
}

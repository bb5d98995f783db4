package serve

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fil/feed/manifest"
)

func BenchmarkNotModified(b *testing.B) {
	p := sample()
	s := New(quiet(), Options{})
	s.Swap(p.files, p.m, siteAt("/"))
	r := httptest.NewRequest("GET", "/atom.xml", nil)
	r.Header.Set("If-None-Match", `"`+feedHash(p)[:22]+`"`)
	w := httptest.NewRecorder()
	b.ReportAllocs()
	for b.Loop() {
		s.ServeHTTP(w, r)
	}
	if w.Code != http.StatusNotModified {
		b.Fatal(w.Code)
	}
}

// A 304 with all its headers is at most 400 bytes long.
func TestNotModifiedIsSmall(t *testing.T) {
	p := sample()
	synctest.Test(t, func(t *testing.T) {
		network, end := serveOver(t, server(t, p, "/"), 100)
		defer end()
		c := network.dial()
		go func() {
			_, _ = fmt.Fprintf(c, "GET /atom.xml HTTP/1.1\r\nHost: x\r\nConnection: close\r\nIf-None-Match: \"%s\"\r\n\r\n", feedHash(p)[:22])
		}()
		answer, err := io.ReadAll(c)
		if err != nil || len(answer) > 400 || !strings.HasPrefix(string(answer), "HTTP/1.1 304 ") {
			t.Errorf("%d bytes, %v:\n%s", len(answer), err, answer)
		}
		c.Close()
	})
}

// RFC 9110 §8.8.2.1: Last-Modified is never later than Date, even if the document's time is in the
// future.
func TestLastModifiedIsNotAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // the clock of a bubble starts in 2000, before the files' time
		s := server(t, sample(), "/")
		now := time.Now().UTC().Format(http.TimeFormat)
		for _, request := range []string{"GET /atom.xml", "HEAD /atom.xml", "GET /atom.xml\nIf-None-Match: *", "GET /%C3%A9p.mp3\nRange: bytes=0-1"} {
			if got := exchange(s, request); !strings.Contains(got, "\nLast-Modified: "+now+"\n") {
				t.Errorf("%s: %s", request, got)
			}
		}
		if got := exchange(s, "GET /atom.xml\nIf-Modified-Since: "+now); !strings.HasPrefix(got, "200\n") {
			t.Error("a version whose time is in the future was answered 304:", got)
		}
	})
}

// A client that has the plain form, because compressing did not pay, is answered 304 also by a server
// that has not yet tried to compress it.
func TestNotModifiedIncompressible(t *testing.T) {
	noise := make([]byte, 1000)
	for i, r := 0, rand.New(rand.NewPCG(1, 2)); i < len(noise); i++ {
		noise[i] = byte(r.Uint32())
	}
	p := published("a.xml", string(noise))
	first := exchange(server(t, p, "/"), "GET /a.xml\nAccept-Encoding: br")
	_, etag, _ := strings.Cut(first, "\nEtag: ")
	etag, _, _ = strings.Cut(etag, "\n")
	if got := exchange(server(t, p, "/"), "GET /a.xml\nAccept-Encoding: br\nIf-None-Match: "+etag); !strings.HasPrefix(got, "304\n") || strings.Contains(etag, "br") {
		t.Errorf("%s: %.40s", etag, got)
	}
}

// faults.md 80 and 85, and the CORS headers that the podcast namespace asks of files that feeds name.
func TestHeadersByMediaType(t *testing.T) {
	p := sample()
	sound, _ := p.m.File("ép.mp3")
	for name, mediaType := range map[string]string{"a.svg": "image/svg+xml", "a.xml": "application/xml; charset=utf-8", "a.xhtml": "application/xhtml+xml", "a.vtt": "text/vtt; charset=utf-8", "feeds.opml": "text/x-opml; charset=utf-8"} {
		p.files[name] = p.files["ép.mp3"]
		p.m = p.m.Apply(manifest.Change{Sequence: p.m.Sequence() + 1, Put: []manifest.File{{Name: name, Hash: sound.Hash, Size: sound.Size, Since: since, Type: mediaType}}})
	}
	get := func(s *Server, path string, headers ...string) http.Header {
		r := httptest.NewRequest("GET", path, nil)
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		w.Header().Set("Status", http.StatusText(w.Code))
		return w.Header()
	}
	s := server(t, p, "/")
	for _, name := range []string{"/a.svg", "/a.xml", "/a.xhtml"} {
		if h := get(s, name); !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", name, h)
		}
	}
	for _, name := range []string{"/a.svg", "/a.vtt", "/%C3%A9p.mp3", "/atom.xml", "/feeds.opml"} {
		if h := get(s, name); h.Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(h.Get("Access-Control-Expose-Headers"), "Content-Range") {
			t.Errorf("%s: %v", name, h)
		}
	}
	if h := get(s, "/a/"); h.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("a page: %v", h)
	}
	for _, headers := range [][]string{{}, {"If-None-Match", "*"}} {
		h := get(s, "/atom.xml", append(slices.Clone(headers), "Sec-Fetch-Dest", "document")...)
		if h.Get("Cache-Control") != "private, no-store" {
			t.Errorf("a page at a feed's address: %v", h)
		}
	}
	for _, name := range []string{"/atom.xml", "/feeds.opml"} {
		if h := get(s, name); h.Get("Cache-Control") != "public, max-age=60" { // it has hubs
			t.Errorf("%s: %v", name, h)
		}
	}
	if h := get(s, "/nowhere", "Accept", "text/html"); h.Get("Cache-Control") != "public, max-age=60" || h.Get("Status") != "Not Found" {
		t.Errorf("a 404 page: %v", h)
	}
	trusting := New(quiet(), Options{})
	site := siteAt("/")
	site.TrustAssets = true
	trusting.Swap(p.files, p.m, site)
	if h := get(trusting, "/a.svg"); h.Get("Content-Security-Policy") != "" || h.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("trusted: %v", h)
	}
}

// libcurl drops a body whose Last-Modified equals the If-Modified-Since that it sent. Two versions of
// one second have the same date, so the second is sent without Last-Modified.
func TestNewVersionOfSameDate(t *testing.T) {
	s := New(quiet(), Options{})
	m := publishVersion(s, &manifest.Manifest{}, atomOf("a"))
	first := ask(s).Header
	m = publishVersion(s, m, atomOf("b", "a"))
	for _, aim := range []string{"feed", "none"} {
		headers := []string{"A-IM", aim, "If-None-Match", first.Get("Etag"), "If-Modified-Since"}
		if resp := ask(s, append(headers, first.Get("Last-Modified"))...); resp.StatusCode == http.StatusNotModified || resp.Header.Get("Last-Modified") != "" {
			t.Errorf("%s: %d, %v", aim, resp.StatusCode, resp.Header)
		}
		if resp := ask(s, append(headers, "Mon, 01 Jan 2001 00:00:00 GMT")...); resp.Header.Get("Last-Modified") == "" {
			t.Errorf("%s: a later version has no Last-Modified: %v", aim, resp.Header)
		}
	}
	publishVersion(s, m, atomOf("b", "a"))
}

package serve

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"fil/feed/manifest"
)

// faults.md 86: only agents that are known to take deltas get one.
func TestDeltasTo(t *testing.T) {
	for agent, known := range map[string]bool{
		"newsboat/2.21 (Linux x86_64)": true, "newsboat/2.39.0": true, "Newsboat/r2.10.1": false, "newsboat": false, "newsboat/1.9": false,
		"Liferea/1.12.0 (Linux; fr; https://lzone.de/liferea/) AppleWebKit (KHTML, like Gecko)": true, "Liferea/1.10.3": false, "Liferea/0.12.0": false,
		"rss2email/3.14 (https://github.com/rss2email/rss2email)": false, "feedparser/6.0.11 +https://github.com/kurtmckee/feedparser/": false,
		"curl/8.0": false, "": false, "Mozilla/5.0 newsboat/2.21": false,
	} {
		h := http.Header{"User-Agent": {agent}}
		for deltas, want := range map[Deltas]bool{DeltasKnown: known, "": known, DeltasAll: true, DeltasOff: false} {
			if got := deltas.allow(h); got != want {
				t.Errorf("%q: %q: %t", agent, deltas, got)
			}
		}
	}
	s := New(quiet(), Options{})
	m := version(s, &manifest.Manifest{}, atomOf("a", "b"))
	tag := ask(s).Header.Get("Etag")
	version(s, m, atomOf("c", "a", "b"))
	r := httptest.NewRequest("GET", "/atom.xml", nil)
	r.Header = http.Header{"User-Agent": {"rss2email/3.14"}, "A-Im": {"feed"}, "If-None-Match": {tag}}
	w := httptest.NewRecorder()
	if s.ServeHTTP(w, r); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "<id>b</id>") {
		t.Errorf("rss2email got %d: %s", w.Code, w.Body)
	}
	// A request with very many tags gets the whole feed too.
	if resp := ask(s, "A-IM", "feed", "If-None-Match", strings.Repeat(`"x", `, 5000)+tag); resp.StatusCode != http.StatusOK {
		t.Errorf("5,000 tags: %d", resp.StatusCode)
	}
}

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

// A range of no bytes at the end cannot be satisfied (RFC 9110 §14.1.2).
func TestRangeOfNothing(t *testing.T) {
	s := server(t, sample(), "/")
	for rng, want := range map[string]int{
		"bytes=-0": 416, "bytes=-00": 416, "bytes=-0, -0": 416, "bytes=-1": 206, "bytes=0-0": 206, "bytes=-0,0-0": 206, "bytes=5-": 206, "bytes=-10": 206, "bytes=10-": 416,
	} {
		r := httptest.NewRequest("GET", "/%C3%A9p.mp3", nil)
		r.Header.Set("Range", rng)
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, r); w.Code != want || want == 416 && w.Header().Get("Content-Range") != "bytes */10" {
			t.Errorf("%s: %d, %v", rng, w.Code, w.Header())
		}
	}
}

// faults.md 80 and 85, and what the podcast namespace asks of files that feeds name.
func TestHeadersOfFiles(t *testing.T) {
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
	site := below("/")
	site.TrustAssets = true
	trusting.Swap(p.files, p.m, site)
	if h := get(trusting, "/a.svg"); h.Get("Content-Security-Policy") != "" || h.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("trusted: %v", h)
	}
}

// libcurl drops a body whose Last-Modified equals the If-Modified-Since that it sent. Two versions of
// one second have the same date, so the second is sent without one.
func TestNewVersionOfTheSameDate(t *testing.T) {
	s := New(quiet(), Options{})
	m := version(s, &manifest.Manifest{}, atomOf("a"))
	first := ask(s).Header
	m = version(s, m, atomOf("b", "a"))
	for _, aim := range []string{"feed", "none"} {
		headers := []string{"A-IM", aim, "If-None-Match", first.Get("Etag"), "If-Modified-Since"}
		if resp := ask(s, append(headers, first.Get("Last-Modified"))...); resp.StatusCode == http.StatusNotModified || resp.Header.Get("Last-Modified") != "" {
			t.Errorf("%s: %d, %v", aim, resp.StatusCode, resp.Header)
		}
		if resp := ask(s, append(headers, "Mon, 01 Jan 2001 00:00:00 GMT")...); resp.Header.Get("Last-Modified") == "" {
			t.Errorf("%s: a later one has no date: %v", aim, resp.Header)
		}
	}
	version(s, m, atomOf("b", "a"))
}

package serve

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"fil/feed/manifest"
)

// atomOf returns an Atom feed with entries of those IDs.
func atomOf(entries ...string) string {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n  <title>T</title>\n  <fh:complete></fh:complete>\n")
	for _, e := range entries {
		fmt.Fprintf(&b, "  <entry>\n    <id>%s</id>\n    <content><![CDATA[<p>%s</p>]]></content>\n  </entry>\n", e, strings.Repeat(e+" ", 100))
	}
	return b.String() + "</feed>\n"
}

// publishVersion publishes a version of atom.xml after those in m, and returns the new manifest.
func publishVersion(s *Server, m *manifest.Manifest, body string) *manifest.Manifest {
	p := publication{fstest.MapFS{}, &manifest.Manifest{}}
	p.add("atom.xml", body, "")
	p.add("atom.xml.gz", zipped(body), "gzip")
	change := manifest.Change{Sequence: m.Sequence() + 1}
	for f := range p.m.All() {
		change.Put = append(change.Put, f)
	}
	m = m.Apply(change)
	s.Swap(p.files, m, siteAt("/"))
	return m
}

// ask requests atom.xml as a reader that is known to read deltas, with pairs of name and value.
func ask(s *Server, headers ...string) *http.Response {
	r := httptest.NewRequest("GET", "/atom.xml", nil)
	r.Header.Set("User-Agent", "newsboat/2.21 (Linux x86_64)")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Result()
}

// A client that sends the entity tag of its version gets the new entries, with the entity tag of the
// whole feed.
func TestDelta(t *testing.T) {
	s := New(quiet(), Options{})
	m := publishVersion(s, &manifest.Manifest{}, atomOf("a", "b"))
	first, firstZipped := ask(s).Header.Get("Etag"), ask(s, "Accept-Encoding", "gzip").Header.Get("Etag")
	m = publishVersion(s, m, atomOf("c", "a", "b"))
	m = publishVersion(s, m, atomOf("d", "c", "a2", "b"))
	now := ask(s)
	for _, tag := range []string{first, firstZipped, "W/" + first, `"x", ` + first} {
		resp := ask(s, "A-IM", "feed", "If-None-Match", tag)
		body := read(t, resp.Body)
		if resp.StatusCode != http.StatusIMUsed || resp.Header.Get("IM") != "feed" || resp.Header.Get("Etag") != now.Header.Get("Etag") ||
			resp.Header.Get("Cache-Control") != "no-store, im" || !strings.Contains(resp.Header.Get("Vary"), "A-IM") {
			t.Errorf("%s: %d %v", tag, resp.StatusCode, resp.Header)
		}
		if want := strings.Replace(atomOf("d", "c", "a2"), "  <fh:complete></fh:complete>\n", "", 1); strings.Join(strings.Fields(body), " ") != strings.Join(strings.Fields(want), " ") {
			t.Errorf("%s: %s", tag, body)
		}
	}
	if resp := ask(s, "A-IM", "vcdiff, feed;q=0.5", "If-None-Match", firstZipped, "Accept-Encoding", "gzip"); resp.StatusCode != http.StatusIMUsed || resp.Header.Get("Content-Encoding") != "gzip" ||
		!strings.Contains(unzipped(t, []byte(read(t, resp.Body))), "<id>d</id>") {
		t.Errorf("compressed: %d %v", resp.StatusCode, resp.Header)
	}
	// In these cases the whole feed is sent.
	for name, headers := range map[string][]string{
		"no version": {"A-IM", "feed"}, "another version": {"A-IM", "feed", "If-None-Match", `"other"`}, "no A-IM": {"If-None-Match", first},
		"refused": {"A-IM", "feed;q=0", "If-None-Match", first}, "another manipulation": {"A-IM", "vcdiff", "If-None-Match", first},
	} {
		if resp := ask(s, headers...); resp.StatusCode != 200 || resp.Header.Get("IM") != "" {
			t.Errorf("%s: %d", name, resp.StatusCode)
		}
	}
	if resp := ask(s, "A-IM", "feed", "If-None-Match", now.Header.Get("Etag")); resp.StatusCode != 304 {
		t.Errorf("nothing new: %d", resp.StatusCode)
	}
	// A version that only removes entries has no delta.
	publishVersion(s, m, atomOf("d"))
	if resp := ask(s, "A-IM", "feed", "If-None-Match", now.Header.Get("Etag")); resp.StatusCode != 200 {
		t.Errorf("only removed entries: %d", resp.StatusCode)
	}
}

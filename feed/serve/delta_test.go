package serve

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"fil/feed/manifest"
)

// atomOf is an Atom feed with those entries.
func atomOf(entries ...string) string {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n  <title>T</title>\n  <fh:complete></fh:complete>\n")
	for _, e := range entries {
		fmt.Fprintf(&b, "  <entry>\n    <id>%s</id>\n    <content><![CDATA[<p>%s</p>]]></content>\n  </entry>\n", e, strings.Repeat(e+" ", 100))
	}
	return b.String() + "</feed>\n"
}

// version puts a version of a feed into a publication.
func version(s *Server, m *manifest.Manifest, body string) *manifest.Manifest {
	p := publication{fstest.MapFS{}, &manifest.Manifest{}}
	p.add("atom.xml", body, "")
	p.add("atom.xml.gz", zipped(body), "gzip")
	change := manifest.Change{Sequence: m.Sequence() + 1}
	for f := range p.m.All() {
		change.Put = append(change.Put, f)
	}
	m = m.Apply(change)
	s.Swap(p.files, m, below("/"))
	return m
}

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

// A reader that says what it has is sent what is new, and the tag of the whole.
func TestDelta(t *testing.T) {
	s := New(quiet(), Options{})
	m := version(s, &manifest.Manifest{}, atomOf("a", "b"))
	first, firstZipped := ask(s).Header.Get("Etag"), ask(s, "Accept-Encoding", "gzip").Header.Get("Etag")
	m = version(s, m, atomOf("c", "a", "b"))
	m = version(s, m, atomOf("d", "c", "a2", "b"))
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
	// In any doubt, the whole.
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
	// Fewer entries than before are no delta.
	version(s, m, atomOf("d"))
	if resp := ask(s, "A-IM", "feed", "If-None-Match", now.Header.Get("Etag")); resp.StatusCode != 200 {
		t.Errorf("only less: %d", resp.StatusCode)
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

// cutByLibrary says where package xml finds entries, ok false where it finds no XML.
func cutByLibrary(body string) (entries []string, ok bool) {
	d := xml.NewDecoder(strings.NewReader(body))
	depth, at := 0, int64(0)
	for {
		before := d.InputOffset()
		token, err := d.Token()
		if err != nil {
			return entries, errors.Is(err, io.EOF) && depth == 0
		}
		switch t := token.(type) {
		case xml.Directive:
			return nil, false
		case xml.StartElement:
			if depth++; isEntry(t.Name.Local, depth) {
				at = before
			}
		case xml.EndElement:
			if isEntry(t.Name.Local, depth) {
				entries = append(entries, body[at:d.InputOffset()])
			}
			depth--
		}
	}
}

// What is cut of XML package xml cuts too.
func FuzzSplitFeed(f *testing.F) {
	f.Add("<?xml version=\"1.0\"?><feed a='>'><!-- <entry> --><entry><![CDATA[</entry>]]></entry ></feed>")
	f.Add(atomOf("a", "b"))
	f.Add("<rss><channel><item>x</item> <item/></channel></rss>")
	f.Add("<feed><entry><entry/></entry>x<entry></entry></feed>")
	f.Fuzz(func(t *testing.T, body string) {
		p, ok := splitFeed([]byte(body))
		entries, isXML := cutByLibrary(body)
		if !ok || !isXML {
			return
		}
		if len(entries) != len(p.entries) {
			t.Errorf("%q: %d entries, want %d", body, len(p.entries), len(entries))
		}
		for i, e := range p.entries[:min(len(p.entries), len(entries))] {
			if string(e) != entries[i] {
				t.Errorf("%q: entry %d is %q", body, i, e)
			}
		}
		whole := string(p.head)
		for _, e := range p.entries {
			whole += string(e)
		}
		if squash(whole+string(p.tail)) != squash(body) {
			t.Errorf("%q became %q", body, whole+string(p.tail))
		}
		if part := p.since(Version{Entries: p.hashes[1:]}); part != nil {
			if q, ok := splitFeed(part); !ok || !slices.Equal(q.hashes, p.hashes[:1]) && len(p.hashes) == len(slices.Compact(slices.Sorted(slices.Values(p.hashes)))) {
				t.Errorf("%q became %q", body, part)
			}
		}
	})
}

// squash leaves out space: that between entries is not kept.
func squash(s string) string { return strings.Join(strings.Fields(s), "") }

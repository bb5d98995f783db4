package serve

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"fil/feed/manifest"
)

// since is when all files of a publication were published.
var since = time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)

// publication is a file system and its manifest.
type publication struct {
	files fstest.MapFS
	m     *manifest.Manifest
}

// published returns a publication of plain files, from pairs of name and content.
func published(pairs ...string) publication {
	p := publication{fstest.MapFS{}, &manifest.Manifest{}}
	for i := 0; i < len(pairs); i += 2 {
		p.add(pairs[i], pairs[i+1], "")
	}
	return p
}

// add adds a file. encoding is "" or gzip.
func (p *publication) add(name, body, encoding string) {
	types := map[string]string{".xml": "application/atom+xml; charset=utf-8", "html": "text/html; charset=utf-8", ".mp3": "audio/mpeg"}
	base := strings.TrimSuffix(name, ".gz")
	sum := sha256.Sum256([]byte(body))
	p.files[name] = &fstest.MapFile{Data: []byte(body), ModTime: since}
	p.m = p.m.Apply(manifest.Change{Sequence: p.m.Sequence() + 1, Put: []manifest.File{{Name: name, Hash: hex.EncodeToString(sum[:]),
		Size: int64(len(body)), Since: since, Type: types[base[max(0, len(base)-4):]], Encoding: encoding}}})
}

func zipped(s string) string {
	var b strings.Builder
	z := gzip.NewWriter(&b)
	io.WriteString(z, s)
	z.Close()
	return b.String()
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// siteAt returns a site with two hubs, whose base URL has that path.
func siteAt(prefix string) Site {
	return Site{Site: manifest.Site{BaseURL: "https://fil.example" + prefix, Hubs: []string{"https://hub.example/", "https://hub2.example/?a=1"}}}
}

// server returns a Server of a publication below a path.
func server(t *testing.T, p publication, prefix string) *Server {
	t.Helper()
	s := New(quiet(), Options{})
	s.Swap(p.files, p.m, siteAt(prefix))
	return s
}

// sample returns a publication with one of each kind: a feed, pages, an asset, sound, redirects, and
// two files that are not in the manifest ("secret", "strange").
func sample() publication {
	p := published("atom.xml", "<feed/>", "index.html", "<p>home", "a/index.html", "<p>é", "404.html", "<p>nothing here", "long/index.html", strings.Repeat("<p>Bonjour, ", 100), "-/style-1234.css", "p{}", "ép.mp3", "0123456789")
	p.add("atom.xml.gz", zipped("<feed/>"), "gzip")
	p.m = p.m.Apply(manifest.Change{Sequence: 9, Redirects: []manifest.Redirect{{From: "old/index.html", To: "a/index.html", Status: 301},
		{From: "gone/index.html", Status: 410}, {From: "was.xml", To: "https://else.example/atom.xml", Status: 301}, {From: "was/é.xml", To: "ép.mp3", Status: 301}}})
	p.files[".fil-dist/manifest"] = &fstest.MapFile{Data: []byte("secret")}
	p.files["stranger.html"] = &fstest.MapFile{Data: []byte("strange")}
	return p
}

// exchange sends a request, written as a line of method and path and lines of headers, and returns the
// response as text: status, headers, a blank line, and the body.
func exchange(s http.Handler, request string) string {
	lines := strings.Split(strings.TrimSpace(request), "\n")
	method, target, _ := strings.Cut(lines[0], " ")
	r := httptest.NewRequest(method, target, nil)
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Add(name, value)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	var b strings.Builder
	fmt.Fprintf(&b, "%d\n", w.Code)
	for name, values := range w.Header() {
		for _, v := range values {
			fmt.Fprintf(&b, "%s: %s\n", name, v)
		}
	}
	fmt.Fprintf(&b, "\n%s\n", w.Body)
	return b.String()
}

// feedHash returns the hash of atom.xml.
func feedHash(p publication) string {
	f, _ := p.m.File("atom.xml")
	return f.Hash
}

func read(t *testing.T, r io.Reader) string {
	t.Helper()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func unzipped(t *testing.T, data []byte) string {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return read(t, z)
}

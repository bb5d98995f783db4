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
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"fil/feed/manifest"
)

var since = time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)

// publication is a folder and its manifest.
type publication struct {
	files fstest.MapFS
	m     *manifest.Manifest
}

func published(pairs ...string) publication {
	p := publication{fstest.MapFS{}, &manifest.Manifest{}}
	for i := 0; i < len(pairs); i += 2 {
		p.add(pairs[i], pairs[i+1], "")
	}
	return p
}

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

// below is a site at a path.
func below(prefix string) Site {
	return Site{BaseURL: "https://fil.example" + prefix, Hubs: []string{"https://hub.example/", "https://hub2.example/?a=1"}}
}

func server(t *testing.T, p publication, prefix string) *Server {
	t.Helper()
	s := New(quiet(), Options{})
	s.Swap(p.files, p.m, below(prefix))
	return s
}

func sample() publication {
	p := published("atom.xml", "<feed/>", "index.html", "<p>home", "a/index.html", "<p>é", "404.html", "<p>nothing here", "long/index.html", strings.Repeat("<p>Bonjour, ", 100), "-/style-1234.css", "p{}", "ép.mp3", "0123456789")
	p.add("atom.xml.gz", zipped("<feed/>"), "gzip")
	p.m = p.m.Apply(manifest.Change{Sequence: 9, Redirects: []manifest.Redirect{{From: "old/index.html", To: "a/index.html", Status: 301},
		{From: "gone/index.html", Status: 410}, {From: "was.xml", To: "https://else.example/atom.xml", Status: 301}, {From: "was/é.xml", To: "ép.mp3", Status: 301}}})
	p.files[".fil-dist/manifest"] = &fstest.MapFile{Data: []byte("secret")}
	p.files["stranger.html"] = &fstest.MapFile{Data: []byte("strange")}
	return p
}

// Each file of testdata is a request and what is expected of its answer, a line each:
// header lines as they must be, "-Header" for one that must not be there, and the
// body after a blank line. ETAG and GZETAG stand for atom.xml's.
func TestRequests(t *testing.T) {
	s := server(t, sample(), "/blog/")
	get := func(headers ...string) *http.Response {
		r := httptest.NewRequest("GET", "/atom.xml", nil)
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w.Result()
	}
	vars := strings.NewReplacer("GZETAG", get("Accept-Encoding", "gzip").Header.Get("Etag"), "ETAG", get().Header.Get("Etag"))
	archive, err := txtar.ParseFile("testdata/requests.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.Files {
		request, want, _ := strings.Cut(vars.Replace(string(f.Data)), "\n\n")
		got := exchange(s, request)
		for line := range strings.Lines(strings.TrimSpace(want)) {
			line = strings.TrimSpace(line)
			if absent, ok := strings.CutPrefix(line, "-"); ok {
				if strings.Contains(got, "\n"+absent+":") {
					t.Errorf("%s: there is %s in\n%s", f.Name, absent, got)
				}
			} else if !strings.Contains("\n"+got, "\n"+line+"\n") {
				t.Errorf("%s: no %q in\n%s", f.Name, line, got)
			}
		}
	}
}

// exchange sends a request in text and returns the answer in text.
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

func TestBeforeAnyPublication(t *testing.T) {
	got := exchange(New(quiet(), Options{}), "GET /atom.xml")
	if !strings.HasPrefix(got, "503\n") || !strings.Contains(got, "Retry-After: ") {
		t.Error(got)
	}
}

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

// While publications are swapped under load, every answer is whole, and of one
// version with its ETag.
func TestSwapUnderLoad(t *testing.T) {
	versions := make([]publication, 20)
	bodies := map[string]string{} // by ETag
	for i := range versions {
		body := strings.Repeat(fmt.Sprintf("<v%d/>", i), 200)
		versions[i] = published("atom.xml", body)
		versions[i].add("atom.xml.gz", zipped(body), "gzip")
		bodies[`"`+manifestHash(versions[i])[:22]+`"`] = body
	}
	current := fstest.MapFS{}
	s := New(quiet(), Options{})
	swap := func(p publication) {
		for name, f := range p.files {
			current[name] = f
		}
		s.Swap(current, p.m, below("/"))
	}
	swap(versions[0])
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				w := httptest.NewRecorder()
				s.ServeHTTP(w, httptest.NewRequest("GET", "/atom.xml", nil))
				if want := bodies[w.Header().Get("Etag")]; w.Code != 200 || w.Body.String() != want || want == "" {
					t.Errorf("%d %s: %d bytes", w.Code, w.Header().Get("Etag"), w.Body.Len())
					return
				}
			}
		})
	}
	for range 10 {
		for _, p := range versions {
			swap(p)
		}
	}
	close(stop)
	wg.Wait()
}

func manifestHash(p publication) string {
	f, _ := p.m.File("atom.xml")
	return f.Hash
}

func FuzzPath(f *testing.F) {
	for _, p := range []string{"/../x", "/%2e%2e/x", "/a%00", "/a\\b", "//a", "/a%2findex.html", "/.fil-dist/manifest", "/stranger.html"} {
		f.Add(p)
	}
	p := sample()
	s := New(quiet(), Options{})
	s.Swap(p.files, p.m, below("/"))
	f.Fuzz(func(t *testing.T, path string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.URL.Path = path
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if strings.Contains(w.Body.String(), "secret") || strings.Contains(w.Body.String(), "strange") && w.Code == 200 {
			t.Errorf("%q: %s", path, w.Body)
		}
		if location := w.Header().Get("Location"); strings.HasPrefix(location, "//") {
			t.Errorf("%q leads to %s", path, location)
		}
	})
}

func FuzzConditions(f *testing.F) {
	f.Add(`W/"a", "b"`, "gzip;q=0.5, *;q=0")
	f.Fuzz(func(t *testing.T, list, accept string) {
		if matches(list, `"x"`, false) && !strings.Contains(list, `"x"`) && strings.TrimSpace(list) != "*" {
			t.Errorf("%q matches", list)
		}
		parseAcceptEncoding(accept)
	})
}

func BenchmarkNotModified(b *testing.B) {
	p := sample()
	s := New(quiet(), Options{})
	s.Swap(p.files, p.m, below("/"))
	r := httptest.NewRequest("GET", "/atom.xml", nil)
	r.Header.Set("If-None-Match", `"`+manifestHash(p)[:22]+`"`)
	w := httptest.NewRecorder()
	b.ReportAllocs()
	for b.Loop() {
		s.ServeHTTP(w, r)
	}
	if w.Code != http.StatusNotModified {
		b.Fatal(w.Code)
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

// Pages in the place of feeds can be switched off.
func TestRawFeeds(t *testing.T) {
	p := sample()
	s := New(quiet(), Options{})
	s.Swap(p.files, p.m, Site{BaseURL: "https://fil.example/", RawFeeds: true})
	if got := exchange(s, "GET /atom.xml\nSec-Fetch-Dest: document"); !strings.Contains(got, "<feed/>") || strings.Contains(got, "Sec-Fetch-Dest") {
		t.Error(got)
	}
}

// What is held is made anew when the site's address or its hubs change, although no file
// has.
func TestSwapToOtherHubs(t *testing.T) {
	p := sample()
	m, _, err := manifest.Read(bytes.NewReader(p.m.Encode())) // as a start reads it: all of it is old
	if err != nil {
		t.Fatal(err)
	}
	s := New(quiet(), Options{})
	s.Swap(p.files, m, below("/"))
	s.Swap(p.files, m, Site{BaseURL: "https://other.example/x/"})
	if got := exchange(s, "GET /x/atom.xml"); !strings.Contains(got, "Link: <https://other.example/x/atom.xml>; rel=\"self\"\n") {
		t.Error(got)
	}
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

// Whatever a range and its condition say, what is sent is a part of the file, and the part
// that it is said to be.
func FuzzRange(f *testing.F) {
	const whole = "0123456789"
	for _, r := range []string{"bytes=0-1", "bytes=-3", "bytes=5-", "bytes=0-1,4-5", "bytes=9-3", "bytes=99-", "items=0-1", "bytes=", "bytes=0-0,-1,3-"} {
		f.Add(r, "")
		f.Add(r, `"x"`)
		f.Add(r, "Tue, 02 Jan 2024 03:04:05 GMT")
	}
	s := New(quiet(), Options{})
	p := sample()
	s.Swap(p.files, p.m, below("/"))
	f.Fuzz(func(t *testing.T, ranges, condition string) {
		r := httptest.NewRequest("GET", "/%C3%A9p.mp3", nil)
		r.Header.Set("Range", ranges)
		if condition != "" {
			r.Header.Set("If-Range", condition)
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		body, part := w.Body.String(), w.Header().Get("Content-Range")
		var first, last, size int
		switch {
		case w.Code == http.StatusOK && body == whole && part == "":
		case w.Code == http.StatusRequestedRangeNotSatisfiable:
		case w.Code == http.StatusPartialContent && strings.HasPrefix(w.Header().Get("Content-Type"), "multipart/byteranges; "):
		case w.Code == http.StatusPartialContent:
			if _, err := fmt.Sscanf(part, "bytes %d-%d/%d", &first, &last, &size); err != nil || size != len(whole) || first > last || last >= size || body != whole[first:last+1] {
				t.Errorf("%q, %q: %s is %q", ranges, condition, part, body)
			}
		default:
			t.Errorf("%q, %q: %d, %q", ranges, condition, w.Code, body)
		}
	})
}

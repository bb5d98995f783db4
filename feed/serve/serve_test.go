package serve

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// Each section of testdata/requests.txt is a request, a blank line, and lines that the response must
// have: the status, headers, and lines of the body. "-Header" is one that it must not have. ETAG and
// GZETAG stand for the entity tags of atom.xml and of its gzipped form.
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
					t.Errorf("%s: unwanted %s in\n%s", f.Name, absent, got)
				}
			} else if !strings.Contains("\n"+got, "\n"+line+"\n") {
				t.Errorf("%s: no %q in\n%s", f.Name, line, got)
			}
		}
	}
}

func TestBeforeAnyPublication(t *testing.T) {
	got := exchange(New(quiet(), Options{}), "GET /atom.xml")
	if !strings.HasPrefix(got, "503\n") || !strings.Contains(got, "Retry-After: ") {
		t.Error(got)
	}
}

// For any path, files outside the manifest are not sent, and no redirect leads to another host.
func FuzzPath(f *testing.F) {
	for _, p := range []string{"/../x", "/%2e%2e/x", "/a%00", "/a\\b", "//a", "/a%2findex.html", "/.fil-dist/manifest", "/stranger.html"} {
		f.Add(p)
	}
	p := sample()
	s := New(quiet(), Options{})
	s.Swap(p.files, p.m, siteAt("/"))
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

// faults.md 52: a path longer than a file name can be is answered 404.
func TestLongName(t *testing.T) {
	if got := exchange(server(t, sample(), "/"), "GET /"+strings.Repeat("x", 4000)); !strings.HasPrefix(got, "404\n") {
		t.Error(got)
	}
}

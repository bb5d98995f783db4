package serve

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"fil/feed/manifest"
)

// While publications are swapped under load, each response is complete and is of the version that its
// ETag names.
func TestSwapUnderLoad(t *testing.T) {
	versions := make([]publication, 20)
	bodies := map[string]string{} // by ETag
	for i := range versions {
		body := strings.Repeat(fmt.Sprintf("<v%d/>", i), 200)
		versions[i] = published("atom.xml", body)
		versions[i].add("atom.xml.gz", zipped(body), "gzip")
		bodies[`"`+feedHash(versions[i])[:22]+`"`] = body
	}
	current := fstest.MapFS{}
	s := New(quiet(), Options{})
	swap := func(p publication) {
		for name, f := range p.files {
			current[name] = f
		}
		s.Swap(current, p.m, siteAt("/"))
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

// After a swap that changes only the base URL and the hubs, the Link header has the new ones.
func TestSwapSite(t *testing.T) {
	p := sample()
	m, _, err := manifest.Read(bytes.NewReader(p.m.Encode())) // as a new process reads it: no file counts as changed
	if err != nil {
		t.Fatal(err)
	}
	s := New(quiet(), Options{})
	s.Swap(p.files, m, siteAt("/"))
	s.Swap(p.files, m, Site{Site: manifest.Site{BaseURL: "https://other.example/x/"}})
	if got := exchange(s, "GET /x/atom.xml"); !strings.Contains(got, "Link: <https://other.example/x/atom.xml>; rel=\"self\"\n") {
		t.Error(got)
	}
}

// The cache holds the current version of a feed, and for retireDelay the versions before it, which
// requests under way may need. Else a site that changes all day would fill the cache with versions
// that are never requested again.
func TestSwapRetires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(quiet(), Options{})
		m := publishVersion(s, &manifest.Manifest{}, atomOf("a"))
		expect := func(want int) { // versions that are cached, after a request
			t.Helper()
			if resp := ask(s, "Accept-Encoding", "br"); resp.StatusCode != 200 || resp.Header.Get("Content-Encoding") != "br" {
				t.Fatal(resp.Status)
			}
			if cached := len(s.cache.entries); cached != want*3 { // plain, gzip and brotli
				t.Errorf("%d bodies are cached, want 3 of each of %d versions", cached, want)
			}
		}
		expect(1)
		for i := range 50 {
			m = publishVersion(s, m, atomOf(fmt.Sprintf("b%02d", i)))
			expect(min(2+i, 5)) // the current version, and those of the last 10 seconds
			time.Sleep(retireDelay / 4)
		}
		// Deltas are removed with the version that they lead to.
		for i := range 5 {
			tag := ask(s).Header.Get("Etag")
			m = publishVersion(s, m, atomOf(fmt.Sprint("c", i), "c"))
			if resp := ask(s, "A-IM", "feed", "If-None-Match", tag); i > 0 && resp.StatusCode != http.StatusIMUsed {
				t.Error(resp.Status)
			}
			time.Sleep(retireDelay)
		}
		if cached := len(s.cache.deltas); cached > 2 {
			t.Errorf("deltas to %d versions are cached", cached)
		}
		// A version that is published again stays cached.
		for _, entry := range []string{"d", "e", "d", "f", "d"} {
			m = publishVersion(s, m, atomOf(entry))
			time.Sleep(retireDelay / 2)
		}
		f, _ := m.File("atom.xml")
		if s.cache.entries[cacheKey{hash: f.Hash}] == nil {
			t.Error("a version that was published again is not cached")
		}
		ask(s, "Accept-Encoding", "br")
		time.Sleep(retireDelay)
		// A file with the same hash and another time stays cached.
		for year := range 5 {
			f.Since = f.Since.AddDate(year, 0, 0)
			live := s.live.Load()
			m = m.Apply(manifest.Change{Sequence: m.Sequence() + 1, Put: []manifest.File{f}})
			s.Swap(live.files, m, live.site)
			time.Sleep(retireDelay)
		}
		if cached := len(s.cache.entries); cached != 3 {
			t.Errorf("%d bodies of the unchanged file are cached", cached)
		}
		// The versions of a removed feed are removed.
		live := s.live.Load()
		s.Swap(live.files, m.Apply(manifest.Change{Sequence: m.Sequence() + 1, Remove: []string{"atom.xml", "atom.xml.gz"}}), live.site)
		if _, found := s.versions.find("atom.xml", []string{`"` + shortHash(f.Hash) + `"`}); found {
			t.Error("the versions of a removed feed are still there")
		}
	})
}

// If a thousand feeds change at once, files are loaded until half of the cache is full, and the others
// when they are requested.
func TestLargeSwap(t *testing.T) {
	s := New(quiet(), Options{Memory: 1 << 20})
	m := &manifest.Manifest{}
	for round := range 2 {
		p := publication{fstest.MapFS{}, &manifest.Manifest{}}
		change := manifest.Change{Sequence: m.Sequence() + 1}
		for i := range largeSwap {
			name, body := fmt.Sprint(i, ".xml"), atomOf(fmt.Sprint("round ", round, i))
			p.add(name, body, "")
			p.add(name+".gz", zipped(body), "gzip")
		}
		for f := range p.m.All() {
			change.Put = append(change.Put, f)
		}
		m = m.Apply(change)
		s.Swap(p.files, m, siteAt("/"))
	}
	if limit := s.cache.budget/2 + 10_000; s.cache.used > limit || s.cache.used < limit/2 {
		t.Errorf("%d bytes are cached of %d", s.cache.used, s.cache.budget)
	}
	if len(s.cache.entries) == 0 {
		t.Error("nothing is cached")
	}
}

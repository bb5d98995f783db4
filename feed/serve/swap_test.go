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

// What is held of a feed is what it is now, and a while what it was, because somebody may be
// about to answer with that: a site that changes all day would fill the whole shelf with
// what nobody asks for any more.
func TestSwapLetsGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(quiet(), Options{})
		m := version(s, &manifest.Manifest{}, atomOf("a"))
		hold := func(want int) {
			t.Helper()
			if resp := ask(s, "Accept-Encoding", "br"); resp.StatusCode != 200 || resp.Header.Get("Content-Encoding") != "br" {
				t.Fatal(resp.Status)
			}
			if held := len(s.cache.entries); held != want*3 {
				t.Errorf("%d forms are held, of %d versions as they are, in gzip and in brotli", held, want)
			}
		}
		hold(1)
		for i := range 50 {
			m = version(s, m, atomOf(fmt.Sprintf("b%02d", i)))
			hold(min(2+i, 5)) // those of nine seconds
			time.Sleep(retireDelay / 4)
		}
		// Deltas go with what they lead to.
		for i := range 5 {
			tag := ask(s).Header.Get("Etag")
			m = version(s, m, atomOf(fmt.Sprint("c", i), "c"))
			if resp := ask(s, "A-IM", "feed", "If-None-Match", tag); i > 0 && resp.StatusCode != http.StatusIMUsed {
				t.Error(resp.Status)
			}
			time.Sleep(retireDelay)
		}
		if held := len(s.cache.deltas); held > 2 {
			t.Errorf("deltas are held of %d versions", held)
		}
		// What is published again stays.
		for _, entry := range []string{"d", "e", "d", "f", "d"} {
			m = version(s, m, atomOf(entry))
			time.Sleep(retireDelay / 2)
		}
		f, _ := m.File("atom.xml")
		if s.cache.entries[cacheKey{hash: f.Hash}] == nil {
			t.Error("what is published again has been let go")
		}
		ask(s, "Accept-Encoding", "br")
		time.Sleep(retireDelay)
		// The same file again, of another time, is held on.
		for year := range 5 {
			f.Since = f.Since.AddDate(year, 0, 0)
			live := s.live.Load()
			m = m.Apply(manifest.Change{Sequence: m.Sequence() + 1, Put: []manifest.File{f}})
			s.Swap(live.files, m, live.site)
			time.Sleep(retireDelay)
		}
		if held := len(s.cache.entries); held != 3 {
			t.Errorf("%d forms are held of what stays", held)
		}
		// Of a feed that is no more nothing is known.
		live := s.live.Load()
		s.Swap(live.files, m.Apply(manifest.Change{Sequence: m.Sequence() + 1, Remove: []string{"atom.xml", "atom.xml.gz"}}), live.site)
		if _, known := s.versions.find("atom.xml", []string{`"` + shortHash(f.Hash) + `"`}); known {
			t.Error("its versions are known")
		}
	})
}

// Where a thousand feeds change at once, what has no room is left to be asked for.
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
		s.Swap(p.files, m, below("/"))
	}
	if most := s.cache.budget/2 + 10_000; s.cache.used > most || s.cache.used < most/2 {
		t.Errorf("%d bytes are held of %d", s.cache.used, s.cache.budget)
	}
	if len(s.cache.entries) == 0 {
		t.Error("nothing is held")
	}
}

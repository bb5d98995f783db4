package serve

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"fil/feed/manifest"
)

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
			if held := len(s.shelf.books); held != want*3 {
				t.Errorf("%d forms are held, of %d versions as they are, in gzip and in brotli", held, want)
			}
		}
		hold(1)
		for i := range 50 {
			m = version(s, m, atomOf(fmt.Sprintf("b%02d", i)))
			hold(min(2+i, 5)) // those of nine seconds
			time.Sleep(lingers / 4)
		}
		// The same file again, of another time, is held on.
		for year := range 5 {
			f, _ := m.File("atom.xml")
			f.Since = f.Since.AddDate(year, 0, 0)
			live := s.live.Load()
			m = m.Apply(manifest.Change{Sequence: m.Sequence() + 1, Put: []manifest.File{f}})
			s.Swap(live.files, m, live.site)
			time.Sleep(lingers)
		}
		if held := len(s.shelf.books); held != 3 {
			t.Errorf("%d forms are held of what stays", held)
		}
	})
}

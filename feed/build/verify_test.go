package build

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"fil/feed/feedtest"
	"fil/feed/manifest"
	"fil/feed/serve"
)

// While publications follow one another, every response has the complete bytes of the version that
// its ETag names (faults.md 59).
func TestPublishingUnderLoad(t *testing.T) {
	w := newWorld(t, 8)
	w.write("site.yaml", sites[0])
	w.run(nil)
	server := serve.New(slog.New(slog.NewTextHandler(io.Discard, nil)), serve.Options{})
	swap := func() {
		m, err := w.engine.Manifest(w.t.Context())
		if err != nil {
			t.Fatal(err)
		}
		server.Swap(w.engine.Files(), m, serve.Site{Site: manifest.Site{BaseURL: "http://localhost/"}})
	}
	swap()
	var stop atomic.Bool
	var responses atomic.Int64
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for !stop.Load() {
				for _, name := range []string{"/atom.xml", "/rss.xml", "/feed.json", "/"} {
					r := httptest.NewRecorder()
					server.ServeHTTP(r, httptest.NewRequest(http.MethodGet, name, nil))
					sum := sha256.Sum256(r.Body.Bytes())
					if etag := r.Header().Get("Etag"); r.Code != http.StatusOK || etag != `"`+hex.EncodeToString(sum[:11])+`"` {
						t.Errorf("%s: status %d, ETag %s is not that of the %d bytes", name, r.Code, etag, r.Body.Len())
						return
					}
					responses.Add(1)
				}
			}
		})
	}
	publications, wantResponses := feedtest.Sampled(100, 20), feedtest.Sampled(100_000, 5000)
	for i := range publications {
		w.write(fmt.Sprintf("s0/load-%d.md", i%10), w.randomArticle())
		w.run(nil)
		swap()
		for responses.Load() < int64((i+1)*wantResponses/publications) && !t.Failed() { // so that every publication gets the same number of requests
			runtime.Gosched()
		}
	}
	stop.Store(true)
	wg.Wait()
	t.Logf("%d responses during %d publications", responses.Load(), publications)
}

// With Ask.Verify a run compares every file of a large dist with the manifest, without it only
// feeds.
func TestVerify(t *testing.T) {
	w := newWorld(t, 10)
	w.write("site.yaml", sites[0])
	for i := range 2100 {
		w.write(fmt.Sprintf("many/%d.md", i), "---\ntitle: T\ndate: 2020-01-01\n---\n\nUn.\n")
	}
	w.build("dist", "state")
	page, feed := w.dir+"/dist/many/7/index.html", w.dir+"/dist/atom.xml"
	remove := func(name string) {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	exists := func(name string) bool {
		_, ok := feedtest.Published(t, w.dir+"/dist")[strings.TrimPrefix(name, w.dir+"/dist/")]
		return ok
	}
	remove(page)
	remove(feed)
	w.build("dist", "state")
	if !exists(feed) || !exists(page) {
		t.Error("after a feed was deleted, a run does not check all files")
	}
	remove(page)
	w.build("dist", "state")
	if exists(page) {
		t.Error("a run without Verify has checked every page")
	}
	if err := buildOnce(t.Context(), w.config("dist", "state"), Ask{Accept: true, Verify: true}); err != nil || !exists(page) {
		t.Errorf("a run with Verify has not restored a page (%v)", err)
	}
}

package serve

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"fil/feed/manifest"
)

// faults.md 86: only agents that are known to read deltas are sent them.
func TestDeltasAllow(t *testing.T) {
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
	m := publishVersion(s, &manifest.Manifest{}, atomOf("a", "b"))
	tag := ask(s).Header.Get("Etag")
	publishVersion(s, m, atomOf("c", "a", "b"))
	r := httptest.NewRequest("GET", "/atom.xml", nil)
	r.Header = http.Header{"User-Agent": {"rss2email/3.14"}, "A-Im": {"feed"}, "If-None-Match": {tag}}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "<id>b</id>") {
		t.Errorf("rss2email got %d: %s", w.Code, w.Body)
	}
	// A request with very many tags gets the whole feed too.
	if resp := ask(s, "A-IM", "feed", "If-None-Match", strings.Repeat(`"x", `, 5000)+tag); resp.StatusCode != http.StatusOK {
		t.Errorf("5,000 tags: %d", resp.StatusCode)
	}
}

package cli

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// The length of an enclosure on another site is requested once, and stored.
func TestRemoteLength(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.Method != http.MethodHead || r.URL.Path != "/a.mp3" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Length", "12345")
	}))
	defer server.Close()
	dir := site(t)
	write := func(name, file string) {
		put(t, filepath.Join(dir, "content", name), "---\ntitle: "+name+"\ndate: 2024-01-01\nenclosures: "+server.URL+"/"+file+"\n---\n\nUn épisode.\n")
	}
	rss := func() string {
		data, err := os.ReadFile(filepath.Join(dir, "dist/rss.xml"))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	write("ep.md", "a.mp3")
	fil(t, dir, "build", "--offline")
	if asked.Load() != 0 || !strings.Contains(rss(), `length="0"`) {
		t.Errorf("offline, %d requests: %s", asked.Load(), rss())
	}
	write("ep.md", "a.mp3?1")
	if status := fil(t, dir, "build", "--strict"); status != exitOK || asked.Load() != 1 || !strings.Contains(rss(), `length="12345"`) {
		t.Errorf("exit status %d, %d requests: %s", status, asked.Load(), rss())
	}
	for _, args := range [][]string{{"build"}, {"check", "--strict"}, {"build", "--dry-run", "--strict"}} {
		if err := os.RemoveAll(filepath.Join(dir, ".fil/cache.db")); err != nil {
			t.Fatal(err)
		}
		if status := fil(t, dir, args...); status != exitOK || asked.Load() != 1 {
			t.Errorf("fil %v: exit status %d, %d requests", args, status, asked.Load())
		}
	}
	write("ep.md", "nope.mp3")
	if status := fil(t, dir, "build", "--strict"); status != exitDegraded {
		t.Errorf("an enclosure that is not there, --strict: exit status %d", status)
	}
	refused := asked.Load()
	if err := os.RemoveAll(filepath.Join(dir, ".fil/cache.db")); err != nil {
		t.Fatal(err)
	}
	if status := fil(t, dir, "build"); status != exitOK || asked.Load() != refused {
		t.Errorf("an enclosure that is not there: exit status %d, %d more requests within a day", status, asked.Load()-refused)
	}
}

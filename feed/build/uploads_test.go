package build

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"fil/feed"
	"fil/feed/feedtest"
	"fil/feed/memory"
	"fil/feed/source/inventory"
)

// A file that is still being written is deferred, with the articles that refer to it, and the
// length in the feed is that of the published bytes (faults.md 77).
func TestUploads(t *testing.T) {
	w := newServedWorld(t, sites[0], "a.md", dated("A", "2024-02-01"))
	w.engine.UploadDelay = uploadDelay
	sound, page := w.path("e.mp3"), filepath.Join(w.dir, "dist/e/index.html")
	run := func(after time.Duration) *Outcome {
		t.Helper()
		w.now = w.now.Add(after)
		out, err := w.engine.Run(t.Context(), Ask{SkipSettle: true})
		if err != nil {
			t.Fatal(err)
		}
		w.engine.saveCache(out)
		return out
	}
	write := func(size int) {
		t.Helper()
		if err := os.WriteFile(sound, make([]byte, size), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	feedSays := func(length string) {
		t.Helper()
		if got := feedtest.Published(t, filepath.Join(w.dir, "dist"))["rss.xml"]; strings.Contains(got, `length="`+length+`"`) != (length != "") || length == "" && strings.Contains(got, "e.mp3") {
			t.Errorf("want length %q: %s", length, got)
		}
	}
	w.write("e.md", dated("E", "2024-02-02", "enclosures: [e.mp3]"))
	write(1000)
	if out := run(0); !out.Next.Equal(w.now.Add(uploadDelay)) || out.Report.Degraded() {
		t.Errorf("it looks again at %v of %v: %v", out.Next, w.now, out.Report.Problems)
	}
	feedSays("")
	write(2000)
	run(uploadDelay)
	feedSays("")
	run(time.Second)
	feedSays("")
	run(time.Second)
	feedSays("2000")
	if info, err := os.Stat(filepath.Join(w.dir, "dist/e.mp3")); err != nil || info.Size() != 2000 {
		t.Errorf("%v, %v", info, err)
	}
	before, _ := os.ReadFile(page)
	write(3000) // the published version stays while a new one is uploaded
	w.write("e.md", dated("E 2", "2024-02-02", "enclosures: [e.mp3]"))
	run(time.Second)
	feedSays("2000")
	if after, _ := os.ReadFile(page); string(after) != string(before) {
		t.Errorf("the page has changed already: %s", after)
	}
	if info, err := os.Stat(filepath.Join(w.dir, "dist/e.mp3")); err != nil || info.Size() != 2000 {
		t.Errorf("%v, %v", info, err)
	}
	run(uploadDelay)
	feedSays("3000")
	if f, err := os.OpenFile(sound, os.O_WRONLY|os.O_APPEND, 0); err != nil {
		t.Fatal(err)
	} else { // the upload pauses for longer than uploadAge
		if _, err := f.Write(make([]byte, 1000)); err != nil {
			t.Fatal(err)
		}
		run(time.Second)
		run(time.Minute)
		if runtime.GOOS == "linux" {
			feedSays("3000")
		}
		f.Close()
	}
	run(time.Second)
	run(uploadDelay)
	feedSays("4000")
	w.engine.UploadDelay = -1
	w.copyState("state", "before")
	w.compare("in the end")
}

// fil build waits for enclosures that may be uploads: not long if they are complete, and not for
// ever if they grow.
func TestAwaitUploads(t *testing.T) {
	for name, c := range map[string]struct {
		grows  time.Duration
		waited time.Duration
		moving bool
	}{
		"whole":     {0, uploadDelay, false},
		"soon":      {3 * time.Second, 5 * time.Second, false},
		"for ever":  {time.Hour, uploadAge, true},
		"published": {0, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				list := func() (*inventory.Inventory, error) {
					age := min(time.Since(began), c.grows)
					return inventory.Walk(fstest.MapFS{"e.mp3": {Data: make([]byte, 100+age/time.Millisecond), ModTime: began.Add(age)}, "p.png": {ModTime: began}}, 0)
				}
				inv, err := list()
				if err != nil {
					t.Fatal(err)
				}
				e := &Engine{Config: Config{UploadDelay: uploadDelay}.withDefaults(), cache: &memory.Cache{Records: map[string]*feed.Record{}}}
				if name == "published" {
					for _, asset := range inv.Assets {
						e.cache.Records[asset.Path] = &feed.Record{Stamp: asset.Stamp}
					}
				}
				_, moving, err := e.awaitUploads(t.Context(), inv, nil, list)
				if waited := time.Since(began); err != nil || moving["e.mp3"] != c.moving || waited < c.waited || waited > c.waited+uploadDelay {
					t.Errorf("%v, %v, after %v", moving, err, waited)
				}
			})
		})
	}
}

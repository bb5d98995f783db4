package build

import (
	"fmt"
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

// uploadWorld is a world in which a sound is uploaded while a server runs.
type uploadWorld struct{ *world }

// upload writes a file of a number of bytes.
func (w uploadWorld) upload(size int) {
	w.t.Helper()
	if err := os.WriteFile(w.path("e.mp3"), make([]byte, size), 0o644); err != nil {
		w.t.Fatal(err)
	}
}

// runAfter makes a run after some time.
func (w uploadWorld) runAfter(d time.Duration) *Outcome {
	w.t.Helper()
	w.now = w.now.Add(d)
	out, err := w.engine.Run(w.t.Context(), Ask{SkipSettle: true})
	if err != nil {
		w.t.Fatal(err)
	}
	w.engine.Commit(out)
	return out
}

// checkPublished checks the size of the published file, and that the feed has the same length. A
// size of 0 means that the sound is in no feed.
func (w uploadWorld) checkPublished(size int) {
	w.t.Helper()
	dist := filepath.Join(w.dir, "dist")
	rss := feedtest.Published(w.t, dist)["rss.xml"]
	if size == 0 {
		if strings.Contains(rss, "e.mp3") {
			w.t.Errorf("an unfinished upload is in the feed: %s", rss)
		}
		return
	}
	if !strings.Contains(rss, fmt.Sprintf(`length="%d"`, size)) {
		w.t.Errorf("want length %d: %s", size, rss)
	}
	if info, err := os.Stat(filepath.Join(dist, "e.mp3")); err != nil || info.Size() != int64(size) {
		w.t.Errorf("want %d bytes in dist: %v, %v", size, info, err)
	}
}

// A file that is still being written is deferred, with the articles that refer to it, and the
// length in the feed is that of the published bytes (faults.md 77).
func TestUploads(t *testing.T) {
	w := uploadWorld{newServedWorld(t, sites[0], "a.md", dated("A", "2024-02-01"))}
	w.engine.UploadDelay = uploadDelay
	w.write("e.md", dated("E", "2024-02-02", "enclosures: [e.mp3]"))
	w.upload(1000)
	if out := w.runAfter(0); !out.Next.Equal(w.now.Add(uploadDelay)) || out.Report.Degraded() {
		t.Errorf("at %v, the next run is at %v: %v", w.now, out.Next, out.Report.Problems)
	}
	w.checkPublished(0)
	w.upload(2000)
	w.runAfter(uploadDelay)
	w.checkPublished(0)
	w.runAfter(time.Second)
	w.checkPublished(0)
	w.runAfter(time.Second)
	w.checkPublished(2000)

	// The published version stays while a new one is uploaded.
	page := filepath.Join(w.dir, "dist/e/index.html")
	before, _ := os.ReadFile(page)
	w.upload(3000)
	w.write("e.md", dated("E 2", "2024-02-02", "enclosures: [e.mp3]"))
	w.runAfter(time.Second)
	w.checkPublished(2000)
	if after, _ := os.ReadFile(page); string(after) != string(before) {
		t.Errorf("the page has changed already: %s", after)
	}
	w.runAfter(uploadDelay)
	w.checkPublished(3000)

	// The upload pauses for longer than uploadAge, with the file open.
	f, err := os.OpenFile(w.path("e.mp3"), os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	w.runAfter(time.Second)
	w.runAfter(time.Minute)
	if runtime.GOOS == "linux" {
		w.checkPublished(3000)
	}
	f.Close()
	w.runAfter(time.Second)
	w.runAfter(uploadDelay)
	w.checkPublished(4000)
	w.engine.UploadDelay = -1
	w.copyState("state", "before")
	w.compare("in the end")
}

// fil build waits for enclosures that may be uploads: not long if they are complete, and not for
// ever if they grow.
func TestAwaitUploads(t *testing.T) {
	for name, c := range map[string]struct {
		grows     time.Duration // how long the file grows
		waits     time.Duration // how long awaitUploads must wait at least
		uploading bool          // whether it then still takes the file for an upload
	}{
		"complete":          {0, uploadDelay, false},
		"complete soon":     {3 * time.Second, 5 * time.Second, false},
		"grows for an hour": {time.Hour, uploadAge, true},
		"published already": {0, 0, false},
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
				e := &Engine{Config: Config{UploadDelay: uploadDelay}.withDefaults(), cache: &memory.Cache{Records: feed.NewRecords(0)}}
				if name == "published already" {
					for _, asset := range inv.Assets {
						e.cache.Records.Put(asset.Path, &feed.Record{Stamp: asset.Stamp})
					}
				}
				_, uploading, err := e.awaitUploads(t.Context(), inv, nil, list)
				if waited := time.Since(began); err != nil || uploading["e.mp3"] != c.uploading || waited < c.waits || waited > c.waits+uploadDelay {
					t.Errorf("%v, %v, after %v", uploading, err, waited)
				}
			})
		})
	}
}

package build

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fil/feed/feedtest"
)

// A clock that is set back by two hours takes no published article back, with or without the cache,
// and does not change a feed's updated. An article that is due later is published when the clock
// shows its time (faults.md 32).
func TestClockPutBack(t *testing.T) {
	w := newWorld(t, 2)
	w.write("site.yaml", sites[0])
	w.write("noon.md", "---\ntitle: Midi\ndate: 2024-03-01T12:00:00Z\n---\n\nMidi.\n")
	w.write("later.md", "---\ntitle: Treize heures\ndate: 2024-03-01T13:00:00Z\n---\n\nTreize.\n")
	at := func(hour, minute int) { w.now = time.Date(2024, 3, 1, hour, minute, 0, 0, time.UTC) }
	feed := func() string { return feedtest.Published(t, filepath.Join(w.dir, "dist"))["atom.xml"] }
	at(11, 0)
	w.run(nil)
	at(12, 5)
	w.run(nil)
	before := feed()
	if !strings.Contains(before, "Midi") || strings.Contains(before, "Treize heures") {
		t.Fatal(before)
	}
	at(10, 5)
	w.run(nil)
	if got := feed(); got != before {
		t.Errorf("after the clock was set back by two hours, the feed has changed:\n%s", got)
	}
	w.write("noon.md", "---\ntitle: Midi\ndate: 2024-03-01T12:00:00Z\n---\n\nMidi passé.\n")
	at(10, 10)
	w.run(nil)
	if got := feed(); !strings.Contains(got, "Midi passé") {
		t.Errorf("an edit after the clock was set back is not published:\n%s", got)
	}
	at(13, 0)
	w.run(nil)
	if got := feed(); !strings.Contains(got, "Treize heures") {
		t.Errorf("an article that is due at 13:00 is not published then:\n%s", got)
	}
}

func TestRunTime(t *testing.T) {
	noon := time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct{ clock, last, want time.Time }{
		{noon, time.Time{}, noon},
		{noon, noon.Add(-time.Hour), noon},
		{noon, noon.Add(2 * time.Hour), noon.Add(2 * time.Hour)},
		{noon, noon.Add(24 * time.Hour), noon.Add(24 * time.Hour)},
		{noon, noon.AddDate(4, 0, 0), noon}, // the last run had a wrong clock
	} {
		if got := runTime(c.clock, c.last); !got.Equal(c.want) {
			t.Errorf("runTime(%v, %v) = %v, want %v", c.clock, c.last, got, c.want)
		}
	}
}

// Stored times are those of the wall clock. Two times with a monotonic reading, from one process,
// are compared by that reading, so that a clock that is set back would not be noticed (faults.md
// 88).
func TestStoredTimesHaveNoMonotonicReading(t *testing.T) {
	w := newServedWorld(t, sites[0], "a.md", dated("A", "2024-02-01"))
	w.engine.Clock = time.Now
	w.write("b.md", dated("B", "2024-02-02"))
	w.run(nil)
	ran := w.engine.memory.Ran()
	if ran.IsZero() || ran != ran.Round(0) {
		t.Errorf("%v has a monotonic reading", ran)
	}
	for _, p := range w.engine.memory.Published() {
		if p.Came != p.Came.Round(0) {
			t.Errorf("%s: %v has a monotonic reading", p.Path, p.Came)
		}
	}
}

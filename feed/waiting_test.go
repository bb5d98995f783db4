package feed

import (
	"fmt"
	"testing"
	"time"
)

func ExampleWaiting() {
	now := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	var w Waiting
	for _, a := range []*Article{
		{Path: "un.md", Stem: "un", Published: now},
		{Path: "trois.md", Stem: "trois", Published: now.AddDate(0, 1, 0)},
		{Path: "deux.md", Stem: "deux", Published: now.AddDate(0, 0, 4).Add(9 * time.Hour)},
		{Path: "idée.md", Stem: "idée", Published: now, Draft: true},
		{Path: "note.md", Stem: "note", Published: now, NoFeed: true},
		{Path: "_pages/about.md", Stem: "_pages/about", Published: now, NoFeed: true},
	} {
		w.Add(a, now)
	}
	fmt.Println(w)
	// Output: 2 wait, the first until 2026-12-05 09:00 (deux.md), 1 draft, 1 not in feeds
}

func TestWaiting(t *testing.T) {
	at := time.Date(2026, 12, 5, 9, 0, 0, 0, time.UTC)
	for want, w := range map[string]Waiting{
		"": {},
		"1 waits until 2026-12-05 09:00 (deux.md), 2 drafts, 1 not in feeds": {Later: 1, First: at, Path: "deux.md", Drafts: 2, NoFeed: 1},
		"1 draft": {Drafts: 1},
	} {
		if got := w.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	var w Waiting
	w.Add(&Article{Stem: "x", Published: at, Expires: at.Add(time.Hour), NoFeed: true}, at.Add(2*time.Hour))
	if w != (Waiting{}) {
		t.Errorf("an expired article is counted: %v", w)
	}
}

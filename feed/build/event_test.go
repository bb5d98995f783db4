package build

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"fil/feed"
	"fil/feed/feedtest"
)

// listen adds a webhook to site.yaml, unless it has one.
func (w *world) listen() {
	w.t.Helper()
	text, err := os.ReadFile(w.path("site.yaml"))
	w.must(err)
	if !strings.Contains(string(text), "webhooks:") {
		w.write("site.yaml", string(text)+"webhooks: {url: \"https://hook.example/\", secret_file: hook.secret}\n")
	}
}

// told applies events to the articles that a receiver knows, by ID. It checks that new articles are unknown, and all others
// known.
func told(w *world, known map[string]string, events []feed.Event) {
	w.t.Helper()
	for _, e := range events {
		for _, c := range e.Changes {
			_, had := known[c.ID]
			if had == (c.Kind == feed.IsNew) {
				w.fail("%s is %s, and known: %v", c.ID, c.Kind, had)
			}
			if c.Kind == feed.IsGone {
				delete(known, c.ID)
				continue
			}
			var item struct{ ID, URL string }
			if err := json.Unmarshal([]byte(c.Item), &item); err != nil || item.ID != c.ID || item.URL != c.URL {
				w.fail("%s has the item %s, %v", c.ID, c.Item, err)
			}
			known[c.ID] = c.URL
		}
	}
}

// After each run of a random history, a receiver of all events knows which articles are in feeds, and their addresses. In
// some histories runs fail, or the process ends after a run and before the events are told.
func TestEventsTellAll(t *testing.T) {
	for seed := range uint64(feedtest.Sampled(24, 3)) {
		w := newWorld(t, seed)
		w.seed = seed
		w.listen()
		known := map[string]string{}
		e, err := Open(t.Context(), w.config("dist", "state"))
		w.must(err)
		for i := range 40 {
			w.failing = i > 0 && w.more.IntN(6) == 0
			out, err := e.Run(t.Context(), Ask{Accept: true, SkipSettle: true})
			w.failing = false
			killed := w.more.IntN(4) == 0 // before it tells
			switch {
			case err != nil:
			case i == 0: // the receiver begins with all articles that are published
				for _, a := range inFeeds(e) {
					known[a.ID] = a.Permalink
				}
			case !killed:
				events, err := e.Memory().Untold()
				w.must(err)
				told(w, known, events)
				w.must(e.Memory().Tell(nil))
				e.Commit(out)
				want := map[string]string{}
				for _, a := range inFeeds(e) {
					want[a.ID] = a.Permalink
				}
				if !maps.Equal(known, want) {
					w.fail("after run %d a receiver knows %v, want %v", i, known, want)
				}
			}
			if killed || w.more.IntN(5) == 0 {
				e.Close()
				e, err = Open(t.Context(), w.config("dist", "state"))
				w.must(err)
			}
			w.randomChange()
			w.listen()
		}
		e.Close()
	}
}

// inFeeds returns the articles of the last publication that are in a feed.
func inFeeds(e *Engine) []*feed.Meta {
	return slices.DeleteFunc(e.Memory().Published(), func(a *feed.Meta) bool { return a.NoFeed })
}

// A publication with many changes has several events, the oldest articles first, and says how many are in none.
func TestManyChanges(t *testing.T) {
	w := newWorld(t, 1)
	w.listen()
	e, err := Open(t.Context(), w.config("dist", "state"))
	w.must(err)
	defer e.Close()
	_, err = e.Run(t.Context(), Ask{Accept: true, SkipSettle: true})
	w.must(err)
	const n = maxEvents*feed.MaxChanges + 200
	for i := range n {
		w.write(fmt.Sprintf("many/%04d.md", i), fmt.Sprintf("---\ntitle: N%d\ndate: %s\n---\n\nX.\n", i, w.now.AddDate(0, 0, -n+i).Format("2006-01-02")))
	}
	_, err = e.Run(t.Context(), Ask{Accept: true, SkipSettle: true})
	w.must(err)
	events, err := e.Memory().Untold()
	w.must(err)
	changes, omitted := 0, 0
	for i, e := range events {
		changes, omitted = changes+len(e.Changes), omitted+e.Omitted
		if i > 0 && !e.Changes[0].Published.After(events[i-1].Changes[0].Published) {
			t.Errorf("event %d is older than the one before", i)
		}
	}
	if len(events) != maxEvents || changes != maxEvents*feed.MaxChanges || omitted != 200 {
		t.Errorf("%d events, %d changes, %d omitted", len(events), changes, omitted)
	}
}

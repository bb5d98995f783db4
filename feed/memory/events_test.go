package memory

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fil/feed"
)

// keepEvent stores a publication with an event at a time.
func keepEvent(t *testing.T, m *Memory, at time.Time, id string) {
	t.Helper()
	site := &feed.Site{BaseURL: "https://fil.example/", TimeZone: time.UTC}
	e := feed.Event{At: at, Omitted: 2, Changes: []feed.Change{{Kind: feed.IsNew, ID: id, URL: "https://fil.example/" + id, Again: true, Feeds: []string{"", "news"}, Item: `{"id":"` + id + `"}`, Published: at},
		{Kind: feed.IsGone, ID: "gone"}}}
	if err := m.Keep(Publication{Site: site, Ran: at, Events: []feed.Event{e}}); err != nil {
		t.Fatal(err)
	}
}

// An event is stored with its publication, is told once, and can be read again later.
func TestEvents(t *testing.T) {
	dir := t.TempDir()
	m := reopened(t, nil, dir)
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	keepEvent(t, m, now, "a")
	keepEvent(t, m, now.Add(time.Hour), "b")
	m = reopened(t, m, dir)
	events, err := m.Untold()
	if err != nil || len(events) != 2 || events[0].ID >= events[1].ID || events[0].Changes[0].ID != "a" {
		t.Fatalf("%+v, %v", events, err)
	}
	want := feed.Change{Kind: feed.IsNew, ID: "a", URL: "https://fil.example/a", Again: true, Feeds: []string{"", "news"}, Item: `{"id":"a"}`, Published: now}
	if diff := cmp.Diff(want, events[0].Changes[0]); diff != "" || events[0].Omitted != 2 || !events[0].At.Equal(now) {
		t.Error(diff, events[0])
	}
	ping := Ping{Kind: "webhook", Target: "https://hook.example/", Topic: events[0].ID, Since: now, Next: now}
	if err := m.Tell([]Ping{ping}); err != nil {
		t.Fatal(err)
	}
	m = reopened(t, m, dir)
	if owed, err := m.Owed(); err != nil || len(owed) != 1 || owed[0] != ping {
		t.Errorf("owed %v, %v", owed, err)
	}
	keepEvent(t, m, now.Add(2*time.Hour), "c")
	if events, err := m.Untold(); err != nil || len(events) != 1 || events[0].Changes[0].ID != "c" {
		t.Errorf("%+v, %v", events, err)
	}
	if again, found := m.Event(events[0].ID); !found || !cmp.Equal(again, events[0]) {
		t.Errorf("%+v, %v", again, found)
	}
	for _, id := range []string{"", "x", events[0].ID + "1", "other-000000000001", "-1"} {
		if _, found := m.Event(id); found {
			t.Errorf("there is an event %q", id)
		}
	}
	if since, err := m.Events(now.Add(time.Minute)); err != nil || len(since) != 2 {
		t.Errorf("%+v, %v", since, err)
	}
	defer m.Close()
}

// Old events are deleted, and no number is given twice.
func TestEventsArePruned(t *testing.T) {
	m := reopened(t, nil, t.TempDir())
	defer m.Close()
	now := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	for i := range maxEvents + 10 {
		keepEvent(t, m, now.Add(time.Duration(i)*time.Second), fmt.Sprint(i))
	}
	events, err := m.Events(time.Time{})
	if err != nil || len(events) != maxEvents || events[0].Changes[0].ID != "10" {
		t.Fatalf("%d events, the first %+v, %v", len(events), events[0].Changes[0], err)
	}
	last := events[len(events)-1].ID
	keepEvent(t, m, now.Add(eventTime+time.Hour), "later")
	events, err = m.Events(time.Time{})
	if err != nil || len(events) != 1 || events[0].ID <= last {
		t.Errorf("%d events after %s, %v", len(events), last, err)
	}
	for i := range 10 { // each larger than a sixth of what all may have
		site := &feed.Site{BaseURL: "https://fil.example/", TimeZone: time.UTC}
		e := feed.Event{At: now.Add(eventTime + 2*time.Hour), Changes: []feed.Change{{Kind: feed.IsNew, ID: fmt.Sprint("large", i), Item: strings.Repeat("x", maxEventBytes/6)}}}
		if err := m.Keep(Publication{Site: site, Ran: e.At, Events: []feed.Event{e}}); err != nil {
			t.Fatal(err)
		}
	}
	if events, err = m.Events(time.Time{}); err != nil || len(events) != 5 || events[4].Changes[0].ID != "large9" {
		t.Errorf("%d large events, %v", len(events), err)
	}
}

package memory

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fil/feed"
)

// reopened closes the memory, unless it is nil, and opens the one in dir.
func reopened(t *testing.T, m *Memory, dir string) *Memory {
	t.Helper()
	if m != nil {
		if err := m.Close(); err != nil {
			t.Fatal(err)
		}
	}
	m, setAside, err := Open(dir, nil)
	if err != nil || setAside != "" {
		t.Fatal(err, setAside)
	}
	return m
}

// Pings, and the hashes of which targets were notified, survive closing the memory.
func TestPings(t *testing.T) {
	dir := t.TempDir()
	m := reopened(t, nil, dir)
	now := time.Date(2024, 3, 1, 12, 0, 0, 5, time.UTC)
	hub := Ping{Kind: "websub", Target: "https://hub.example/", Topic: "https://fil.example/atom.xml", Hash: "1", Since: now, Next: now}
	rpc := Ping{Target: "https://hub.example/", Topic: "https://fil.example/atom.xml", Hash: "1", Kind: "xmlrpc", Title: "Fil", HomeURL: "https://fil.example/", Since: now, Next: now}
	pings := []Ping{hub, rpc}
	unnotified := func(want int, pings ...Ping) {
		t.Helper()
		if got, err := m.Unnotified(pings); err != nil || len(got) != want {
			t.Errorf("unnotified %v, %v", got, err)
		}
	}
	unnotified(2, pings...)
	if err := m.AddOwed(pings); err != nil {
		t.Fatal(err)
	}
	m = reopened(t, m, dir)
	unnotified(0, pings...)
	changed := hub
	changed.Hash = "2"
	unnotified(1, changed, rpc)
	if owed, err := m.Owed(); err != nil || !cmp.Equal(owed, pings) {
		t.Errorf("owed %v, %v", owed, err)
	}
	hub.Tries, hub.Next = 3, now.Add(time.Hour)
	if err := m.SaveOwed([]Ping{hub}, []Ping{rpc}); err != nil {
		t.Fatal(err)
	}
	m = reopened(t, m, dir)
	defer m.Close()
	if owed, err := m.Owed(); err != nil || !cmp.Equal(owed, []Ping{hub}) {
		t.Errorf("owed %v, %v", owed, err)
	}
	unnotified(0, pings...)
	if err := m.DropOwed([]Ping{hub}); err != nil {
		t.Fatal(err)
	}
	unnotified(1, pings...)
	if owed, err := m.Owed(); err != nil || len(owed) != 0 {
		t.Errorf("owed %v, %v", owed, err)
	}
}

// The time of the last publication survives closing the memory: see cli's TestClockPutBack.
func TestRan(t *testing.T) {
	dir := t.TempDir()
	m := reopened(t, nil, dir)
	if !m.Ran().IsZero() {
		t.Errorf("before any publication: %v", m.Ran())
	}
	ran := time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)
	site := &feed.Site{BaseURL: "https://fil.example/", TimeZone: time.UTC}
	a := &feed.Meta{Path: "a.md", ID: "a", Title: "A", Published: ran, Updated: ran}
	if err := m.Keep(Publication{Site: site, Ran: ran, Articles: []*feed.Meta{a}}); err != nil {
		t.Fatal(err)
	}
	m = reopened(t, m, dir)
	defer m.Close()
	if !m.Ran().Equal(ran) {
		t.Error(m.Ran())
	}
}

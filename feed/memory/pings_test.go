package memory

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fil/feed"
)

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

// What is owed to hubs, and of what they were told, outlives a process.
func TestPings(t *testing.T) {
	dir := t.TempDir()
	m := reopened(t, nil, dir)
	now := time.Date(2024, 3, 1, 12, 0, 0, 5, time.UTC)
	hub := Ping{Target: "https://hub.example/", Topic: "https://fil.example/atom.xml", Hash: "1", Since: now, Next: now}
	rpc := Ping{Target: "https://hub.example/", Topic: "https://fil.example/atom.xml", Hash: "1", XMLRPC: true, Title: "Fil", HomeURL: "https://fil.example/", Since: now, Next: now}
	both := []Ping{hub, rpc}
	untold := func(want int, pings ...Ping) {
		t.Helper()
		if got, err := m.Unnotified(pings); err != nil || len(got) != want {
			t.Errorf("untold %v, %v", got, err)
		}
	}
	untold(2, both...)
	if err := m.AddOwed(both); err != nil {
		t.Fatal(err)
	}
	m = reopened(t, m, dir)
	untold(0, both...)
	other := hub
	other.Hash = "2"
	untold(1, other, rpc)
	if owed, err := m.Owed(); err != nil || !cmp.Equal(owed, both) {
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
	untold(0, both...)
	if err := m.DropOwed([]Ping{hub}); err != nil {
		t.Fatal(err)
	}
	untold(1, both...)
	if owed, err := m.Owed(); err != nil || len(owed) != 0 {
		t.Errorf("owed %v, %v", owed, err)
	}
}

// The time of the last publication outlives a process: see cli's TestClockPutBack.
func TestRan(t *testing.T) {
	dir := t.TempDir()
	m := reopened(t, nil, dir)
	if !m.Ran().IsZero() {
		t.Errorf("before any: %v", m.Ran())
	}
	ran := time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)
	site := &feed.Site{BaseURL: "https://fil.example/", TimeZone: time.UTC}
	a := &feed.Article{Path: "a.md", ID: "a", Title: "A", Published: ran, Updated: ran}
	if err := m.Keep(Publication{Site: site, Ran: ran, Articles: []*feed.Article{a}, Body: func(*feed.Article) feed.Body { return feed.Body{} }}); err != nil {
		t.Fatal(err)
	}
	m = reopened(t, m, dir)
	defer m.Close()
	if !m.Ran().Equal(ran) {
		t.Error(m.Ran())
	}
}

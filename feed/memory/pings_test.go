package memory

import (
	"slices"
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
	hub := Ping{Target: "https://hub.example/", Topic: "https://fil.example/atom.xml", Since: now, Next: now}
	rpc := Ping{Target: "https://rpc.example/", Topic: "https://fil.example/atom.xml", XMLRPC: true, Title: "Fil", HomeURL: "https://fil.example/", Since: now, Next: now}
	hashes := map[string]string{hub.Topic: "1", "https://fil.example/rss.xml": "2"}
	if untold, err := m.Untold(hashes); err != nil || len(untold) != 2 {
		t.Errorf("untold %v, %v", untold, err)
	}
	if err := m.Tell([]Ping{hub, rpc}, hashes); err != nil {
		t.Fatal(err)
	}
	m = reopened(t, m, dir)
	if untold, err := m.Untold(map[string]string{hub.Topic: "1", "https://fil.example/rss.xml": "3"}); err != nil || !slices.Equal(untold, []string{"https://fil.example/rss.xml"}) {
		t.Errorf("untold %v, %v", untold, err)
	}
	if owed, err := m.Owed(); err != nil || !cmp.Equal(owed, []Ping{hub, rpc}) {
		t.Errorf("owed %v, %v", owed, err)
	}
	hub.Tries, hub.Next = 3, now.Add(time.Hour)
	if err := m.SettleOwed([]Ping{hub}, []Ping{rpc}); err != nil {
		t.Fatal(err)
	}
	m = reopened(t, m, dir)
	defer m.Close()
	if owed, err := m.Owed(); err != nil || !cmp.Equal(owed, []Ping{hub}) {
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

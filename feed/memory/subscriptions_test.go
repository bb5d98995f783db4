package memory

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"
)

// Subscriptions survive closing the memory, are counted by host, and are deleted once they have expired.
func TestSubscriptions(t *testing.T) {
	dir := t.TempDir()
	m := reopened(t, nil, dir)
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	a := Subscription{Kind: "content", Topic: "https://fil.example/atom.xml", Callback: "https://reader.one.example/a?b=c", Secret: "s", Expires: now.Add(time.Hour)}
	b := Subscription{Kind: "rsscloud", Topic: a.Topic, Callback: a.Callback, Expires: now}
	c := Subscription{Kind: "content", Topic: a.Topic + "l", Callback: "https://two.example/", Expires: now.Add(2 * time.Hour)}
	count := func(host string, wantAll, wantOf int) {
		t.Helper()
		if all, of := m.CountSubscriptions(host); all != wantAll || of != wantOf {
			t.Errorf("%s: %d, %d; want %d, %d", host, all, of, wantAll, wantOf)
		}
	}
	count("https://www.one.example./x", 0, 0)
	for _, s := range []Subscription{a, b, c, a} {
		if err := m.Subscribe(s, "1"); err != nil {
			t.Fatal(err)
		}
	}
	count("https://www.one.example./x", 3, 2)
	m = reopened(t, m, dir)
	count("https://www.one.example./x", 3, 2)
	if got := m.Subscribers([]string{a.Topic, "https://fil.example/nothing"}); !slices.Equal(got, []Subscription{a, b}) {
		t.Errorf("%+v", got)
	}
	if got, found := m.Subscription("content", a.Topic, a.Callback); !found || got != a {
		t.Errorf("%+v, %v", got, found)
	}
	pings := []Ping{{Kind: "content", Target: a.Callback, Topic: a.Topic, Hash: "1"}, {Kind: "content", Target: c.Callback, Topic: c.Topic, Hash: "2"}}
	if got, err := m.Unnotified(pings); err != nil || len(got) != 1 || got[0].Hash != "2" {
		t.Errorf("unnotified %v, %v", got, err)
	}
	// A subscription that is renewed is still owed what it was not told.
	if err := m.Subscribe(c, "2"); err != nil {
		t.Fatal(err)
	}
	if got, err := m.Unnotified(pings); err != nil || len(got) != 1 {
		t.Errorf("after it was renewed, unnotified %v, %v", got, err)
	}
	if n, err := m.DropExpired(now); err != nil || n != 1 {
		t.Errorf("%d have expired, %v", n, err)
	}
	count("https://www.one.example./x", 2, 1)
	for range 2 {
		if err := m.Unsubscribe(a); err != nil {
			t.Error(err)
		}
	}
	count("https://www.one.example./x", 1, 0)
	m = reopened(t, m, dir)
	defer m.Close()
	count("https://two.example/", 1, 1)
	if _, found := m.Subscription("content", a.Topic, a.Callback); found {
		t.Error("it is still there")
	}
}

// A subscription that is renewed while expired ones are looked for stays.
func TestRenewedWhileExpiring(t *testing.T) {
	m := reopened(t, nil, t.TempDir())
	defer m.Close()
	now := time.Now()
	s := Subscription{Kind: "content", Topic: "https://fil.example/atom.xml", Callback: "https://reader.example/", Expires: now.Add(-time.Hour)}
	renewed := s
	renewed.Expires = now.Add(time.Hour)
	if err := m.Subscribe(renewed, "1"); err != nil {
		t.Fatal(err)
	}
	n, err := m.deleteSubscriptions([]Subscription{s}, func(s Subscription) bool { return s.Expires.Before(now) })
	if _, found := m.Subscription(s.Kind, s.Topic, s.Callback); n != 0 || err != nil || !found {
		t.Errorf("%d deleted, %v", n, err)
	}
}

// What is to be verified is stored for each mode: a stranger cannot turn a request into its opposite.
func TestVerificationsByMode(t *testing.T) {
	dir := t.TempDir()
	m := reopened(t, nil, dir)
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	for _, mode := range []string{"subscribe", "unsubscribe"} {
		p := Ping{Kind: "verify", Target: "https://reader.example/", Topic: "https://fil.example/atom.xml", Mode: mode, Secret: "s", Lease: time.Hour, Since: now, Next: now}
		if err := m.SaveOwed([]Ping{p}, nil); err != nil {
			t.Fatal(err)
		}
	}
	m = reopened(t, m, dir)
	defer m.Close()
	if owed, err := m.Owed(); err != nil || len(owed) != 2 || owed[0].Mode == owed[1].Mode || owed[0].Lease != time.Hour || owed[0].Secret != "s" {
		t.Errorf("%+v, %v", owed, err)
	}
}

// Subscriptions that are stored, renewed and ended at the same time are counted as they are stored.
func TestSubscriptionsAreCounted(t *testing.T) {
	m := reopened(t, nil, t.TempDir())
	defer m.Close()
	m.CountSubscriptions("")
	now := time.Now()
	var running sync.WaitGroup
	for i := range 8 {
		running.Go(func() {
			for j := range 60 {
				s := Subscription{Kind: "content", Topic: "https://fil.example/atom.xml", Callback: fmt.Sprintf("https://reader%d.example/", j%3), Expires: now.Add(time.Duration(i+j-10) * time.Hour)}
				_ = m.Subscribe(s, "1")
				if (i+j)%2 == 0 {
					_ = m.Unsubscribe(s)
				}
				if j%5 == 0 {
					_, _ = m.DropExpired(now)
				}
			}
		})
	}
	running.Wait()
	sum := 0
	for i := range 3 {
		all, of := m.CountSubscriptions(fmt.Sprintf("https://reader%d.example/", i))
		if want := len(m.Subscribers([]string{"https://fil.example/atom.xml"})); all != want {
			t.Errorf("counted %d, stored %d", all, want)
		}
		sum += of
	}
	if all, _ := m.CountSubscriptions(""); sum != all {
		t.Errorf("counted %d by domain, %d in all", sum, all)
	}
}

// A ping that is done is deleted only if no later one has taken its place.
func TestNewerPingStays(t *testing.T) {
	m := reopened(t, nil, t.TempDir())
	defer m.Close()
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	sent := Ping{Kind: "websub", Target: "https://hub.example/", Topic: "https://fil.example/atom.xml", Hash: "1", Since: now, Next: now}
	later := sent
	later.Hash, later.Since = "2", now.Add(time.Minute)
	if err := m.AddOwed([]Ping{later}); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{"done": m.SaveOwed(nil, []Ping{sent}), "retried": m.SaveOwed([]Ping{sent}, nil)} {
		if got, readErr := m.Owed(); err != nil || readErr != nil || len(got) != 1 || got[0].Hash != "2" {
			t.Errorf("%s: %v, %v, %v", name, got, err, readErr)
		}
	}
	if err := m.SaveOwed(nil, []Ping{later}); err != nil {
		t.Fatal(err)
	}
	if got, err := m.Owed(); err != nil || len(got) != 0 {
		t.Errorf("%v, %v", got, err)
	}
}

func BenchmarkSubscribers(b *testing.B) {
	m, _, err := Open(b.TempDir(), nil)
	if err != nil {
		b.Fatal(err)
	}
	defer m.Close()
	for i := range 10_000 {
		s := Subscription{Kind: "content", Topic: "https://fil.example/atom.xml", Callback: fmt.Sprintf("https://reader.example/%d", i), Expires: time.Now()}
		if err := m.Subscribe(s, "1"); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if got := m.Subscribers([]string{"https://fil.example/atom.xml"}); len(got) != 10_000 {
			b.Fatal(len(got))
		}
	}
}

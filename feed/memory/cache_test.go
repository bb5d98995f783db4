package memory

import (
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"fil/feed"
	"fil/feed/feedtest"
)

// What the memory has not kept the cache does not know, the first time and later; and it
// counts the bytes of bodies right, kept in passing or read back.
func TestCacheFollowsMemory(t *testing.T) {
	dir := t.TempDir()
	m, _, err := Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	open := func() *Cache {
		t.Helper()
		c, err := m.OpenCache(dir, "scope", time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		c.Load()
		return c
	}
	record := func(i int) *feed.Record {
		t.Helper()
		a := *feedtest.Articles()[i]
		at, err := m.AddBody(&a)
		if err != nil {
			t.Fatal(err)
		}
		return &feed.Record{Article: a.Slim(), Body: at}
	}
	now := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	lost := errors.New("lost")
	a, b := record(0), record(1)
	for _, step := range []struct {
		name    string
		records map[string]*feed.Record
		lost    error
		want    []string
		bytes   int32
	}{
		{"the first is lost", map[string]*feed.Record{"a.md": a}, lost, nil, 0},
		{"the first", map[string]*feed.Record{"a.md": a, "gone.md": nil}, nil, []string{"a.md"}, a.Body.Length},
		{"the second is lost", map[string]*feed.Record{"b.md": b}, lost, []string{"a.md"}, a.Body.Length},
		{"the second", map[string]*feed.Record{"b.md": b}, nil, []string{"a.md", "b.md"}, a.Body.Length + b.Body.Length},
		{"the first goes, the second is another", map[string]*feed.Record{"a.md": nil, "b.md": a}, nil, []string{"b.md"}, a.Body.Length},
	} {
		c := open()
		if err := c.Keep(Change{Records: step.records, Last: Last{Ran: now}}, func() error { return step.lost }); !errors.Is(err, step.lost) {
			t.Fatalf("%s: %v", step.name, err)
		}
		kept := []*Cache{open()}
		if step.lost == nil {
			kept = append(kept, c)
		}
		for _, c := range kept {
			if got := slices.Sorted(maps.Keys(c.Records)); !slices.Equal(got, step.want) || c.Bodies != int64(step.bytes) {
				t.Errorf("%s: %v of %d bytes, want %v of %d", step.name, got, c.Bodies, step.want, step.bytes)
			}
		}
	}
}

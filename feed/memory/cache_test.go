package memory

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"fil/feed"
	"fil/feed/feedtest"
)

// A cache has the records of all saved changes, and the right number of body bytes, both after Save
// and after it was opened again.
func TestCacheFollowsMemory(t *testing.T) {
	m, open := memoryAndCache(t, t.TempDir())
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
	a, b := record(0), record(1)
	for _, step := range []struct {
		name    string
		records map[string]*feed.Record
		want    []string
		bytes   int32
	}{
		{"the first", map[string]*feed.Record{"a.md": a, "gone.md": nil}, []string{"a.md"}, a.Body.Length},
		{"the second", map[string]*feed.Record{"b.md": b}, []string{"a.md", "b.md"}, a.Body.Length + b.Body.Length},
		{"the first is deleted, the second is replaced", map[string]*feed.Record{"a.md": nil, "b.md": a}, []string{"b.md"}, a.Body.Length},
	} {
		c := open()
		if err := c.Save(Change{Records: step.records, Last: LastRun{Ran: now}}); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		for _, c := range []*Cache{c, open()} {
			if got := slices.Sorted(maps.Keys(c.Records)); !slices.Equal(got, step.want) || c.Bodies != int64(step.bytes) {
				t.Errorf("%s: %v of %d bytes, want %v of %d", step.name, got, c.Bodies, step.want, step.bytes)
			}
		}
	}
}

// Purge deletes the record of an article whose body is damaged, and saves that.
func TestPurge(t *testing.T) {
	dir := t.TempDir()
	m, open := memoryAndCache(t, dir)
	c, records := open(), map[string]*feed.Record{"asset.png": {}}
	for _, a := range feedtest.Articles() {
		at, err := m.AddBody(a)
		if err != nil {
			t.Fatal(err)
		}
		records[a.Path] = &feed.Record{Article: a.Slim(), Body: at}
	}
	p := Publication{Site: feedtest.Site(), Articles: feedtest.Articles(), Body: func(a *feed.Article) feed.Body { return records[a.Path].Body }}
	last := LastRun{Ran: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)}
	if err := errors.Join(m.Keep(p), c.Save(Change{Records: maps.Clone(records), Last: last})); err != nil {
		t.Fatal(err)
	}
	if n, err := c.Purge(); n > 0 || err != nil {
		t.Fatalf("%d records were deleted, %v", n, err)
	}
	damaged := p.Articles[0].Path
	f, err := os.OpenFile(filepath.Join(dir, bodiesName(1)), os.O_WRONLY, 0)
	if err == nil {
		_, err = f.WriteAt([]byte("hurt"), records[damaged].Body.At+9)
	}
	err = errors.Join(err, f.Close())
	if err != nil {
		t.Fatal(err)
	}
	c = open()
	if n, err := c.Purge(); n != 1 || err != nil {
		t.Fatalf("%d records were deleted, %v", n, err)
	}
	delete(records, damaged)
	for _, c := range []*Cache{c, open()} {
		if got, want := slices.Sorted(maps.Keys(c.Records)), slices.Sorted(maps.Keys(records)); !slices.Equal(got, want) || !c.Ran.Equal(last.Ran) || c.Bodies != int64(records[p.Articles[1].Path].Body.Length) {
			t.Errorf("records of %v, want %v; %d bytes, last run %v", got, want, c.Bodies, c.Ran)
		}
	}
}

// memoryAndCache returns a memory, and a function that opens the cache beside it.
func memoryAndCache(t *testing.T, dir string) (m *Memory, open func() *Cache) {
	t.Helper()
	m, _, err := Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m, func() *Cache {
		t.Helper()
		c, err := m.OpenCache(dir, "scope", time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		c.Load()
		return c
	}
}

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

// A cache has the records and keys of all saved changes, both after Save and after it was opened again.
func TestCache(t *testing.T) {
	_, open := memoryAndCache(t, t.TempDir())
	record := func(i int) *feed.Record { return &feed.Record{Meta: &feedtest.Articles()[i].Meta} }
	now := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	made := feed.Made{Key: [16]byte{1}, Sum: [16]byte{2}}
	for _, step := range []struct {
		name          string
		records       map[string]*feed.Record
		made          map[string]feed.Made
		want, outputs []string
	}{
		{"the first", map[string]*feed.Record{"a.md": record(0), "gone.md": nil}, map[string]feed.Made{"a.html": made}, []string{"a.md"}, []string{"a.html"}},
		{"the second", map[string]*feed.Record{"b.md": record(1)}, map[string]feed.Made{"b.html": made}, []string{"a.md", "b.md"}, []string{"a.html", "b.html"}},
		{"the first is deleted, the second is replaced", map[string]*feed.Record{"a.md": nil, "b.md": record(0)}, map[string]feed.Made{"a.html": {}}, []string{"b.md"}, []string{"b.html"}},
	} {
		c := open()
		if err := c.Save(Change{Records: step.records, Made: step.made, Last: LastRun{Ran: now}}); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		c.Close()
		c = open()
		if got := paths(c.Records); !slices.Equal(got, step.want) || !c.Ran.Equal(now) {
			t.Errorf("%s: %v, want %v", step.name, got, step.want)
		}
		got := c.Made(slices.Values([]string{"a.html", "b.html", "c.html"}))
		if !slices.Equal(slices.Sorted(maps.Keys(got)), step.outputs) || got[step.outputs[0]] != made {
			t.Errorf("%s: %v, want %v", step.name, got, step.outputs)
		}
		c.Close()
	}
}

// A cache of another scope or publication, and whatever cannot be read in its place, is made anew.
func TestCacheMadeAnew(t *testing.T) {
	for name, change := range map[string]func(m *Memory, file string) (scope string, err error){
		"another scope": func(*Memory, string) (string, error) { return "other", nil },
		"another publication": func(m *Memory, _ string) (string, error) {
			return "scope", m.Keep(Publication{Site: feedtest.Site(), Moved: map[string]string{"a": "b"}})
		},
		"damaged": func(_ *Memory, file string) (string, error) {
			return "scope", os.WriteFile(file, make([]byte, 1<<14), 0o600)
		},
		"truncated": func(_ *Memory, file string) (string, error) { return "scope", os.Truncate(file, 5000) },
		"a folder": func(_ *Memory, file string) (string, error) {
			return "scope", errors.Join(os.Remove(file), os.MkdirAll(filepath.Join(file, "x"), 0o755))
		},
	} {
		dir := t.TempDir()
		m, open := memoryAndCache(t, dir)
		c := open()
		if err := c.Save(Change{Records: map[string]*feed.Record{"a.md": {}}, Last: LastRun{Ran: time.Unix(1, 0)}}); err != nil {
			t.Fatal(err)
		}
		c.Close()
		scope, err := change(m, filepath.Join(dir, cacheName))
		if err != nil {
			t.Fatal(name, err)
		}
		c, err = m.OpenCache(dir, scope, time.UTC)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		c.Load()
		if c.Records.Len() > 0 || !c.Ran.IsZero() {
			t.Errorf("%s: %v, %v", name, c.Records, c.Ran)
		}
		if err := c.Save(Change{Records: map[string]*feed.Record{"b.md": {}}, Last: LastRun{Ran: time.Unix(1, 0)}}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		c.Close()
	}
}

// paths returns the paths of records, in order.
func paths(records *feed.Records) (all []string) {
	for path := range records.All() {
		all = append(all, path)
	}
	slices.Sort(all)
	return all
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

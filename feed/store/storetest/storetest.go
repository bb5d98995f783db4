// Package storetest tests what every publish.Store must guarantee.
package storetest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fil/feed/manifest"
	"fil/feed/publish"
)

// Place is where a store is.
type Place interface {
	// Open opens the store, as a new process does after another one has ended.
	Open(t *testing.T) publish.Store
	// End ends the process of a store as a kill does: what was begun is left as it is.
	End(t *testing.T, s publish.Store)
	// Files returns the published files that a client sees, by name.
	Files(t *testing.T) map[string]string
	// Damage removes a file behind the store's back.
	Damage(t *testing.T, name string)
}

// Since is when all files were published.
var Since = time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)

// Record returns the manifest's record of a file.
func Record(name, body string) manifest.File {
	sum := sha256.Sum256([]byte(body))
	return manifest.File{Name: name, Hash: hex.EncodeToString(sum[:]), Size: int64(len(body)), Since: Since, Type: "text/plain"}
}

// All is a watched function that chooses every file.
func All(manifest.File, int) bool { return true }

// Stage begins a publication, stages files by name and body, and returns the change that publishes them.
func Stage(t *testing.T, s publish.Store, remove []string, pairs ...string) manifest.Change {
	t.Helper()
	have, _, err := s.Begin(t.Context(), All)
	if err != nil {
		t.Fatal(err)
	}
	c := manifest.Change{Sequence: have.Sequence() + 1, Remove: remove}
	for i := 0; i < len(pairs); i += 2 {
		f := Record(pairs[i], pairs[i+1])
		if err := s.Stage(t.Context(), f, func(w io.Writer) error { _, err := io.WriteString(w, pairs[i+1]); return err }); err != nil {
			t.Fatal(err)
		}
		c.Put = append(c.Put, f)
	}
	return c
}

// Publish publishes files by name and body.
func Publish(t *testing.T, s publish.Store, remove []string, pairs ...string) *manifest.Manifest {
	t.Helper()
	m, err := s.Publish(t.Context(), Stage(t, s, remove, pairs...))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Run tests a store. newPlace returns an empty place for each of the tests.
func Run(t *testing.T, newPlace func(t *testing.T) Place) {
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { test.run(t, newPlace(t)) })
	}
}

var tests = []struct {
	name string
	run  func(t *testing.T, p Place)
}{
	{"a new store is empty", func(t *testing.T, p Place) {
		have, lost, err := p.Open(t).Begin(t.Context(), All)
		if err != nil || have.Sequence() != 0 || have.Len() != 0 || len(lost) > 0 {
			t.Errorf("sequence %d, %d files, lost %v, %v", have.Sequence(), have.Len(), lost, err)
		}
	}},
	{"what was published is read back", func(t *testing.T, p Place) {
		s := p.Open(t)
		Publish(t, s, nil, "a", "1", "b/c/d é.txt", "2", "b/e", "3")
		m := Publish(t, s, []string{"b/e"}, "a", "4")
		want(t, p, map[string]string{"a": "4", "b/c/d é.txt": "2"})
		p.End(t, s)
		have := begin(t, p.Open(t))
		if diff := cmp.Diff(slices.Collect(m.All()), slices.Collect(have.All())); diff != "" || have.Sequence() != 2 {
			t.Errorf("sequence %d, %s", have.Sequence(), diff)
		}
	}},
	{"a file replaces a folder, and the reverse", func(t *testing.T, p Place) {
		s := p.Open(t)
		Publish(t, s, nil, "a", "1", "b/c", "2")
		Publish(t, s, []string{"a", "b/c"}, "a/x", "3", "b", "4")
		want(t, p, map[string]string{"a/x": "3", "b": "4"})
	}},
	{"what was staged and not published is not there", func(t *testing.T, p Place) {
		s := p.Open(t)
		Publish(t, s, nil, "a", "1")
		Stage(t, s, []string{"a"}, "b", "2")
		want(t, p, map[string]string{"a": "1"})
		p.End(t, s)
		s = p.Open(t)
		want(t, p, map[string]string{"a": "1"})
		Publish(t, s, nil, "c", "3")
		want(t, p, map[string]string{"a": "1", "c": "3"})
	}},
	{"a publication begins anew after one that was given up", func(t *testing.T, p Place) {
		s := p.Open(t)
		Stage(t, s, nil, "a", "1")
		Publish(t, s, nil, "b", "2")
		want(t, p, map[string]string{"b": "2"})
	}},
	{"redirects are recorded", func(t *testing.T, p Place) {
		s := p.Open(t)
		c := Stage(t, s, nil, "a", "1")
		c.Redirects = []manifest.Redirect{{From: "old", To: "a", Status: 301}}
		if _, err := s.Publish(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		p.End(t, s)
		have := begin(t, p.Open(t))
		if r, ok := have.Redirect("old"); !ok || r.To != "a" {
			t.Errorf("%v, %v", r, ok)
		}
	}},
	{"a lost file is told, and comes back", func(t *testing.T, p Place) {
		s := p.Open(t)
		Publish(t, s, nil, "a", "1", "b", "2")
		p.Damage(t, "a")
		_, lost, err := s.Begin(t.Context(), All)
		if diff := cmp.Diff(map[string]bool{"a": true}, lost); err != nil || diff != "" {
			t.Errorf("%v %s", err, diff)
		}
		Publish(t, s, nil, "a", "1")
		want(t, p, map[string]string{"a": "1", "b": "2"})
	}},
	{"the same bytes under two names, of which one goes", func(t *testing.T, p Place) {
		s := p.Open(t)
		Publish(t, s, nil, "a", "1", "b", "1")
		Publish(t, s, []string{"a"})
		want(t, p, map[string]string{"b": "1"})
		Publish(t, s, []string{"b"}, "c", "1")
		want(t, p, map[string]string{"c": "1"})
	}},
	{"many files at once", func(t *testing.T, p Place) {
		s, files := p.Open(t), map[string]string{}
		var pairs []string
		for i := range 300 {
			name := hex.EncodeToString([]byte{byte(i / 256), byte(i)})
			files[name] = name
			pairs = append(pairs, name, name)
		}
		Publish(t, s, nil, pairs...)
		want(t, p, files)
		p.End(t, s)
		if have := begin(t, p.Open(t)); have.Len() != len(files) {
			t.Errorf("%d files", have.Len())
		}
	}},
	{"a publication that is canceled changes nothing", func(t *testing.T, p Place) {
		s := p.Open(t)
		Publish(t, s, nil, "a", "1")
		ctx, cancel := context.WithCancel(t.Context())
		if _, _, err := s.Begin(ctx, All); err != nil {
			t.Fatal(err)
		}
		cancel()
		if err := s.Stage(ctx, Record("b", "2"), func(w io.Writer) error { return nil }); err == nil {
			t.Error("Stage has no error")
		}
		want(t, p, map[string]string{"a": "1"})
		Publish(t, s, nil, "c", "3")
		want(t, p, map[string]string{"a": "1", "c": "3"})
	}},
}

func begin(t *testing.T, s publish.Store) *manifest.Manifest {
	t.Helper()
	have, lost, err := s.Begin(t.Context(), All)
	if err != nil || len(lost) > 0 {
		t.Fatalf("lost %v, %v", lost, err)
	}
	return have
}

// want compares what clients see.
func want(t *testing.T, p Place, files map[string]string) {
	t.Helper()
	if got := p.Files(t); !maps.Equal(got, files) {
		t.Errorf("-want +got\n%s", cmp.Diff(files, got))
	}
}

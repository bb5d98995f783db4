package store

import (
	"os"
	"path/filepath"
	"testing"

	"fil/feed/publish"
	"fil/feed/store/storetest"
)

// place is a folder for the tests of all stores.
type place struct{ dir string }

func (p place) Open(t *testing.T) publish.Store { return openDir(t, p.dir) }

func (p place) End(t *testing.T, s publish.Store) {
	if err := s.(*Dir).Close(); err != nil {
		t.Fatal(err)
	}
}

func (p place) Files(t *testing.T) map[string]string { return visible(t, p.dir) }

func (p place) Damage(t *testing.T, name string) {
	if err := os.Remove(filepath.Join(p.dir, name)); err != nil {
		t.Fatal(err)
	}
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Place { return place{t.TempDir()} })
}

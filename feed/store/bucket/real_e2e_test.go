//go:build e2e

package bucket

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fil/feed/publish"
	"fil/feed/store/bucket/s3test"
	"fil/feed/store/storetest"
)

// realPlace is a prefix in a bucket of a real server.
type realPlace struct{ address string }

func (p realPlace) open(t *testing.T) *Bucket {
	t.Helper()
	a, err := ParseAddress(p.address)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Open(t.Context(), a, func(message string) { t.Error(message) })
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (p realPlace) Open(t *testing.T) publish.Store { return p.open(t) }

func (p realPlace) End(t *testing.T, s publish.Store) {}

func (p realPlace) Files(t *testing.T) map[string]string {
	b := p.open(t)
	m, err := b.Manifest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got, public := map[string]string{}, map[string]string{}
	for name, f := range m.Files() {
		data, err := b.record.blob(t.Context(), f.Hash)
		if err != nil {
			t.Fatal(err)
		}
		got[name] = string(data)
	}
	for found, err := range b.record.list(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(found.key, ownPrefix) {
			o, err := b.record.get(t.Context(), found.key, "")
			if err != nil {
				t.Fatal(err)
			}
			public[found.key] = string(o.data)
		}
	}
	if diff := cmp.Diff(got, public); diff != "" {
		t.Errorf("public names: -want +got\n%s", diff)
	}
	return got
}

func (p realPlace) Damage(t *testing.T, name string) {
	b := p.open(t)
	m, err := b.Manifest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	f, _ := m.File(name)
	if err := b.record.remove(t.Context(), blobKey(f.Hash)); err != nil {
		t.Fatal(err)
	}
}

// A real server of others keeps what every store must.
func TestRealStore(t *testing.T) {
	endpoint := s3test.StartReal(t)
	var n atomic.Int64
	storetest.Run(t, func(t *testing.T) storetest.Place {
		return realPlace{fmt.Sprintf("s3://bucket/%d?endpoint=%s", n.Add(1), endpoint)}
	})
	t.Run("lease", func(t *testing.T) {
		a, err := ParseAddress("s3://bucket/lease?endpoint=" + endpoint)
		if err != nil {
			t.Fatal(err)
		}
		one, err := NewLease(t.Context(), a, "one")
		if err != nil {
			t.Fatal(err)
		}
		two, err := NewLease(t.Context(), a, "two")
		if err != nil {
			t.Fatal(err)
		}
		for i, step := range []struct {
			lease *Lease
			want  bool
		}{{one, true}, {two, false}, {one, true}, {two, false}} {
			if held, err := step.lease.Acquire(t.Context()); held != step.want || err != nil {
				t.Errorf("step %d: held %v, %v", i, held, err)
			}
		}
		if err := one.Release(t.Context()); err != nil {
			t.Error(err)
		}
		if held, err := two.Acquire(t.Context()); !held || err != nil {
			t.Errorf("after the release: held %v, %v", held, err)
		}
	})
}

package serve

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
)

// The cache never exceeds its budget, evicts the least recently used, and loads a body once for
// concurrent requests.
func TestCache(t *testing.T) {
	s := newCache(10 * (1000 + entryOverhead))
	get := func(i int) ([]byte, error) {
		return s.get(cacheKey{hash: fmt.Sprint(i)}, func() ([]byte, error) { return bytes.Repeat([]byte{byte(i)}, 1000), nil })
	}
	for i := range 100 {
		for _, j := range []int{i, 0} { // 0 is used again and again
			if body, err := get(j); err != nil || len(body) != 1000 || body[0] != byte(j) {
				t.Fatal(j, err)
			}
		}
		if s.used > s.budget || s.recent.Len() > 10 || len(s.entries) != s.recent.Len() {
			t.Fatalf("%d bytes, %d and %d entries", s.used, s.recent.Len(), len(s.entries))
		}
	}
	if s.entries[cacheKey{hash: "0"}] == nil || s.entries[cacheKey{hash: "99"}] == nil || s.entries[cacheKey{hash: "50"}] != nil {
		t.Error("the cached entries are not the most recently used")
	}
	var loads atomic.Int64
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if _, err := s.get(cacheKey{hash: "x"}, func() ([]byte, error) { loads.Add(1); return []byte("x"), nil }); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if loads.Load() != 1 {
		t.Errorf("loaded %d times", loads.Load())
	}
}

// An error is not cached, and a body that is larger than the budget is returned and not cached.
func TestCacheErrors(t *testing.T) {
	s, wrong := newCache(1000), errors.New("wrong")
	key := cacheKey{hash: "x"}
	if _, err := s.get(key, func() ([]byte, error) { return nil, wrong }); !errors.Is(err, wrong) {
		t.Error(err)
	}
	if body, err := s.get(key, func() ([]byte, error) { return make([]byte, 5000), nil }); err != nil || len(body) != 5000 {
		t.Error(len(body), err)
	}
	if s.used != 0 || s.recent.Len() != 0 {
		t.Errorf("%d bytes in %d entries", s.used, s.recent.Len())
	}
}

// With many goroutines and a small budget, get returns the right bodies.
func TestCacheUnderLoad(t *testing.T) {
	s := newCache(5000)
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(1, uint64(g)))
			for range 2000 {
				i := r.IntN(50)
				body, err := s.get(cacheKey{hash: fmt.Sprint(i)}, func() ([]byte, error) { return bytes.Repeat([]byte{byte(i)}, 100+i), nil })
				if err != nil || len(body) != 100+i || body[0] != byte(i) {
					t.Errorf("%d: %d bytes, %v", i, len(body), err)
				}
			}
		})
	}
	wg.Wait()
	if s.used > s.budget {
		t.Errorf("%d bytes", s.used)
	}
}

package serve

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// A shelf never holds more than its budget, keeps what was asked for last, and makes what
// many ask for once.
func TestCache(t *testing.T) {
	s := newCache(10 * (1000 + entryOverhead))
	book := func(i int) ([]byte, error) {
		return s.get(cacheKey{hash: fmt.Sprint(i)}, func() ([]byte, error) { return bytes.Repeat([]byte{byte(i)}, 1000), nil })
	}
	for i := range 100 {
		for _, j := range []int{i, 0} { // the first one is asked for all the time
			if body, err := book(j); err != nil || len(body) != 1000 || body[0] != byte(j) {
				t.Fatal(j, err)
			}
		}
		if s.used > s.budget || s.recent.Len() > 10 || len(s.entries) != s.recent.Len() {
			t.Fatalf("%d bytes, %d and %d books", s.used, s.recent.Len(), len(s.entries))
		}
	}
	if s.entries[cacheKey{hash: "0"}] == nil || s.entries[cacheKey{hash: "99"}] == nil || s.entries[cacheKey{hash: "50"}] != nil {
		t.Error("others are held than those that were asked for last")
	}
	var made atomic.Int64
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if _, err := s.get(cacheKey{hash: "x"}, func() ([]byte, error) { made.Add(1); return []byte("x"), nil }); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if made.Load() != 1 {
		t.Errorf("made %d times", made.Load())
	}
}

// An error is not kept, and what is larger than the whole shelf is given all the same.
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
		t.Errorf("%d bytes in %d books", s.used, s.recent.Len())
	}
}

// Many goroutines and a small shelf: whatever is given is right.
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

func TestCompress(t *testing.T) {
	plain := []byte(strings.Repeat("Bonjour, ", 500))
	for e, open := range map[encoding]func([]byte) string{
		gzipEncoding: func(b []byte) string { return unzipped(t, b) },
		zstdEncoding: func(b []byte) string {
			z, err := zstd.NewReader(bytes.NewReader(b), zstd.WithDecoderConcurrency(1))
			if err != nil {
				t.Fatal(err)
			}
			defer z.Close()
			return read(t, z)
		},
		brotliEncoding: func(b []byte) string { return read(t, brotli.NewReader(bytes.NewReader(b))) },
	} {
		once, err := compress(plain, e)
		if err != nil {
			t.Fatal(err)
		}
		again, err := compress(plain, e)
		if err != nil || !bytes.Equal(once, again) {
			t.Errorf("%s: other bytes the second time, %v", contentEncodings[e], err)
		}
		if open(once) != string(plain) || len(once) >= len(plain) {
			t.Errorf("%s: %d bytes of %d, or others", contentEncodings[e], len(once), len(plain))
		}
		if noise, err := compress([]byte{1, 2, 3}, e); noise != nil || err != nil {
			t.Errorf("%s makes three bytes %d, %v", contentEncodings[e], len(noise), err)
		}
	}
}

// Answers may be kept until the next run, for a minute at the least and an hour at the
// most.
func TestFreshness(t *testing.T) {
	now := time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)
	for next, want := range map[time.Duration]string{
		0: "60", time.Second: "60", 5 * time.Minute: "300", 48 * time.Hour: "3600", -time.Hour: "60",
	} {
		f := cacheControl{next: func() time.Time {
			if next == 0 {
				return time.Time{}
			}
			return now.Add(next)
		}}
		if got := f.header(now, false)[0]; got != "public, max-age="+want {
			t.Errorf("next in %v: %s", next, got)
		}
	}
	f := cacheControl{next: func() time.Time { return now.Add(time.Hour) }}
	if got := f.header(now, true)[0]; got != "public, max-age=60" {
		t.Errorf("what may change at any moment: %s", got)
	}
	f = cacheControl{}
	if got := f.header(now, false)[0]; got != "public, max-age=60" {
		t.Error(got)
	}
	if allocs := testing.AllocsPerRun(100, func() { f.header(now, false) }); allocs != 0 {
		t.Errorf("%v allocations within one second", allocs)
	}
}

func FuzzChooseEncoding(f *testing.F) {
	f.Add("br, gzip;q=0.5, *;q=0.1")
	f.Add("identity;q=0, x-gzip")
	d := &document{has: [encodings]bool{true, true, true, true}}
	f.Fuzz(func(t *testing.T, header string) {
		e := d.chooseEncoding([]string{header})
		if q := parseAcceptEncoding(header); e != identity && q[e] <= 0 {
			t.Errorf("%q: %s is sent, which is refused", header, contentEncodings[e])
		}
	})
}

// The last day is what was asked for in the last 24 hours, and nothing older.
func TestSeen(t *testing.T) {
	s, now := NewMetrics(), time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)
	s.record("atom.xml", 200, 100, 100, now.Add(-25*time.Hour))
	for i := range 6 {
		s.record("atom.xml", []int{200, 304, 304}[i%3], 0, 100, now.Add(-time.Duration(i)*time.Hour))
	}
	day := s.lastDay(now)
	if day.Requests != 6 || day.NotModified != 4 || day.Share() != 66 || len(day.Bars) != 6 || day.Bars[5].At != slots-1 {
		t.Errorf("%+v", day)
	}
	for i := range 2 * maxLabels {
		s.record(fmt.Sprintf("tags/%d/atom.xml", i), 200, 1, 1, now)
	}
	if len(s.feeds) != maxLabels {
		t.Errorf("%d labels", len(s.feeds))
	}
}

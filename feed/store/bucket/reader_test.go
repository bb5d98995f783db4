package bucket

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fil/feed/manifest"
	"fil/feed/store/bucket/s3test"
	"fil/feed/store/storetest"
)

// siteText is the description of the site in each publication.
var siteText = string(manifest.Site{BaseURL: "https://example.org/", Hubs: []string{"https://hub.example/"}}.Encode())

// newReader returns a reader.
func newReader(t *testing.T, s *s3test.Store, cache string) *Reader {
	t.Helper()
	r, err := NewReader(t.Context(), address(t, s, ""), cache)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// poll asks for a publication that there must be.
func poll(t *testing.T, r *Reader) *Publication {
	t.Helper()
	p, err := r.Poll(t.Context())
	if err != nil || p == nil {
		t.Fatalf("%v, %v", p, err)
	}
	return p
}

func read(t *testing.T, p *Publication, name string) string {
	t.Helper()
	data, err := fs.ReadFile(p.Files, name)
	if err != nil {
		t.Error(err)
	}
	return string(data)
}

// A reader sees each publication once, and what it has read of an earlier one stays readable.
func TestPoll(t *testing.T) {
	s := s3test.New(t)
	r := newReader(t, s, "")
	if _, err := r.Poll(t.Context()); !errors.Is(err, ErrNothing) {
		t.Errorf("an empty bucket: %v", err)
	}
	b := open(t, s, "")
	storetest.Publish(t, b, nil, manifest.SiteFile, siteText, "a", "1")
	first := poll(t, r)
	if first.Site.BaseURL != "https://example.org/" || first.Site.Hubs[0] != "https://hub.example/" {
		t.Errorf("%+v", first.Site)
	}
	s.Requests()
	if p, err := r.Poll(t.Context()); p != nil || err != nil || requests(s) != "GET 1" {
		t.Errorf("%v, %v", p, err)
	}
	storetest.Publish(t, b, nil, "a", "2")
	second := poll(t, r)
	if read(t, first, "a") != "1" || read(t, second, "a") != "2" || second.Manifest.Sequence() != 2 {
		t.Errorf("%s and %s", read(t, first, "a"), read(t, second, "a"))
	}
	s.Fail(func(int, string) *s3test.Failure { return &s3test.Failure{Status: 403, Code: "AccessDenied"} })
	if _, err := r.Poll(t.Context()); err == nil {
		t.Error("a store that refuses is no error")
	}
	if at := r.LastAnswer(); time.Since(at) > time.Minute {
		t.Errorf("the store last answered at %v", at)
	}
}

// A reader with a cache starts without the store, and asks for each small file once.
func TestRestore(t *testing.T) {
	s, cache := s3test.New(t), t.TempDir()
	b := open(t, s, "")
	big := strings.Repeat("x", wholeSize+1)
	storetest.Publish(t, b, nil, manifest.SiteFile, siteText, "a", "1", "b", "2", "big", big)
	p := poll(t, newReader(t, s, cache))
	read(t, p, "a")
	s.Requests()
	if read(t, p, "a"); requests(s) != "" {
		t.Error("a cached file was requested again")
	}
	r := newReader(t, s, cache)
	s.Fail(func(int, string) *s3test.Failure { return &s3test.Failure{} })
	p, err := r.Restore(t.Context())
	if err != nil || p == nil {
		t.Fatalf("%v, %v", p, err)
	}
	if read(t, p, "a") != "1" || p.Site.BaseURL != "https://example.org/" {
		t.Errorf("%+v", p.Site)
	}
	var temporary interface{ Temporary() bool }
	if _, err := p.Files.Open("b"); !errors.As(err, &temporary) || !temporary.Temporary() {
		t.Errorf("a file that is not there for now: %v", err)
	}
	s.Fail(nil)
	storetest.Publish(t, b, nil, "a", "3")
	if next := poll(t, r); read(t, next, "a") != "3" {
		t.Error("the next publication is not seen")
	}
	if _, err := os.Stat(r.cache.blobFile(storetest.Record("", "1").Hash)); err == nil {
		t.Error("a file that is not published any more stays in the cache")
	}
	damaged := r.cache.blobFile(storetest.Record("", "3").Hash)
	if err := os.WriteFile(damaged, []byte("other"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := read(t, p, "a"); got != "1" {
		t.Errorf("%q", got)
	}
	other, err := NewReader(t.Context(), Address{Bucket: "bucket", Prefix: "other/", Endpoint: s.URL}, cache)
	if err != nil {
		t.Fatal(err)
	}
	if p, err := other.Restore(t.Context()); p != nil || err != nil {
		t.Errorf("the cache of another bucket: %v, %v", p, err)
	}
	if p, err := newReader(t, s, t.TempDir()).Restore(t.Context()); p != nil || err != nil {
		t.Errorf("an empty cache: %v, %v", p, err)
	}
}

// Large files are read in pieces, from anywhere, also if connections are cut.
func TestLargeFile(t *testing.T) {
	s := s3test.New(t)
	r := rand.New(rand.NewPCG(1, 2))
	data := make([]byte, 3*wholeSize)
	for i := range data {
		data[i] = byte(r.Uint32())
	}
	storetest.Publish(t, open(t, s, ""), nil, manifest.SiteFile, siteText, "big", string(data))
	p := poll(t, newReader(t, s, ""))
	opened, err := p.Files.Open("big")
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	f := opened.(io.ReadSeeker)
	s.Fail(func(n int, _ string) *s3test.Failure {
		if n%3 == 2 {
			return &s3test.Failure{}
		}
		return nil
	})
	for range 50 {
		at, n := r.Int64N(int64(len(data))), r.IntN(1000)
		if _, err := f.Seek(at, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(io.LimitReader(f, int64(n)))
		if want := data[at:min(int(at)+n, len(data))]; err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%d bytes at %d: %v", n, at, err)
		}
	}
	if end, err := f.Seek(0, io.SeekEnd); end != int64(len(data)) || err != nil {
		t.Errorf("the end is %d, %v", end, err)
	}
	if n, err := f.Read(make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) {
		t.Errorf("%d, %v", n, err)
	}
	if _, err := f.Seek(-1, io.SeekStart); err == nil {
		t.Error("seeking before the beginning is no error")
	}
}

// One process at a time holds the lease. When it ends or hangs, another one takes it.
func TestLease(t *testing.T) {
	s := s3test.New(t)
	now := time.Now()
	s.SetClock(func() time.Time { return now })
	lease := func(name string) *Lease {
		l, err := NewLease(t.Context(), address(t, s, ""), name)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	acquire := func(l *Lease, want bool) {
		t.Helper()
		if held, err := l.Acquire(t.Context()); held != want || err != nil || l.Held() != want {
			t.Errorf("%s: held %v, %v", l.holder, held, err)
		}
	}
	one, two, three := lease("one"), lease("two"), lease("three")
	acquire(one, true)
	acquire(two, false)
	now = now.Add(20 * time.Second)
	acquire(one, true) // renewed
	now = now.Add(20 * time.Second)
	acquire(two, false)
	now = now.Add(leaseTime) // one hangs
	acquire(two, true)
	acquire(three, false)
	acquire(one, false)
	if err := two.Release(t.Context()); err != nil || two.Held() {
		t.Error(err)
	}
	acquire(three, true)
	s.Fail(func(int, string) *s3test.Failure { return &s3test.Failure{Status: 403, Code: "AccessDenied"} })
	if held, err := three.Acquire(t.Context()); !held || err == nil {
		t.Errorf("a store that refuses: held %v, %v", held, err) // until it expires
	}
	three.until.Store(0)
	if held, err := three.Acquire(t.Context()); held || err == nil || three.Held() {
		t.Errorf("a lease that has expired is held: %v, %v", held, err)
	}
}

// A mirror is what the bucket is, and asks only for what has changed.
func TestMirror(t *testing.T) {
	s, dir := s3test.New(t), filepath.Join(t.TempDir(), "content")
	m, err := OpenMirror(t.Context(), address(t, s, ""), dir)
	if err != nil {
		t.Fatal(err)
	}
	steps := []struct {
		put      map[string]string // "" removes
		requests string
		want     map[string]string
	}{
		{map[string]string{"a.md": "1", "b/c.md": "2", "folder/": "", "../up": "x", "b//d": "x"}, "GET 2 LIST 1", map[string]string{"a.md": "1", "b/c.md": "2"}},
		{nil, "LIST 1", map[string]string{"a.md": "1", "b/c.md": "2"}},
		{map[string]string{"a.md": "3"}, "GET 1 LIST 1", map[string]string{"a.md": "3", "b/c.md": "2"}},
		{map[string]string{"b/c.md": ""}, "LIST 1", map[string]string{"a.md": "3"}},
		{map[string]string{"b": "4"}, "GET 1 LIST 1", map[string]string{"a.md": "3", "b": "4"}},
	}
	for i, step := range steps {
		for name, text := range step.put {
			data := []byte(text)
			if text == "" && !strings.HasSuffix(name, "/") {
				data = nil
			}
			s.Put("site/"+name, data)
		}
		s.Requests()
		if err := m.Refresh(t.Context()); err != nil {
			t.Fatalf("step %d: %v", i, err)
		}
		if got := requests(s); got != step.requests {
			t.Errorf("step %d: %s, want %s", i, got, step.requests)
		}
		got := map[string]string{}
		for name, data := range tree(t, dir) {
			if name != mirrorRecord {
				got[name] = data
			}
		}
		if diff := cmp.Diff(step.want, got); diff != "" {
			t.Errorf("step %d: %s", i, diff)
		}
	}
	if info, err := os.Stat(filepath.Join(dir, "a.md")); err != nil || time.Since(info.ModTime()) > time.Minute || info.ModTime().Nanosecond() != 0 {
		t.Errorf("%v, %v", info.ModTime(), err)
	}
	// What somebody has changed in the mirror is as in the bucket again.
	for name, text := range map[string]string{"a.md": "changed", "extra.md": "x"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, dir); got["a.md"] != "3" || got["extra.md"] != "" {
		t.Errorf("%v", got)
	}
	empty, err := OpenMirror(t.Context(), Address{Bucket: "bucket", Prefix: "none/", Endpoint: s.URL}, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := empty.Refresh(t.Context()); !errors.Is(err, ErrEmpty) {
		t.Errorf("an empty bucket: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := m.Refresh(ctx); err == nil {
		t.Error("a canceled refresh has no error")
	}
}

// tree returns the files of a folder.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	got := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		got[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// A small file whose object was changed is not served.
func TestAlteredBlob(t *testing.T) {
	s := s3test.New(t)
	storetest.Publish(t, open(t, s, ""), nil, manifest.SiteFile, siteText, "a", "1")
	p := poll(t, newReader(t, s, ""))
	s.Put("site/"+blobKey(storetest.Record("", "1").Hash), []byte("2"))
	if _, err := p.Files.Open("a"); !errors.Is(err, errAltered) {
		t.Errorf("the error is %v", err)
	}
}

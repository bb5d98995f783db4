package bucket

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"golang.org/x/sync/errgroup"

	"fil/feed/manifest"
	"fil/feed/publish"
	"fil/feed/store/bucket/s3test"
	"fil/feed/store/storetest"
)

// TestMain fails if a test leaves a goroutine running.
func TestMain(m *testing.M) {
	maxBackoff, claimTime, claimPause = time.Millisecond, 0, time.Millisecond
	goleak.VerifyTestMain(m)
}

// address returns the address of a prefix in a store.
func address(t *testing.T, s *s3test.Store, parameters string) Address {
	t.Helper()
	a, err := ParseAddress(s.Address("site", parameters))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// open opens the bucket of a store. Its warnings are errors of the test.
func open(t *testing.T, s *s3test.Store, parameters string) *Bucket {
	t.Helper()
	b, err := Open(t.Context(), address(t, s, parameters), func(message string) { t.Error(message) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

// place is a bucket for the tests of all stores.
type place struct {
	store      *s3test.Store
	parameters string
}

func (p place) Open(t *testing.T) publish.Store { return open(t, p.store, p.parameters) }

func (p place) End(t *testing.T, s publish.Store) {}

// Files returns what servers see. The public names must be the same.
func (p place) Files(t *testing.T) map[string]string {
	got := served(t, p.store, p.parameters)
	public := map[string]string{}
	for key, o := range p.store.Objects() {
		if name := strings.TrimPrefix(key, "site/"); !strings.HasPrefix(name, ownPrefix) {
			public[name] = string(o.Data)
		}
	}
	want := got
	if p.parameters != "" {
		want = map[string]string{}
	}
	if diff := cmp.Diff(want, public); diff != "" {
		t.Errorf("public names: -want +got\n%s", diff)
	}
	return got
}

func (p place) Damage(t *testing.T, name string) {
	b := open(t, p.store, p.parameters)
	m, err := b.Manifest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	f, _ := m.File(name)
	p.store.Put("site/"+blobKey(f.Hash), nil)
}

// served returns the files that a server reads, and checks that each is what the manifest says.
func served(t *testing.T, s *s3test.Store, parameters string) map[string]string {
	t.Helper()
	r, err := connect(t.Context(), address(t, s, parameters))
	if err != nil {
		t.Fatal(err)
	}
	record := newRecord(r)
	if _, err := record.refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	m, err := record.load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for name, f := range m.Files() {
		data, err := fs.ReadFile(files{m, r, record.blob}, name)
		if sum := sha256.Sum256(data); err != nil || hex.EncodeToString(sum[:]) != f.Hash {
			t.Errorf("%s: %v, %d bytes that are not its own", name, err, len(data))
		}
		got[name] = string(data)
	}
	return got
}

func TestStore(t *testing.T) {
	for _, parameters := range []string{"", "&plain=false"} {
		t.Run("parameters "+parameters, func(t *testing.T) {
			storetest.Run(t, func(t *testing.T) storetest.Place { return place{s3test.New(t), parameters} })
		})
	}
}

// changeOf returns the change that puts files by name and body.
func changeOf(sequence int, remove []string, pairs ...string) manifest.Change {
	c := manifest.Change{Sequence: sequence, Remove: remove}
	for i := 0; i < len(pairs); i += 2 {
		c.Put = append(c.Put, storetest.Record(pairs[i], pairs[i+1]))
	}
	return c
}

// writing returns a function that writes a text.
func writing(text string) func(io.Writer) error {
	return func(w io.Writer) error { _, err := io.WriteString(w, text); return err }
}

// requests returns how many requests of each method a store has got.
func requests(s *s3test.Store) string {
	n := map[string]int{}
	for _, request := range s.Requests() {
		method, _, _ := strings.Cut(request, " ")
		n[method]++
	}
	var b strings.Builder
	for _, method := range slices.Sorted(maps.Keys(n)) {
		fmt.Fprintf(&b, "%s %d ", method, n[method])
	}
	return strings.TrimSpace(b.String())
}

// A publication of one file costs as many requests as it has files, and a few.
func TestRequests(t *testing.T) {
	for parameters, want := range map[string][]string{
		"":             {"GET 1", "COPY 1 GET 1 PUT 3", "COPY 2 GET 1 PUT 4"},
		"&plain=false": {"GET 1", "GET 1 PUT 2", "GET 1 PUT 3"},
	} {
		s := s3test.New(t)
		b := open(t, s, parameters)
		storetest.Publish(t, b, nil, "a", "1", "b", "2")
		s.Requests()
		if err := b.Refresh(t.Context(), false); err != nil {
			t.Fatal(err)
		}
		got := []string{requests(s)}
		for _, pairs := range [][]string{{"a", "3"}, {"a", "4", "b", "5"}} {
			have, _, err := b.Begin(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			c := changeOf(have.Sequence()+1, nil, pairs...)
			for i, f := range c.Put {
				if err := b.Stage(t.Context(), f, writing(pairs[2*i+1])); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := b.Publish(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			if err := b.Refresh(t.Context(), false); err != nil {
				t.Fatal(err)
			}
			got = append(got, requests(s))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: -want +got\n%s", parameters, diff)
		}
	}
}

// Objects have the headers by which a store or a CDN answers.
func TestHeaders(t *testing.T) {
	s := s3test.New(t)
	b := open(t, s, "")
	if _, _, err := b.Begin(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"feed.xml":    "application/atom+xml;  public, max-age=60",
		"feed.xml.gz": "application/atom+xml; gzip public, max-age=60",
		"-/x.css":     "text/css;  public, max-age=31536000, immutable",
		"p.png":       "image/png;  public, max-age=3600",
	}
	c := manifest.Change{Sequence: 1}
	for name, text := range want {
		f := storetest.Record(name, name)
		f.Type, _, _ = strings.Cut(text, ";")
		if strings.Contains(text, "gzip") {
			f.Encoding = "gzip"
		}
		if err := b.Stage(t.Context(), f, writing(name)); err != nil {
			t.Fatal(err)
		}
		c.Put = append(c.Put, f)
	}
	if _, err := b.Publish(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for name := range want {
		h := s.Objects()["site/"+name].Header
		got[name] = fmt.Sprintf("%s; %s %s", h.Get("Content-Type"), h.Get("Content-Encoding"), h.Get("Cache-Control"))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Public names are written in an order in which no file refers to one that is not there, and the head
// that commits them last.
func TestOrder(t *testing.T) {
	s := s3test.New(t)
	b := open(t, s, "")
	c := storetest.Stage(t, b, nil, "feeds.opml", "o", "feed.xml", "f", "feed.xml.gz", "g", "a-archive.xml", "a", "index.html", "p", "x.png", "x")
	for i, f := range c.Put {
		c.Put[i].Type = map[string]string{"feeds.opml": "text/x-opml", "index.html": "text/html; charset=utf-8", "x.png": "image/png"}[f.Name]
		if c.Put[i].Type == "" {
			c.Put[i].Type = "application/atom+xml; charset=utf-8"
		}
	}
	s.Requests()
	if _, err := b.Publish(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	all := s.Requests()
	place := func(request string) int { return slices.Index(all, request) }
	order := []string{"PUT site/.fil/manifest", "COPY site/x.png", "COPY site/index.html", "COPY site/a-archive.xml", "COPY site/feed.xml", "COPY site/feeds.opml"}
	if !slices.IsSortedFunc(order, func(a, b string) int { return place(a) - place(b) }) || all[len(all)-1] != "PUT site/.fil/manifest" {
		t.Errorf("%q", all)
	}
}

// A blob that no file has is deleted by the first publication after an hour, and not before.
func TestRetention(t *testing.T) {
	s := s3test.New(t)
	now := time.Now()
	s.SetClock(func() time.Time { return now })
	has := func(body string) bool {
		_, ok := s.Objects()["site/"+blobKey(storetest.Record("", body).Hash)]
		return ok
	}
	publish := func(pairs ...string) {
		b := open(t, s, "") // a process for each publication
		b.accept = true
		storetest.Publish(t, b, nil, pairs...)
	}
	publish("a", "1", "b", "x", "c", "y")
	publish("a", "2")
	now = now.Add(59 * time.Minute)
	publish("a", "3")
	if !has("1") || !has("2") {
		t.Error("a blob was deleted before an hour was over")
	}
	now = now.Add(2 * time.Minute)
	publish("a", "4")
	if has("1") || !has("2") || !has("3") {
		t.Errorf("the blobs 1, 2 and 3 are there: %v %v %v", has("1"), has("2"), has("3"))
	}
	publish("a", "2") // an unused blob is used again
	now = now.Add(2 * time.Hour)
	publish("a", "5")
	if got := served(t, s, ""); got["a"] != "5" || has("3") || has("4") || !has("2") {
		t.Errorf("%v; 3, 4 and 2 are there: %v %v %v", got, has("3"), has("4"), has("2"))
	}
}

// One publication deletes at most half of all objects, unless more was accepted; the next one goes on. What
// was public is deleted first.
func TestDeletesAtMostHalf(t *testing.T) {
	for _, accept := range []bool{false, true} {
		s := s3test.New(t)
		now := time.Now()
		s.SetClock(func() time.Time { return now })
		b := open(t, s, "&plain=false")
		storetest.Publish(t, b, nil, "a", "1", "b", "2", "c", "3", "d", "4")
		storetest.Publish(t, b, []string{"b", "c", "d"})
		now = now.Add(2 * time.Hour)
		b.accept = accept
		storetest.Publish(t, b, nil, "a", "5")
		want := map[bool]int{false: 4, true: 3}[accept] // the head, the blobs 5 and 1, and one of three
		if n := len(s.Objects()); n != want {
			t.Errorf("accept %t: %d objects, want %d", accept, n, want)
		}
		storetest.Publish(t, b, nil, "a", "6")
		if n := len(s.Objects()); n != 4 { // the head, the blobs 6, 5 and 1
			t.Errorf("accept %t: then %d objects", accept, n)
		}
	}
}

// What is withdrawn goes at once from under its public name, however much else there is to delete.
func TestWithdrawnGoesAtOnce(t *testing.T) {
	s := s3test.New(t)
	now := time.Now()
	s.SetClock(func() time.Time { return now })
	b := open(t, s, "")
	for i := range 6 {
		storetest.Publish(t, b, nil, "a", fmt.Sprint("a", i), "b", fmt.Sprint("b", i), "c", fmt.Sprint("c", i), "secret", "s")
		now = now.Add(time.Minute)
	}
	now = now.Add(3 * time.Hour)
	storetest.Publish(t, b, []string{"secret"}, "a", "new")
	if _, there := s.Objects()["site/secret"]; there {
		t.Error("it is public still")
	}
	for i := range 6 {
		now = now.Add(2 * time.Hour)
		storetest.Publish(t, b, nil, "a", fmt.Sprint("newer", i))
	}
	if n := len(b.record.head.unused); n > 3 {
		t.Errorf("%d unused objects are left", n)
	}
}

// An object that another publisher has written since it became unused is not deleted: neither a blob, nor a
// public name.
func TestDeletesNothingNew(t *testing.T) {
	for _, parameters := range []string{"", "&plain=false"} {
		s := s3test.New(t)
		now := time.Now().Truncate(time.Second)
		s.SetClock(func() time.Time { return now })
		one := open(t, s, parameters)
		storetest.Publish(t, one, nil, "a", "X", "b", "1", "c", "2", "d", "3", "e", "4")
		storetest.Publish(t, one, []string{"e"}, "a", "Y")
		now = now.Add(2 * time.Hour)
		var other atomic.Bool
		s.Fail(func(_ int, request string) *s3test.Failure {
			if strings.HasPrefix(request, "HEAD site/.fil/blobs/") && other.CompareAndSwap(false, true) {
				storetest.Publish(t, open(t, s, parameters), nil, "a", "X", "e", "5")
			}
			return nil
		})
		_ = publishQuietly(t, s, parameters, nil, "b", "9") // it may be overtaken
		s.Fail(nil)
		if !other.Load() {
			t.Fatal("the test does not test anything")
		}
		if got := (place{s, parameters}).Files(t); got["a"] != "X" || got["e"] != "5" {
			t.Errorf("%q: %v", parameters, got)
		}
	}
}

// The Date of answers may be behind the times of objects: a public name that goes is deleted all the same, and no
// file counts as lost.
func TestDateBehind(t *testing.T) {
	s := s3test.New(t)
	s.SetLag(2 * time.Second)
	b := open(t, s, "")
	storetest.Publish(t, b, nil, "a", "1", "b", "1")
	storetest.Publish(t, b, []string{"a"})
	if _, stays := s.Objects()["site/a"]; stays {
		t.Error("a public name that has gone stays")
	}
	if _, lost, err := b.Begin(t.Context(), storetest.All); err != nil || len(lost) > 0 {
		t.Errorf("lost %v, %v", lost, err)
	}
}

// A publisher that was overtaken after its commit deletes nothing, not even in the same second.
func TestOvertakenBeforeDeleting(t *testing.T) {
	s := s3test.New(t)
	now := time.Now().Truncate(time.Second)
	s.SetClock(func() time.Time { return now })
	storetest.Publish(t, open(t, s, ""), nil, "a", "1", "b", "1")
	var other atomic.Bool
	s.Fail(func(_ int, request string) *s3test.Failure {
		if request == "HEAD site/.fil/manifest" && other.CompareAndSwap(false, true) {
			storetest.Publish(t, open(t, s, ""), nil, "a", "2")
		}
		return nil
	})
	storetest.Publish(t, open(t, s, ""), []string{"a"})
	s.Fail(nil)
	if _, stays := s.Objects()["site/a"]; !other.Load() || !stays {
		t.Errorf("published by another: %v; its file stays: %v", other.Load(), stays)
	}
}

// A claim whose publisher has ended is taken over, and what it wrote after that is found by verification.
func TestOvertakenWriter(t *testing.T) {
	s := s3test.New(t)
	now := time.Now().Truncate(time.Second)
	s.SetClock(func() time.Time { return now })
	one := open(t, s, "")
	storetest.Publish(t, one, nil, "a", "0", "b", "0")
	c := storetest.Stage(t, one, nil, "a", "1", "b", "1")
	var other atomic.Bool
	s.Fail(func(_ int, request string) *s3test.Failure {
		if request == "COPY site/a" && other.CompareAndSwap(false, true) {
			storetest.Publish(t, open(t, s, ""), nil, "a", "2", "b", "2")
			now = now.Add(2 * time.Second)
		}
		return nil
	})
	if _, err := one.Publish(t.Context(), c); !errors.Is(err, ErrConflict) {
		t.Errorf("the error is %v", err)
	}
	s.Fail(nil)
	_, lost, err := one.Begin(t.Context(), nil)
	if err != nil || !lost["a"] || !lost["b"] {
		t.Errorf("this process: lost %v, %v", lost, err)
	}
	_, lost, err = open(t, s, "").Begin(t.Context(), storetest.All)
	if err != nil || !lost["a"] { // b may have been written before
		t.Errorf("another process: lost %v, %v", lost, err)
	}
}

// A record that names a file elsewhere is refused.
func TestHashIsNoPath(t *testing.T) {
	s, dir := s3test.New(t), t.TempDir()
	s.Put("site/.fil/blobs/../../out", []byte("x"))
	s.Put("site/.fil/manifest", []byte(headHeader+"writer x\nbase ../../out\nplain false\n.\n"))
	r, err := NewReader(t.Context(), address(t, s, ""), filepath.Join(dir, "cache"))
	if err != nil {
		t.Fatal(err)
	}
	if p, err := r.Poll(t.Context()); p != nil || err == nil {
		t.Errorf("%v, %v", p, err)
	}
	if _, err := r.record.blob(t.Context(), "../../out"); err == nil {
		t.Error("a path is read as a hash")
	}
	if _, err := os.Stat(filepath.Join(dir, "out")); err == nil {
		t.Error("a file outside the cache was written")
	}
}

// A store that ignores conditions is refused at the first publication.
func TestUnconditionalStore(t *testing.T) {
	s := s3test.New(t)
	s.IgnoreConditions()
	if err := publishQuietly(t, s, "", nil, "a", "1"); !errors.Is(err, errUnconditional) {
		t.Errorf("the error is %v", err)
	}
}

// Of two publishers one is told that it was too late, and has changed nothing.
func TestConflict(t *testing.T) {
	for _, parameters := range []string{"", "&plain=false"} {
		s := s3test.New(t)
		one, two := open(t, s, parameters), open(t, s, parameters)
		c := storetest.Stage(t, one, nil, "a", "1")
		storetest.Publish(t, two, nil, "a", "2")
		if _, err := one.Publish(t.Context(), c); !errors.Is(err, ErrConflict) {
			t.Errorf("the error is %v", err)
		}
		p := place{s, parameters}
		if got := p.Files(t); got["a"] != "2" {
			t.Errorf("%v", got)
		}
		storetest.Publish(t, one, nil, "a", "1")
		if got := p.Files(t); got["a"] != "1" {
			t.Errorf("%v", got)
		}
	}
}

// A publisher whose claim was taken over may have written public names of the other one: it writes them
// again.
func TestConflictAfterWriting(t *testing.T) {
	s := s3test.New(t)
	one := open(t, s, "")
	storetest.Publish(t, one, nil, "a", "0")
	c := storetest.Stage(t, one, nil, "a", "1")
	var other atomic.Bool
	s.Fail(func(_ int, request string) *s3test.Failure {
		if request == "COPY site/a" && other.CompareAndSwap(false, true) {
			storetest.Publish(t, open(t, s, ""), nil, "a", "2")
		}
		return nil
	})
	if _, err := one.Publish(t.Context(), c); !errors.Is(err, ErrConflict) {
		t.Errorf("the error is %v", err)
	}
	if got := string(s.Objects()["site/a"].Data); got != "1" {
		t.Fatalf("the public name has %s: the test does not test anything", got)
	}
	if one.State() != "" {
		t.Error("the state does not say that something is to be done")
	}
	_, lost, err := one.Begin(t.Context(), nil)
	if err != nil || !lost["a"] {
		t.Fatalf("lost %v, %v", lost, err)
	}
	storetest.Publish(t, one, nil, "a", "2")
	if got := (place{s, ""}).Files(t); got["a"] != "2" {
		t.Errorf("%v", got)
	}
}

// The answer to the commit is lost: the publisher finds its own head, and has no conflict.
func TestAnswerLost(t *testing.T) {
	s := s3test.New(t)
	b := open(t, s, "")
	storetest.Publish(t, b, nil, "a", "1")
	heads := 0
	s.Fail(func(_ int, request string) *s3test.Failure {
		if request == "PUT site/.fil/manifest" {
			heads++
			if heads == 1 || heads == 3 {
				return &s3test.Failure{After: true}
			}
		}
		return nil
	})
	storetest.Publish(t, b, nil, "a", "2")
	s.Fail(nil)
	storetest.Publish(t, b, nil, "a", "3")
	if got := (place{s, ""}).Files(t); got["a"] != "3" {
		t.Errorf("%v", got)
	}
}

// With public names switched on or off, they appear or go.
func TestPlainSwitched(t *testing.T) {
	s := s3test.New(t)
	storetest.Publish(t, open(t, s, "&plain=false"), nil, "a", "1", "b", "2", "c", "3")
	on := open(t, s, "")
	if on.State() != "" {
		t.Error("the state does not say that something is to be done")
	}
	_, lost, err := on.Begin(t.Context(), nil)
	if err != nil || len(lost) != 3 {
		t.Fatal(lost, err)
	}
	storetest.Publish(t, on, nil, "a", "1", "b", "2", "c", "3")
	(place{s, ""}).Files(t)
	off := open(t, s, "&plain=false")
	if _, _, err := off.Begin(t.Context(), nil); err != nil { // also if nothing else has changed
		t.Fatal(err)
	}
	(place{s, "&plain=false"}).Files(t)
	if off.State() == "" {
		t.Error("the state says that something is to be done")
	}
}

// Open refuses a prefix with objects of others.
func TestForeign(t *testing.T) {
	s := s3test.New(t)
	s.Put("site/theirs", []byte("x"))
	_, err := Open(t.Context(), address(t, s, ""), nil)
	if !errors.Is(err, ErrForeign) {
		t.Errorf("the error is %v", err)
	}
	s.Put("site/theirs", nil)
	b := open(t, s, "")
	storetest.Publish(t, b, nil, "a", "1")
	s.Put("site/theirs", []byte("x"))
	storetest.Publish(t, b, nil, "a", "2")
	if found, err := b.ForeignFiles(t.Context()); err != nil || !slices.Equal(found, []string{"theirs"}) {
		t.Errorf("%v %v", found, err)
	}
	if _, there := s.Objects()["site/theirs"]; !there {
		t.Error("it was deleted")
	}
}

// A prefix that lies in that of another publication is refused. One whose head was lost is taken up again.
func TestNestedAndLost(t *testing.T) {
	s := s3test.New(t)
	storetest.Publish(t, open(t, s, ""), nil, "a", "1", "b", "2")
	inner := address(t, s, "")
	inner.Prefix += "sub/"
	if _, err := Open(t.Context(), inner, nil); !errors.Is(err, ErrNested) {
		t.Errorf("the error is %v", err)
	}
	s.Put("site/.fil/manifest", nil)
	storetest.Publish(t, open(t, s, ""), nil, "a", "1", "b", "2")
	if got := (place{s, ""}).Files(t); len(got) != 2 {
		t.Errorf("%v", got)
	}
}

// A claim that is young is respected; after a while it is taken over.
func TestAwaitClaim(t *testing.T) {
	s := s3test.New(t)
	claimTime = time.Minute
	defer func() { claimTime = 0 }()
	storetest.Publish(t, open(t, s, ""), nil, "a", "1")
	copied, read := make(chan struct{}), make(chan struct{})
	var claimed, seen sync.Once
	s.Fail(func(_ int, request string) *s3test.Failure {
		switch request {
		case "COPY site/a":
			claimed.Do(func() { close(copied) })
			<-read
		case "GET site/.fil/manifest":
			select {
			case <-copied: // the other publisher reads the claim
				seen.Do(func() { close(read) })
			default:
			}
		}
		return nil
	})
	var group errgroup.Group
	group.Go(func() error { return publishQuietly(t, s, "", nil, "a", "2") })
	<-copied
	group.Go(func() error { return publishQuietly(t, s, "", nil, "b", "3") })
	if err := group.Wait(); err != nil {
		t.Error(err)
	}
	s.Fail(nil)
	if got := (place{s, ""}).Files(t); got["a"] != "2" || got["b"] != "3" {
		t.Errorf("%v", got)
	}
	h := *open(t, s, "").record.head
	h.pending = []string{"a"}
	s.Put("site/.fil/manifest", h.encode())
	now := time.Now().Add(2 * time.Minute)
	s.SetClock(func() time.Time { return now })
	storetest.Publish(t, open(t, s, ""), nil, "a", "4")
}

// Blobs that a publisher has left are deleted by verification, an hour later.
func TestOrphans(t *testing.T) {
	s := s3test.New(t)
	now := time.Now()
	s.SetClock(func() time.Time { return now })
	storetest.Publish(t, open(t, s, ""), nil, "a", "1", "b", "2")
	left := "site/" + blobKey(storetest.Record("", "left").Hash)
	s.Put(left, []byte("left"))
	begin := func() bool {
		if _, _, err := open(t, s, "").Begin(t.Context(), storetest.All); err != nil {
			t.Fatal(err)
		}
		_, there := s.Objects()[left]
		return there
	}
	if !begin() {
		t.Error("it was deleted at once")
	}
	now = now.Add(2 * time.Hour)
	if begin() {
		t.Error("it is there after two hours")
	}
}

// The log of a large manifest is a blob, and that of a change is not.
func TestBase(t *testing.T) {
	s := s3test.New(t)
	b := open(t, s, "&plain=false")
	var pairs []string
	for i := range 600 {
		name := strings.Repeat("n", 40) + fmt.Sprint(i)
		pairs = append(pairs, name, name)
	}
	storetest.Publish(t, b, nil, pairs...)
	if b.record.head.base == "" || len(b.record.data) > 1000 {
		t.Errorf("base %q, and %d bytes", b.record.head.base, len(b.record.data))
	}
	reader := newRecord(b.record.objects)
	for i := range 50 {
		storetest.Publish(t, b, nil, pairs[2*i], fmt.Sprint(i))
		if _, err := reader.refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		m, err := reader.load(t.Context())
		if err != nil || m.Len() != 600 || m.Sequence() != i+2 {
			t.Fatalf("%v, %d files, sequence %d", err, m.Len(), m.Sequence())
		}
	}
	if n := len(b.record.data); n > maxLog+100<<10 {
		t.Errorf("the head has %d bytes", n)
	}
}

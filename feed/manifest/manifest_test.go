package manifest

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func file(name, hash string) File {
	return File{Name: name, Hash: hash, Size: 3, Since: time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC), Type: "text/html; charset=utf-8"}
}

var (
	first  = Change{Sequence: 1, Put: []File{file("a", "1"), file("b\t\"é\n", "2"), {Name: "a.gz", Encoding: "gzip", Since: time.Unix(0, 0).UTC()}}}
	second = Change{Sequence: 2, Put: []File{file("c", "3")}, Remove: []string{"b\t\"é\n"},
		Redirects: []Redirect{{From: "old/index.html", To: "new/index.html", Status: 301}, {From: "gone/index.html", Status: 410}}}
)

func log() []byte { return append((&Manifest{}).Apply(first).Encode(), second.Encode()...) }

func TestReadWhatWasWritten(t *testing.T) {
	m, valid, err := Read(bytes.NewReader(log()))
	if err != nil || valid != int64(len(log())) || m.Sequence() != 2 {
		t.Fatalf("sequence %d, valid %d, %v", m.Sequence(), valid, err)
	}
	want := []File{file("a", "1"), {Name: "a.gz", Encoding: "gzip", Since: time.Unix(0, 0).UTC()}, file("c", "3")}
	if diff := cmp.Diff(want, slices.Collect(m.All())); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Redirect{{From: "gone/index.html", Status: 410}, {From: "old/index.html", To: "new/index.html", Status: 301}}, slices.Collect(m.Redirects())); diff != "" {
		t.Error(diff)
	}
	if _, ok := m.Apply(Change{Redirects: []Redirect{{From: "gone/index.html"}}}).Redirect("gone/index.html"); ok {
		t.Error("a removed redirect is there")
	}
	if diff := cmp.Diff(slices.Collect((&Manifest{}).Apply(first).Apply(second).All()), slices.Collect(m.All())); diff != "" {
		t.Error(diff)
	}
}

// TestChangedSince compares random versions with one another, file by file.
func TestChangedSince(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 100 {
		all := []*Manifest{(&Manifest{}).Apply(first)}
		if round%2 > 0 { // begin with a manifest that was read from a log
			read, _, err := Read(bytes.NewReader(log()))
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, read)
		}
		for i := range 20 {
			c := Change{Sequence: 2 + i}
			for _, name := range []string{"a", "c", "d", "e"} {
				switch r.IntN(6) {
				case 0:
					c.Remove = append(c.Remove, name)
				case 1:
					c.Put = append(c.Put, file(name, fmt.Sprint(r.IntN(3))))
				}
			}
			m := all[len(all)-1].Apply(c)
			if n := len(slices.Collect(m.All())); m.Len() != n {
				t.Errorf("%d files, want %d", m.Len(), n)
			}
			before := all[r.IntN(len(all))]
			changed := m.ChangedSince(before)
			for _, name := range []string{"a", "a.gz", "c", "d", "e"} {
				now, exists := m.File(name)
				previous, existed := before.File(name)
				if changed[name] != (exists != existed || now != previous) {
					t.Errorf("%s was %v and is %v: changed are %v", name, previous, now, changed)
				}
			}
			all = append(all, m)
		}
	}
}

// TestDamage cuts a log at each byte, and changes each byte: Read returns the state before the
// damaged batch, or an error, and never a part of a batch.
func TestDamage(t *testing.T) {
	whole := log()
	one := len((&Manifest{}).Apply(first).Encode())
	for i := range whole {
		for name, damaged := range map[string][]byte{
			"cut":     whole[:i],
			"changed": slices.Concat(whole[:i], []byte{whole[i] ^ 1}, whole[i+1:]),
		} {
			m, valid, err := Read(bytes.NewReader(damaged))
			if i < len(header) {
				if !errors.Is(err, ErrVersion) {
					t.Errorf("%s at %d: %v", name, i, err)
				}
				continue
			}
			want, at := 0, len(header)
			if i >= one {
				want, at = 1, one
			}
			if err != nil || m.Sequence() != want || want > 0 && valid != int64(at) {
				t.Errorf("%s at %d: sequence %d, valid %d, %v", name, i, m.Sequence(), valid, err)
			}
		}
	}
}

func TestJournal(t *testing.T) {
	data := second.Journal()
	c, whole, err := ReadJournal(bytes.NewReader(data))
	if diff := cmp.Diff(second, c); err != nil || !whole || diff != "" {
		t.Error(whole, err, diff)
	}
	if _, whole, _ := ReadJournal(bytes.NewReader(data[:len(data)-1])); whole {
		t.Error("a journal that is cut off is reported as whole")
	}
}

// TestCostFollowsTheChange checks that the length of an encoded change depends on the change
// alone, and that a log is written anew only when most of its lines are superseded.
func TestCostFollowsTheChange(t *testing.T) {
	big := Change{Sequence: 1}
	for i := range 100_000 {
		big.Put = append(big.Put, file(fmt.Sprint(i), "x"))
	}
	if n := len(second.Encode()); n > 300 {
		t.Errorf("a change of one file is %d bytes", n)
	}
	if m := (&Manifest{}).Apply(big); m.Wasteful() || m.Apply(second).Wasteful() {
		t.Error("a log with hardly a superseded line is reported as wasteful")
	}
	m := (&Manifest{}).Apply(first)
	for i := range 2000 {
		m = m.Apply(Change{Sequence: i + 2, Put: []File{file("a", "y")}})
	}
	if !m.Wasteful() {
		t.Error("a log whose lines are nearly all superseded is not reported as wasteful")
	}
}

func ExampleChange_Encode() {
	os.Stdout.Write(Change{Sequence: 2, Put: []File{file("a/index.html", "5891b5b5")}, Remove: []string{"b"},
		Redirects: []Redirect{{From: "c/index.html", To: "a/index.html", Status: 301}}}.Encode())
	// Output:
	// +	5891b5b5	3	2024-01-02T03:04:05Z	-	"text/html; charset=utf-8"	"a/index.html"
	// -	"b"
	// >	301	"c/index.html"	"a/index.html"
	// =	2	58c3c70972357d878a5e2226
}

func FuzzRead(f *testing.F) {
	f.Add(log())
	f.Add([]byte(header + "+\t\n=\t1\tx\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, valid, err := Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		if valid > int64(len(data)) {
			t.Errorf("valid %d of %d", valid, len(data))
		}
		again, _, err := Read(bytes.NewReader(m.Encode()))
		if err != nil || again.Sequence() != m.Sequence() || again.Len() != m.Len() {
			t.Errorf("%v, %d files, want %d", err, again.Len(), m.Len())
		}
	})
}

// BenchmarkSaves applies 1,000 changes to a manifest of 100,000 files. Each changes 15 files that
// all changes have and adds 15 new ones; after each come the calls that a publication and a server
// make.
func BenchmarkSaves(b *testing.B) {
	c := Change{Sequence: 1}
	for i := range 100_000 {
		c.Put = append(c.Put, file(fmt.Sprintf("2024/article-%d/index.html", i), "x"))
	}
	read, _, err := Read(bytes.NewReader((&Manifest{}).Apply(c).Encode()))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		m, n := read, 0
		for i := range 1000 {
			c := Change{Sequence: i + 2}
			for j := range 15 {
				c.Put = append(c.Put, file(fmt.Sprintf("feed-%d.xml", j), fmt.Sprint(i)), file(fmt.Sprintf("new/%d-%d", i, j), "x"))
			}
			next := m.Apply(c)
			n += next.Len() + len(next.ChangedSince(m))
			m = next
		}
		if n == 0 {
			b.Fatal("nothing has changed")
		}
	}
}

func BenchmarkRead100000(b *testing.B) {
	c := Change{Sequence: 1}
	for i := range 100_000 {
		c.Put = append(c.Put, file(fmt.Sprintf("2024/article-%d/index.html", i), strings.Repeat("x", 64)))
	}
	data := (&Manifest{}).Apply(c).Encode()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Read(bytes.NewReader(data)); err != nil {
			b.Fatal(err)
		}
	}
}

// TestMatches compares the recorded size and time of a file with those on disk, also on file
// systems that round times to two seconds.
func TestMatches(t *testing.T) {
	since := time.Date(2024, 1, 1, 0, 0, 11, 0, time.UTC)
	for at, want := range map[time.Time]bool{
		since: true, since.Add(time.Second): true, since.Add(-time.Second): true,
		since.Add(3 * time.Second): false, since.Add(-3 * time.Second): false, since.Add(time.Second / 2): false, since.Add(time.Second + 1): false,
	} {
		info, err := fs.Stat(fstest.MapFS{"a": {Data: []byte("1"), ModTime: at}}, "a")
		if err != nil {
			t.Fatal(err)
		}
		if got := (File{Size: 1, Since: since}).Matches(info); got != want {
			t.Errorf("%v: %t, want %t", at, got, want)
		}
		if (File{Size: 2, Since: since}).Matches(info) {
			t.Errorf("%v: a file of another size matches", at)
		}
	}
}

// Extend returns what Read returns of the whole log.
func TestExtend(t *testing.T) {
	m := (&Manifest{}).Apply(first)
	whole, _, _ := Read(bytes.NewReader(log()))
	next, complete := m.Extend(second.Encode())
	if diff := cmp.Diff(whole.Encode(), next.Encode()); !complete || diff != "" {
		t.Error(complete, diff)
	}
	if same, complete := m.Extend(nil); !complete || same.Sequence() != m.Sequence() {
		t.Error("an empty log is not complete")
	}
	cut := second.Encode()
	if _, complete := m.Extend(cut[:len(cut)-1]); complete {
		t.Error("a log that is cut off is complete")
	}
}

func ExampleSite_Encode() {
	os.Stdout.Write(Site{BaseURL: "https://example.org/", Hubs: []string{"https://hub.example/"}, FetchLimit: 60}.Encode())
	// Output:
	// {
	//   "base_url": "https://example.org/",
	//   "hubs": [
	//     "https://hub.example/"
	//   ],
	//   "fetch_limit": 60
	// }
}

func TestReadSite(t *testing.T) {
	want := Site{BaseURL: "https://example.org/", RawFeeds: true, Deltas: "none", TrustAssets: true}
	got, err := ReadSite(append([]byte(`{"later": 1,`), want.Encode()[1:]...))
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if _, err := ReadSite([]byte("{")); err == nil {
		t.Error("half an object has no error")
	}
}

func TestCacheControl(t *testing.T) {
	for name, want := range map[string]string{
		"a.html text/html; charset=utf-8": "public, max-age=60", "feed.xml application/atom+xml": "public, max-age=60",
		"p.png image/png": "public, max-age=3600", "e.mp3 audio/mpeg": "public, max-age=3600", "-/x.woff2 font/woff2": Immutable,
	} {
		path, mediaType, _ := strings.Cut(name, " ")
		if got := (File{Name: path, Type: mediaType}).CacheControl(); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

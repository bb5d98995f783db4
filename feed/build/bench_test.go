package build

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fil/feed/feedtest"
)

// benchSize is how many articles the whole runs have; a thousand with -short.
func benchSize() int {
	if testing.Short() {
		return 1000
	}
	return 10_000
}

// bench is a corpus with the folders that it is published into.
type benchSite struct {
	dir      string
	youngest time.Time // of the next article
	config   Config
}

func newBench(b *testing.B, years int) *benchSite {
	b.Helper()
	w := &benchSite{dir: b.TempDir(), youngest: time.Date(2005+years, 1, 1, 0, 0, 0, 0, time.UTC).Add(-time.Hour)}
	feedtest.Corpus{N: benchSize(), Years: years}.Write(b, filepath.Join(w.dir, "content"))
	w.publishInto("first")
	return w
}

// into publishes into folders of that name from now on.
func (w *benchSite) publishInto(name string) {
	w.config = configIn(filepath.Join(w.dir, name))
	w.config.Content = filepath.Join(w.dir, "content")
}

func (w *benchSite) build(b *testing.B) {
	b.Helper()
	if err := buildOnce(b.Context(), w.config, Ask{}); err != nil {
		b.Fatal(err)
	}
}

// A first build: everything is read, rendered, encoded, checked and written.
func BenchmarkCold(b *testing.B) {
	w := newBench(b, 20)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		b.StopTimer()
		n++
		w.publishInto(fmt.Sprint(n))
		b.StartTimer()
		w.build(b)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*benchSize()), "µs/article")
}

// A build when nothing has changed.
func BenchmarkUnchanged(b *testing.B) {
	w := newBench(b, 20)
	w.build(b)
	b.ReportAllocs()
	for b.Loop() {
		w.build(b)
	}
}

// create writes one more article, the youngest.
func (w *benchSite) create(b *testing.B, n int) (name string) {
	b.Helper()
	name = fmt.Sprintf("new-%d.md", n)
	text := fmt.Sprintf("---\ntitle: Nouveau %d\ndate: %s\ntags: [sujet-1]\n---\n\nUn texte.\n", n, w.youngest.Format(time.RFC3339))
	w.youngest = w.youngest.Add(time.Second)
	if err := os.WriteFile(filepath.Join(w.dir, "content", name), []byte(text), 0o644); err != nil {
		b.Fatal(err)
	}
	return name
}

// A build after one new article.
func BenchmarkOneChange(b *testing.B) {
	w := newBench(b, 20)
	w.build(b)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		b.StopTimer()
		n++
		w.create(b, n)
		b.StartTimer()
		w.build(b)
	}
}

// A run of a service that is told of one new article, with the time of all cores that it
// takes: where there are forty articles a month, where there are hundreds, and where each
// article has an old address, or a picture beside it.
func BenchmarkKnownChange(b *testing.B) {
	b.Run("spread", func(b *testing.B) { benchKnownChange(b, newBench(b, 20)) })
	b.Run("dense", func(b *testing.B) { benchKnownChange(b, newBench(b, 1)) })
	b.Run("aliases", func(b *testing.B) {
		w, n := newBench(b, 20), 0
		w.forEachArticle(b, func(name string, text []byte) {
			n++
			head := fmt.Appendf(nil, "---\naliases: [/old/%d/]\n", n)
			if err := os.WriteFile(name, append(head, bytes.TrimPrefix(text, []byte("---\n"))...), 0o644); err != nil {
				b.Fatal(err)
			}
		})
		benchKnownChange(b, w)
	})
	b.Run("pictures", func(b *testing.B) {
		w := newBench(b, 20)
		w.forEachArticle(b, func(name string, _ []byte) {
			if err := os.WriteFile(strings.TrimSuffix(name, ".md")+".png", []byte(name), 0o644); err != nil {
				b.Fatal(err)
			}
		})
		benchKnownChange(b, w)
	})
}

// each goes over the files of all articles.
func (w *benchSite) forEachArticle(b *testing.B, do func(name string, text []byte)) {
	b.Helper()
	var names []string
	err := filepath.WalkDir(filepath.Join(w.dir, "content"), func(name string, _ fs.DirEntry, err error) error {
		if filepath.Ext(name) == ".md" {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		do(name, text)
	}
}

func benchKnownChange(b *testing.B, w *benchSite) {
	e, err := Open(w.config)
	if err != nil {
		b.Fatal(err)
	}
	defer e.Close()
	run := func(changed []string) {
		out, err := e.Run(b.Context(), Ask{Changed: changed, SkipSettle: true})
		if err != nil {
			b.Fatal(err)
		}
		e.Commit(out)
		e.Prepare()
	}
	run(nil)
	b.ReportAllocs()
	n, taken := 0, time.Duration(0)
	for b.Loop() {
		b.StopTimer()
		n++
		name := w.create(b, n)
		before := cpuTime(b)
		b.StartTimer()
		run([]string{name})
		taken += cpuTime(b) - before
	}
	b.ReportMetric(float64(taken.Nanoseconds())/float64(b.N), "cpu-ns/op")
}

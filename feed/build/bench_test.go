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

// benchSize returns the number of articles: 10,000, or 1,000 with -short.
func benchSize() int {
	if testing.Short() {
		return 1000
	}
	return 10_000
}

// benchSite is a corpus with the folders that it is published into.
type benchSite struct {
	dir      string
	youngest time.Time // date of the next article
	config   Config
}

func newBench(b *testing.B, years int) *benchSite {
	b.Helper()
	w := &benchSite{dir: b.TempDir(), youngest: time.Date(2005+years, 1, 1, 0, 0, 0, 0, time.UTC).Add(-time.Hour)}
	feedtest.Corpus{N: benchSize(), Years: years}.Write(b, filepath.Join(w.dir, "content"))
	w.publishInto("first")
	return w
}

// publishInto makes later builds publish into new folders, below the given name.
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

// BenchmarkCold measures a first build: everything is read, rendered, encoded, checked and written.
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

// BenchmarkUnchanged measures a build when nothing has changed since the last one.
func BenchmarkUnchanged(b *testing.B) {
	w := newBench(b, 20)
	w.build(b)
	b.ReportAllocs()
	for b.Loop() {
		w.build(b)
	}
}

// create writes a new article, with a later date than all others.
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

// BenchmarkOneChange measures a build after one new article.
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

// BenchmarkKnownChange measures a run of a server that gets the name of one new article, and the
// CPU time of all cores. The sites have forty articles a month (spread), hundreds a month (dense),
// an alias for each article, or a picture beside each article.
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

// forEachArticle calls do for the file of each article.
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
	e, err := Open(b.Context(), w.config)
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

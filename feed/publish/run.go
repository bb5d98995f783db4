package publish

import (
	"bytes"
	"context"
	"encoding/hex"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"fil/feed"
	"fil/feed/manifest"
)

// Store is where a publication lives. An implementation must make a change whole or
// not at all: whoever opens it after a crash sees the publication before or the one
// after, and an error from Publish that left it half done is mended by the next
// Begin.
type Store interface {
	// Begin starts a publication: what is there, and which of the files that are to be
	// looked at, of so many, are not as recorded and have to be written again. Among are
	// the names of those that look chooses from, nil is all. Sequence 0 says that nothing is
	// recorded.
	Begin(ctx context.Context, among []string, look func(f manifest.File, of int) bool) (have *manifest.Manifest, lost map[string]bool, err error)
	// Stage writes one file beside the publication, with the mtime f.Since. A name
	// that something has which is not of the publication is fs.ErrExist. It is safe
	// for several goroutines.
	Stage(ctx context.Context, f manifest.File, write func(io.Writer) error) error
	// Publish makes the staged files, and the removals, the publication.
	Publish(ctx context.Context, c manifest.Change) (*manifest.Manifest, error)
}

// Report is what a run did.
type Report struct {
	Articles, Feeds int
	// Written and Removed are names in dist, without those of compressed forms;
	// Written is in the order of the plan.
	Written, Removed []string
	Unchanged        int
	// Problems are what was left out, or left as it was.
	Problems []*feed.Problem
	// Manifest is the publication after the run.
	Manifest *manifest.Manifest
	// Made is what is to be known of files at the next run, by name, where it differs
	// from what was known; the zero value is to be forgotten.
	Made map[string]Made
}

// Made is what a file was made of, and the beginning of the hash of its bytes.
type Made = feed.Made

// Options are what a run may go by. The zero value makes every file.
type Options struct {
	// Load gives articles their content; nil is Loaded. An error that it returns ends the run.
	Load Loader
	// Made is what is known of files since an earlier run, by name.
	Made map[string]Made
	// Pages reports whether a file was an article's page. It is called only if the manifest was
	// lost; nil reports none.
	Pages func(name string) bool
	// Verify looks at every file in the store, and not only at feeds.
	Verify bool
	// Remembered, if it is not nil, has the IDs remembered that are published. It is called before
	// the publication is committed, and not at all if there is nothing to commit.
	Remembered func()
	// Progress is told now and then how many of how many files are done.
	Progress func(done, of int)
}

// Degraded reports whether something was refused.
func (r *Report) Degraded() bool {
	return slices.ContainsFunc(r.Problems, func(p *feed.Problem) bool { return !p.Warning })
}

// Run makes a publication what the store holds. A file that would be made of the same
// as before, and lies there still, is not made; one whose bytes are the same is left
// alone; where all are, nothing is written at all. A feed that does not pass its check
// keeps its last good form. An error that is not the store's word on single files means
// that nothing has changed.
func Run(ctx context.Context, p *Publication, s Store, o Options, now time.Time) (*Report, error) {
	load := o.Load
	if load == nil {
		load = Loaded
	}
	o.Load = func(a *feed.Article) (*feed.Article, error) {
		whole, err := load(a)
		if err != nil {
			err = loadError{err}
		}
		return whole, err
	}
	var among []string
	switch {
	case p.Intact:
		among = []string{}
	case p.Partly: // all others are pages, and stay
		among = p.Before
	}
	have, lost, err := s.Begin(ctx, among, Look(o.Verify))
	if err != nil {
		return nil, err
	}
	r := &run{Options: o, store: s, have: have, lost: lost, now: now.UTC().Truncate(time.Second), kept: make(map[string]bool, len(p.Outputs)+len(p.stayed)),
		report: &Report{Articles: p.Articles, Feeds: len(p.Feeds), Unchanged: p.Standing, Problems: slices.Clone(p.Problems), Made: map[string]Made{}}}
	if err := r.all(ctx, p.Outputs); err != nil {
		return nil, err
	}
	r.stay(p.stayed)
	r.remove(p)
	r.redirect(p)
	r.forget()
	r.report.Manifest = have
	if r.change.Empty() && have.Sequence() > 0 {
		return r.report, nil
	}
	slices.SortFunc(r.change.Put, func(a, b manifest.File) int { return strings.Compare(a.Name, b.Name) })
	r.change.Sequence = have.Sequence() + 1
	if o.Remembered != nil {
		o.Remembered()
	}
	r.report.Manifest, err = s.Publish(ctx, r.change)
	return r.report, err
}

// loadError is an error of a Loader, which no output is to blame for.
type loadError struct{ error }

// Unwrap returns the Loader's own.
func (e loadError) Unwrap() error { return e.error }

// run is one run under way.
type run struct {
	Options
	store Store
	have  *manifest.Manifest
	lost  map[string]bool
	now   time.Time

	mu   sync.Mutex
	kept map[string]bool
	// keepAssets says that pages stay that need the files of an earlier theme.
	keepAssets bool
	change     manifest.Change
	report     *Report
}

// sumOf is the beginning of the hash of a file's bytes.
func sumOf(f manifest.File) (sum [16]byte) {
	_, _ = hex.Decode(sum[:], []byte(f.Hash[:min(len(f.Hash), 2*len(sum))])) // a hash is hex
	return sum
}

// all makes the outputs that are not the same on all cores, and stages what changed.
func (r *run) all(ctx context.Context, outputs []Output) error {
	todo, planned := make([]int, 0, 64), len(r.report.Problems)
	for i := range outputs {
		if r.have.Sequence() > 0 && r.same(&outputs[i]) {
			r.report.Unchanged++
		} else {
			todo = append(todo, i)
		}
	}
	todo = beside(todo, func(i int) int { return outputs[i].Near })
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var wg sync.WaitGroup
	written := make([]bool, len(todo))
	r.change.Put = make([]manifest.File, 0, len(todo)+len(todo)/64)
	for range min(len(todo), runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			b, _ := buffers.Get().(*bytes.Buffer) // for one file after the other
			defer buffers.Put(b)
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(todo) {
					return
				}
				o := &outputs[todo[i]]
				var err error
				b.Reset()
				if written[i], err = r.take(ctx, o, r.produce(o, b)); err != nil {
					cancel(err)
				}
				if r.Progress != nil && i%16 == 0 {
					r.Progress(i, len(todo))
				}
			}
		})
	}
	wg.Wait()
	r.tell(outputs, todo, written)
	failed := r.report.Problems[planned:]
	slices.SortStableFunc(failed, func(a, b *feed.Problem) int { return strings.Compare(a.Path, b.Path) })
	return context.Cause(ctx)
}

// buffers are used again by the next run: an archive is a megabyte, and to grow a buffer for
// it costs half as much as the archive.
var buffers = sync.Pool{New: func() any { return &bytes.Buffer{} }}

// tell names the files that were written, in the order of the plan.
func (r *run) tell(outputs []Output, todo []int, written []bool) {
	done := make([]bool, len(outputs))
	for i, w := range written {
		done[todo[i]] = w
	}
	for i, w := range done {
		if w {
			r.report.Written = append(r.report.Written, outputs[i].Name)
		}
	}
}

// stay keeps files that are what they were.
func (r *run) stay(files []file) {
	for _, f := range files {
		if r.kept[f.Name] = true; f.Hot {
			r.kept[f.Name+gzipped] = true
		}
	}
}

// same reports whether an output would be made of what it was made of before, and is
// there still.
func (r *run) same(o *Output) bool {
	before, known := r.Made[o.Name]
	if !known || o.Key == (Key{}) || before.Key != o.Key || r.lost[o.Name] {
		return false
	}
	f, there := r.have.File(o.Name)
	if !there || sumOf(f) != before.Sum || f.Type != o.Type {
		return false
	}
	if o.Hot {
		if _, both := r.have.File(o.Name + gzipped); !both || r.lost[o.Name+gzipped] {
			return false
		}
		r.kept[o.Name+gzipped] = true
	}
	r.kept[o.Name] = true
	return true
}

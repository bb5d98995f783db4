package publish

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"fil/feed"
	"fil/feed/manifest"
)

// Store holds a publication: a set of files and the manifest of them. An implementation must be
// atomic: after a crash the store has either the publication before or the one after. If Publish
// returns an error and has changed names already, the next Begin must complete the change.
type Store interface {
	// Begin begins a publication. It returns the manifest of what the store has, with Sequence 0 if
	// there is none. It compares the files with the manifest for which watched returns true; total is
	// the number of files in the manifest, and a nil function means none. lost are the files that differ
	// or are missing, and must be written again.
	Begin(ctx context.Context, watched func(f manifest.File, total int) bool) (have *manifest.Manifest, lost map[string]bool, err error)
	// Stage writes a file that is not yet published, with the mtime f.Since. It returns fs.ErrExist
	// if a file of that name exists that is not of the publication. It is safe for concurrent use.
	Stage(ctx context.Context, f manifest.File, write func(io.Writer) error) error
	// Publish commits the change with the staged files, and returns the new manifest.
	Publish(ctx context.Context, c manifest.Change) (*manifest.Manifest, error)
}

// Report says what a run did.
type Report struct {
	// Articles and Feeds are how many are published.
	Articles, Feeds int
	// Written and Removed are names in dist, without those of compressed forms. Written is in the
	// order of the plan.
	Written, Removed []string
	// Unchanged is the number of files that were not written, whether the plan lists them or not.
	Unchanged int
	// Problems say which files were not published, or not updated.
	Problems []*feed.Problem
	// Manifest is the publication after the run.
	Manifest *manifest.Manifest
	// Redirects are the addresses of redirects that are not of an article, such as earlier archives.
	Redirects []string
	// Made has the differences from what was recorded, for the next run. A zero value removes an entry.
	Made map[string]Made
}

// Made is the key of a file, and the beginning of the hash of its bytes.
type Made = feed.Made

// Options are optional inputs of a run. The zero value makes every file.
type Options struct {
	// Load gives articles their content; with nil they have none. An error that it returns ends the run.
	Load Loader
	// Made returns what earlier runs recorded of files with these names. A file without an entry is made;
	// a nil function has none.
	Made func(names iter.Seq[string]) map[string]Made
	// Pages reports whether a file was the page of an article. It is called only if the manifest is
	// missing; nil means that no file was.
	Pages func(name string) bool
	// Verify compares every file in the store with the manifest, and not only those of WatchRule; Trust
	// compares none, because the run has to be fast.
	Verify, Trust bool
	// Redirects is Report.Redirects of the run before. It is needed if the plan follows that of the run
	// before.
	Redirects []string
	// BeforeCommit is called before the publication is committed, and not at all if there is nothing
	// to commit. It stores the IDs that are about to be published. It may be nil.
	BeforeCommit func()
	// Progress is called from time to time with the numbers of files that are done and that are to
	// be made. It must be safe for concurrent use, and may be nil.
	Progress func(done, total int)
}

// Degraded reports whether a problem is more than a warning: a file was not published or updated.
func (r *Report) Degraded() bool {
	return slices.ContainsFunc(r.Problems, func(p *feed.Problem) bool { return !p.Warning })
}

// Run updates the store to a publication. A file whose key has not changed, and that is still in the
// store, is not made. A file that was made and has the same bytes is not written. If no file or
// redirect differs, nothing is committed. A feed that fails its check stays as it was.
//
// If Run returns an error, the publication in the store has not changed, unless the error is of
// Store.Publish. Problems of single files are not errors, but in Report.Problems.
func Run(ctx context.Context, p *Publication, s Store, o Options, now time.Time) (*Report, error) {
	load := o.Load
	if load == nil {
		load = withoutTexts
	}
	o.Load = func(a *feed.Meta) (*feed.Article, error) {
		loaded, err := load(a)
		if err != nil && !errors.Is(err, ErrLost) {
			err = loadError{err}
		}
		return loaded, err
	}
	check := WatchRule(o.Verify)
	if o.Trust {
		check = nil
	}
	have, lost, err := s.Begin(ctx, check)
	if err != nil {
		return nil, err
	}
	r := &run{Options: o, store: s, have: have, lost: lost, now: now.UTC().Truncate(time.Second),
		report: &Report{Articles: p.Articles, Feeds: len(p.Feeds), Unchanged: p.Files - len(p.Outputs), Problems: slices.Clone(p.Problems), Made: map[string]Made{}}}
	if o.Made == nil {
		r.Made = func(iter.Seq[string]) map[string]Made { return nil }
	}
	r.made = r.Made(p.names())
	if err := r.produceAll(ctx, p.Outputs); err != nil {
		return nil, err
	}
	r.removeUnwanted(p)
	r.updateRedirects(p)
	r.forgetRemoved()
	r.report.Manifest = have
	if r.change.Empty() && have.Sequence() > 0 {
		return r.report, nil
	}
	slices.SortFunc(r.change.Put, func(a, b manifest.File) int { return strings.Compare(a.Name, b.Name) })
	r.change.Sequence = have.Sequence() + 1
	if o.BeforeCommit != nil {
		o.BeforeCommit()
	}
	r.report.Manifest, err = s.Publish(ctx, r.change)
	return r.report, err
}

// ErrLost is an error of a Loader: the text of an article is lost, and cannot be made again. The files
// that would show it stay as they were.
var ErrLost = errors.New("its text is lost")

// loadError marks an error of a Loader. It ends the run, while other errors of an output are problems
// of that output alone.
type loadError struct{ error }

// Unwrap returns the error of the Loader.
func (e loadError) Unwrap() error { return e.error }

// run is the state of one call of Run.
type run struct {
	Options
	store Store
	have  *manifest.Manifest // the publication before
	lost  map[string]bool    // files of have that must be written again
	now   time.Time
	made  map[string]Made // what was recorded of the outputs

	mu sync.Mutex // guards the fields below while outputs are made
	// retainAssets says that pages of the last publication stay, which need its theme's files.
	retainAssets bool
	change       manifest.Change
	report       *Report
}

// unchanged reports whether an output has the key and type that it had before, and its file and
// compressed form are in the store as recorded. Then they are retained.
func (r *run) unchanged(o *Output) bool {
	before, recorded := r.made[o.Name]
	if !recorded || o.Key == (Key{}) || before.Key != o.Key || r.lost[o.Name] {
		return false
	}
	f, published := r.have.File(o.Name)
	if !published || sumOf(f) != before.Sum || f.Type != o.Type {
		return false
	}
	return !o.Hot || r.have.Has(o.Name+gzipped) && !r.lost[o.Name+gzipped]
}

// sumOf returns the first half of the SHA-256 of a file's bytes.
func sumOf(f manifest.File) (sum [16]byte) {
	_, _ = hex.Decode(sum[:], []byte(f.Hash[:min(len(f.Hash), 2*len(sum))])) // the hash is valid hex
	return sum
}

// produceAll makes the outputs that have changed, on all cores, and stages files whose bytes have
// changed.
func (r *run) produceAll(ctx context.Context, outputs []Output) error {
	todo, planned := make([]int, 0, 64), len(r.report.Problems)
	for i := range outputs {
		if r.have.Sequence() > 0 && r.unchanged(&outputs[i]) {
			r.report.Unchanged++
		} else {
			todo = append(todo, i)
		}
	}
	todo = interleave(todo, func(i int) int { return outputs[i].Month })
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var wg sync.WaitGroup
	written := make([]bool, len(todo))
	r.change.Put = make([]manifest.File, 0, len(todo)+len(todo)/64)
	for range min(len(todo), runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			b, _ := buffers.Get().(*bytes.Buffer) // reused for each file
			defer buffers.Put(b)
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(todo) {
					return
				}
				o := &outputs[todo[i]]
				var err error
				b.Reset()
				written[i], err = r.stageOutput(ctx, o, r.produce(o, b))
				if err != nil {
					cancel(err)
				}
				if r.Progress != nil && i%16 == 0 {
					r.Progress(i, len(todo))
				}
			}
		})
	}
	wg.Wait()
	r.reportWritten(outputs, todo, written)
	failed := r.report.Problems[planned:]
	slices.SortStableFunc(failed, func(a, b *feed.Problem) int { return strings.Compare(a.Path, b.Path) })
	return context.Cause(ctx)
}

// buffers are reused by the next run: an archive has a megabyte, and to grow a buffer to that size
// costs half as much as making the archive.
var buffers = sync.Pool{New: func() any { return &bytes.Buffer{} }}

// reportWritten adds the names of written files to the report, in the order of the plan.
func (r *run) reportWritten(outputs []Output, todo []int, written []bool) {
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

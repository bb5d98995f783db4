package publish

import (
	"bytes"
	"cmp"
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
	"fil/feed/page"
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

// beside orders outputs so that those with the same articles are made one soon after the
// other, and yet no two of them at once: what one has loaded, the next finds.
func beside(todo []int, near func(i int) int) []int {
	slices.SortStableFunc(todo, func(a, b int) int { return cmp.Compare(near(a), near(b)) })
	group := func(from int) (to int) {
		for to = from; to < len(todo) && near(todo[to]) == near(todo[from]); to++ {
		}
		return to
	}
	ordered := make([]int, 0, len(todo))
	for at := 0; at < len(todo); {
		middle := group(at)
		end := group(middle)
		for a, b := at, middle; a < middle || b < end; a, b = a+1, b+1 {
			if a < middle {
				ordered = append(ordered, todo[a])
			}
			if b < end {
				ordered = append(ordered, todo[b])
			}
		}
		at = end
	}
	return ordered
}

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

// forget lists what is known of files that are no more.
func (r *run) forget() {
	for _, name := range r.change.Remove {
		if _, known := r.Made[name]; known {
			r.report.Made[name] = Made{}
		}
	}
}

// remove lists what is no longer wanted. Where the manifest was lost, Fil's are the pages that
// articles had, what is in folders of its own, and files whose bytes are those that were made
// under their names; every other one stays.
func (r *run) remove(p *Publication) {
	ours := func(manifest.File) bool { return true }
	if r.have.Sequence() == 0 {
		ours = func(f manifest.File) bool {
			name := strings.TrimSuffix(f.Name, gzipped)
			folder, _, below := strings.Cut(name, "/")
			return r.Made[name].Sum == sumOf(f) || below && feed.Reserved(folder) || r.Pages != nil && r.Pages(name)
		}
	}
	below := func(name string) bool {
		return slices.Contains(p.Stay, name) || slices.ContainsFunc(p.Keep, func(folder string) bool { return strings.HasPrefix(name, folder+"/") })
	}
	take := func(name string, f manifest.File) {
		if below(name) || r.keepAssets && strings.HasPrefix(name, page.AssetFolder) {
			return
		}
		r.change.Remove = append(r.change.Remove, name)
		if f.Encoding == "" {
			r.report.Removed = append(r.report.Removed, name)
		}
	}
	may := func(name string) {
		if r.kept[name] { // most are
			return
		}
		if f, ok := r.have.File(name); ok {
			take(name, f)
		}
	}
	if p.Partly {
		for _, name := range p.Before {
			may(name)
		}
		for _, name := range p.left {
			if _, leads := r.have.Redirect(name); leads { // else it was somebody's address
				may(name)
			}
		}
	} else {
		for name, f := range r.have.Files() {
			if !r.kept[name] && ours(f) {
				take(name, f)
			}
		}
	}
	slices.Sort(r.change.Remove)
	r.change.Remove = slices.Compact(r.change.Remove) // Before may name one twice
	slices.Sort(r.report.Removed)
	r.report.Removed = slices.Compact(r.report.Removed)
}

// redirect lists the redirects that are new, other or no longer wanted. Those of
// archives last: whoever knows an old address finds what has taken its place.
func (r *run) redirect(p *Publication) {
	want := map[string]manifest.Redirect{}
	follow := func(name string) {
		switch to := p.Successor(name); {
		case to == "" || to == name || r.kept[name]:
		case r.kept[to]:
			want[name] = manifest.Redirect{From: name, To: to, Status: 301}
		default: // the whole feed has gone
			want[name] = manifest.Redirect{From: name, Status: 410}
		}
	}
	former := p.former
	if !p.aliasesStand {
		for old := range r.have.Redirects() {
			former = append(former, old.From)
		}
	}
	for _, from := range former {
		follow(from)
	}
	for _, name := range r.change.Remove {
		follow(name)
	}
	for _, redirect := range p.Redirects {
		want[redirect.From] = redirect
	}
	if p.Memo.order != nil {
		p.Memo.order.elsewhere = sortedKeys(want)
	}
	for _, redirect := range p.moved {
		if _, taken := want[redirect.From]; !taken {
			want[redirect.From] = redirect
		}
	}
	slices.Sort(former)
	for _, from := range slices.Compact(former) {
		if _, wanted := want[from]; wanted {
			continue
		}
		if _, there := r.have.Redirect(from); there {
			r.change.Redirects = append(r.change.Redirects, manifest.Redirect{From: from})
		}
	}
	for _, from := range sortedKeys(want) {
		if old, ok := r.have.Redirect(from); !ok || old != want[from] {
			r.change.Redirects = append(r.change.Redirects, want[from])
		}
	}
}

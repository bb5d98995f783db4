package publish

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/klauspost/compress/gzip"

	"fil/feed"
	"fil/feed/manifest"
)

// Store is where a publication lives. An implementation must make a change whole or
// not at all: whoever opens it after a crash sees the publication before or the one
// after, and an error from Publish that left it half done is mended by the next
// Begin.
type Store interface {
	// Begin starts a publication: what is there, and which files of it are not as
	// recorded and have to be written again. Sequence 0 says that nothing is recorded.
	Begin(ctx context.Context) (have *manifest.Manifest, lost map[string]bool, err error)
	// Stage writes one file beside the publication, with the mtime f.Since. A name
	// that something has which is not of the publication is fs.ErrExist.
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
}

// Degraded reports whether something was refused.
func (r *Report) Degraded() bool {
	return slices.ContainsFunc(r.Problems, func(p *feed.Problem) bool { return !p.Warning })
}

// Run makes a publication what the store holds. Files whose bytes are the same are
// left alone; where all are, nothing is written at all. A feed that does not pass
// its check keeps its last good form. An error that is not the store's word on single
// files means that nothing has changed.
func Run(ctx context.Context, p *Publication, s Store, now time.Time) (*Report, error) {
	have, lost, err := s.Begin(ctx)
	if err != nil {
		return nil, err
	}
	r := &run{store: s, have: have, lost: lost, now: now.UTC().Truncate(time.Second), kept: map[string]bool{},
		report: &Report{Articles: p.Articles, Feeds: len(p.Feeds), Problems: slices.Clone(p.Problems)}}
	if err := r.all(ctx, p.Outputs); err != nil {
		return nil, err
	}
	r.remove(p.Keep)
	r.redirect(p)
	r.report.Manifest = have
	if r.change.Empty() && have.Sequence() > 0 {
		return r.report, nil
	}
	r.change.Sequence = have.Sequence() + 1
	r.report.Manifest, err = s.Publish(ctx, r.change)
	return r.report, err
}

// run is one run under way.
type run struct {
	store  Store
	have   *manifest.Manifest
	lost   map[string]bool
	now    time.Time
	kept   map[string]bool
	change manifest.Change
	report *Report
}

// made is an output's bytes, or what kept them from being made.
type made struct {
	index    int
	file     manifest.File
	data     []byte // nil where the output is streamed
	gzip     *made
	problems []*feed.Problem
	err      error
}

// all makes the outputs on all cores, and stages what changed, one at a time.
func (r *run) all(ctx context.Context, outputs []Output) error {
	ctx, cancel := context.WithCancel(ctx)
	results := make(chan *made, 2*runtime.GOMAXPROCS(0))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(outputs) {
					return
				}
				m := r.produce(&outputs[i])
				m.index = i
				select {
				case results <- m:
				case <-ctx.Done():
				}
			}
		})
	}
	go func() { wg.Wait(); close(results) }()
	var failed error
	written := make([]bool, len(outputs))
	for m := range results {
		if failed == nil {
			written[m.index], failed = r.take(ctx, &outputs[m.index], m)
			if failed != nil {
				cancel()
			}
		}
	}
	err := ctx.Err()
	cancel()
	for i, w := range written {
		if w {
			r.report.Written = append(r.report.Written, outputs[i].Name)
		}
	}
	return cmp.Or(failed, err)
}

// remove lists what is no longer wanted. Where the manifest was lost, nobody knows
// whose a file is that nothing wants: it stays.
func (r *run) remove(keep []string) {
	if r.have.Sequence() == 0 {
		return
	}
	below := func(name string) bool {
		return slices.ContainsFunc(keep, func(folder string) bool { return strings.HasPrefix(name, folder+"/") })
	}
	for f := range r.have.All() {
		if r.kept[f.Name] || below(f.Name) {
			continue
		}
		r.change.Remove = append(r.change.Remove, f.Name)
		if f.Encoding == "" {
			r.report.Removed = append(r.report.Removed, f.Name)
		}
	}
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
	for old := range r.have.Redirects() {
		follow(old.From)
	}
	for _, name := range r.change.Remove {
		follow(name)
	}
	for _, redirect := range p.Redirects {
		want[redirect.From] = redirect
	}
	for old := range r.have.Redirects() {
		if _, ok := want[old.From]; !ok {
			r.change.Redirects = append(r.change.Redirects, manifest.Redirect{From: old.From})
		}
	}
	for _, from := range sortedKeys(want) {
		if old, ok := r.have.Redirect(from); !ok || old != want[from] {
			r.change.Redirects = append(r.change.Redirects, want[from])
		}
	}
}

// take settles what becomes of one output, and reports whether it was written.
func (r *run) take(ctx context.Context, o *Output, m *made) (written bool, err error) {
	if m.err != nil || len(m.problems) > 0 {
		r.keepLast(o, m)
		return false, nil
	}
	written, err = r.put(ctx, o, m)
	if errors.Is(err, errChanged) || errors.Is(err, fs.ErrExist) {
		r.keepLast(o, &made{err: err})
		return false, nil
	}
	if err == nil && m.gzip != nil {
		m.gzip.file.Type, m.gzip.file.Since = o.Type, m.file.Since
		if _, err = r.put(ctx, o, m.gzip); errors.Is(err, fs.ErrExist) {
			r.keepLast(&Output{Name: m.gzip.file.Name}, &made{err: err})
			err = nil
		}
	}
	if err == nil && !written {
		r.report.Unchanged++
	}
	return written, err
}

// keepLast leaves the last good form of an output that could not be made, or did not
// pass its check, where there is one.
func (r *run) keepLast(o *Output, m *made) {
	problems := m.problems
	if m.err != nil {
		problems = []*feed.Problem{{Path: o.Name, Message: m.err.Error()}}
	}
	for _, name := range []string{o.Name, o.Name + gzipped} {
		if _, ok := r.have.File(name); ok {
			r.kept[name] = true
		}
	}
	hint := "it is not published"
	if _, published := r.have.File(o.Name); published {
		hint = "its last good form stays up"
	}
	for _, p := range problems {
		p.Hint = hint
	}
	r.report.Problems = append(r.report.Problems, problems...)
}

// put stages a file that is new, changed or lost, and records it.
func (r *run) put(ctx context.Context, o *Output, m *made) (written bool, err error) {
	f := &m.file
	r.kept[f.Name] = true
	before, known := r.have.File(f.Name)
	same := known && before.Hash == f.Hash && before.Size == f.Size
	switch {
	case same:
		f.Since = before.Since
	case f.Since.IsZero():
		f.Since = r.now
		if known && !f.Since.After(before.Since) { // two within one second
			f.Since = before.Since.Add(time.Second)
		}
	}
	if same && !r.lost[f.Name] {
		if r.have.Sequence() == 0 || *f != before {
			r.change.Put = append(r.change.Put, *f) // the record alone
		}
		return false, nil
	}
	write := sameBytes(o.Write, f.Hash)
	if m.data != nil {
		write = func(w io.Writer) error { _, err := w.Write(m.data); return err }
	}
	if err := r.store.Stage(ctx, *f, write); err != nil {
		return false, err
	}
	r.change.Put = append(r.change.Put, *f)
	return true, nil
}

var errChanged = errors.New("it changed while it was read")

// sameBytes writes a stream a second time, and fails if it is not what it was.
func sameBytes(write func(io.Writer) error, sum string) func(io.Writer) error {
	return func(w io.Writer) error {
		h := sha256.New()
		if err := write(io.MultiWriter(w, h)); err != nil {
			return err
		}
		if hexSum(h) != sum {
			return errChanged
		}
		return nil
	}
}

// produce makes an output's bytes, checks them and compresses them. What is compressed
// already, and lies there still, is not compressed again.
func (r *run) produce(o *Output) (m *made) {
	m = produce(o)
	if !o.Hot || m.err != nil || len(m.problems) > 0 {
		return m
	}
	before, known := r.have.File(o.Name)
	zipped, both := r.have.File(o.Name + gzipped)
	if known && both && before.Hash == m.file.Hash && zipped.Encoding == "gzip" && !r.lost[zipped.Name] {
		m.gzip = &made{file: zipped}
		return m
	}
	m.gzip = &made{file: manifest.File{Name: o.Name + gzipped, Type: o.Type, Encoding: "gzip"}}
	var z []byte
	if z, m.err = compress(m.data); m.err == nil {
		m.gzip.describe(z)
	}
	return m
}

// produce makes an output's bytes and checks them.
func produce(o *Output) (m *made) {
	m = &made{file: manifest.File{Name: o.Name, Type: o.Type}}
	defer func() {
		if p := recover(); p != nil {
			stack := make([]byte, 4<<10)
			m.err = fmt.Errorf("a fault of Fil's, not of yours: %v\n%s", p, stack[:runtime.Stack(stack, false)])
		}
	}()
	h := sha256.New()
	if o.Stream {
		size := &counter{}
		m.err = o.Write(io.MultiWriter(h, size))
		m.file.Size, m.file.Hash = size.n, hexSum(h)
		return m
	}
	var b bytes.Buffer
	if m.err = o.Write(&b); m.err != nil {
		return m
	}
	m.describe(b.Bytes())
	if o.Check != nil {
		for _, p := range o.Check(m.data) {
			m.problems = append(m.problems, &feed.Problem{Path: o.Name, Message: "the feed does not pass the check: " + p.String()})
		}
	}
	return m
}

func (m *made) describe(data []byte) {
	sum := sha256.Sum256(data)
	m.data, m.file.Size, m.file.Hash = data, int64(len(data)), hex.EncodeToString(sum[:])
}

// compress makes the same bytes at any hour: the header has no time.
func compress(data []byte) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(data); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

type counter struct{ n int64 }

// Write counts.
func (c *counter) Write(p []byte) (int, error) { c.n += int64(len(p)); return len(p), nil }

func hexSum(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

// Check makes the feeds of a publication and reads them back, without publishing
// anything. It returns the publication's own problems too.
func Check(p *Publication) []*feed.Problem {
	problems := slices.Clone(p.Problems)
	for i := range p.Outputs {
		if o := &p.Outputs[i]; o.Check != nil {
			m := produce(o)
			if m.err != nil {
				problems = append(problems, &feed.Problem{Path: o.Name, Message: m.err.Error()})
			}
			problems = append(problems, m.problems...)
		}
	}
	return problems
}

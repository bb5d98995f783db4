package publish

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"maps"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"

	"fil/feed"
	"fil/feed/manifest"
)

// made is an output's bytes, or what kept them from being made.
type made struct {
	file     manifest.File
	data     []byte // nil where the output is streamed
	gzip     *made
	problems []*feed.Problem
	err      error
}

var errChanged = errors.New("it changed while it was read")

// ChangedError says that a file of content changed while it was published. Nothing was published.
type ChangedError struct{ Name string }

// Error names the file.
func (e *ChangedError) Error() string { return e.Name + " changed while it was published" }

// In reports whether the file is one of some.
func (e *ChangedError) In(some map[string]bool) bool { return some[e.Name] }

// Add returns some files and this one.
func (e *ChangedError) Add(some map[string]bool) map[string]bool {
	more := map[string]bool{e.Name: true}
	maps.Copy(more, some)
	return more
}

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

// produce makes an output's bytes in b, checks them and compresses them. What is compressed
// already, and lies there still, is not compressed again.
func (r *run) produce(o *Output, b *bytes.Buffer) (m *made) {
	m = produce(o, r.Load, b)
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

// produce makes an output's bytes in b and checks them.
func produce(o *Output, load Loader, b *bytes.Buffer) (m *made) {
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
		m.err = o.Write(io.MultiWriter(h, size), load)
		m.file.Size, m.file.Hash = size.n, hexSum(h)
		if o.Size > 0 && o.Size != size.n && m.err == nil {
			m.err = errChanged
		}
		return m
	}
	if m.err = o.Write(b, load); m.err != nil {
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

// take settles what becomes of one output, and reports whether it was written.
func (r *run) take(ctx context.Context, o *Output, m *made) (written bool, err error) {
	if failed := (loadError{}); errors.As(m.err, &failed) {
		return false, failed
	}
	if errors.Is(m.err, errChanged) {
		return false, &ChangedError{o.Name} // articles would give its old length
	}
	if m.err != nil || len(m.problems) > 0 {
		r.keepLast(o, m)
		return false, nil
	}
	written, err = r.put(ctx, o, m)
	if errors.Is(err, errChanged) {
		return false, &ChangedError{o.Name} // articles would give its old length
	}
	if errors.Is(err, fs.ErrExist) {
		r.keepLast(o, &made{err: err})
		return false, nil
	}
	if err == nil && m.gzip != nil {
		m.gzip.file.Type, m.gzip.file.Since = o.Type, m.file.Since
		if _, err = r.put(ctx, o, m.gzip); errors.Is(err, fs.ErrExist) {
			r.keepLast(&Output{Name: m.gzip.file.Name}, &made{err: err})
			return written, nil
		}
	}
	if err != nil {
		return false, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if !written {
		r.report.Unchanged++
	}
	now := Made{Key: o.Key, Sum: sumOf(m.file)}
	if before, known := r.Made[o.Name]; now != before && (o.Key != Key{} || known) {
		if o.Key == (Key{}) {
			now = Made{}
		}
		r.report.Made[o.Name] = now
	}
	return written, nil
}

// put stages a file that is new, changed or lost, and records it.
func (r *run) put(ctx context.Context, o *Output, m *made) (written bool, err error) {
	f := &m.file
	before, known := r.have.File(f.Name)
	same := known && before.Hash == f.Hash && before.Size == f.Size
	switch {
	case same:
		f.Since = before.Since
	case f.Since.IsZero():
		f.Since = r.now
		if known && !f.Since.After(before.Since) { // two within one second
			f.Since = before.Since.Add(time.Second)
		} else if !known && !r.have.Changed().Before(r.now) { // it may have been there in this second, and gone
			f.Since = r.now.Add(time.Second)
		}
	}
	written = !same || r.lost[f.Name]
	if written {
		write := sameBytes(func(w io.Writer) error { return o.Write(w, r.Load) }, f.Hash)
		if m.data != nil {
			write = func(w io.Writer) error { _, err := w.Write(m.data); return err }
		}
		if err := r.store.Stage(ctx, *f, write); err != nil {
			return false, err
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.have.Len() > 0 { // else there is nothing to be removed
		r.kept[f.Name] = true
	}
	if written || r.have.Sequence() == 0 || *f != before {
		r.change.Put = append(r.change.Put, *f)
	}
	return written, nil
}

func (m *made) describe(data []byte) {
	sum := sha256.Sum256(data)
	m.data, m.file.Size, m.file.Hash = data, int64(len(data)), hex.EncodeToString(sum[:])
}

// zippers are used again: each has more than half a megabyte.
var zippers = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(io.Discard, 6)
	if err != nil {
		return nil // the level is right
	}
	return z
}}

// compress makes the same bytes at any hour: the header has no time.
func compress(data []byte) ([]byte, error) {
	z, ok := zippers.Get().(*gzip.Writer)
	if !ok {
		return nil, errors.New("compressing: a wrong level")
	}
	defer zippers.Put(z)
	var b bytes.Buffer
	z.Reset(&b)
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

// Check makes the feeds of a publication, whose articles load gives their content, and
// reads them back, without publishing anything. It returns the publication's own problems too.
func Check(p *Publication, load Loader) []*feed.Problem {
	problems := slices.Clone(p.Problems)
	for i := range p.Outputs {
		if o := &p.Outputs[i]; o.Check != nil {
			m := produce(o, load, &bytes.Buffer{})
			if m.err != nil {
				problems = append(problems, &feed.Problem{Path: o.Name, Message: m.err.Error()})
			}
			problems = append(problems, m.problems...)
		}
	}
	return problems
}

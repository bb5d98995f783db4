package publish

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"time"
)

// take settles what becomes of one output, and reports whether it was written.
func (r *run) stageOutput(ctx context.Context, o *Output, m *product) (written bool, err error) {
	if failed := (loadError{}); errors.As(m.err, &failed) {
		return false, failed
	}
	if errors.Is(m.err, errChanged) {
		return false, &ChangedError{o.Name} // articles would give its old length
	}
	if m.err != nil || len(m.problems) > 0 {
		r.fallBack(o, m)
		return false, nil
	}
	written, err = r.stage(ctx, o, m)
	if errors.Is(err, errChanged) {
		return false, &ChangedError{o.Name} // articles would give its old length
	}
	if errors.Is(err, fs.ErrExist) {
		r.fallBack(o, &product{err: err})
		return false, nil
	}
	if err == nil && m.gzip != nil {
		m.gzip.file.Type, m.gzip.file.Since = o.Type, m.file.Since
		if _, err = r.stage(ctx, o, m.gzip); errors.Is(err, fs.ErrExist) {
			r.fallBack(&Output{Name: m.gzip.file.Name}, &product{err: err})
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
func (r *run) stage(ctx context.Context, o *Output, m *product) (written bool, err error) {
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
		r.retained[f.Name] = true
	}
	if written || r.have.Sequence() == 0 || *f != before {
		r.change.Put = append(r.change.Put, *f)
	}
	return written, nil
}

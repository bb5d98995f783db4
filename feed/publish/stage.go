package publish

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"time"
)

// stageOutput stages what was made of an output and its compressed form, if they have changed, and
// reports whether the output is written. If it could not be made, the file of the last publication is
// retained. An error ends the run: it is of the Loader or the store, or an asset has changed.
func (r *run) stageOutput(ctx context.Context, o *Output, m *product) (written bool, err error) {
	if failed := (loadError{}); errors.As(m.err, &failed) {
		return false, failed
	}
	if errors.Is(m.err, errChanged) {
		return false, &ChangedError{o.Name} // it ends the run, because articles state the asset's old length
	}
	if m.err != nil || len(m.problems) > 0 {
		r.fallBack(o, m)
		return false, nil
	}
	written, err = r.stage(ctx, o, m)
	if errors.Is(err, errChanged) {
		return false, &ChangedError{o.Name}
	}
	if errors.Is(err, fs.ErrExist) {
		r.fallBack(o, &product{err: err})
		return false, nil
	}
	if err == nil && m.gzip != nil {
		m.gzip.file.Type, m.gzip.file.Since = o.Type, m.file.Since
		_, err = r.stage(ctx, o, m.gzip)
		if errors.Is(err, fs.ErrExist) {
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
	key := o.Key
	if len(m.left) > 0 {
		r.report.Problems = append(r.report.Problems, m.left...)
		key = Key{} // the next run makes it again, and reports them again
	}
	made := Made{Key: key, Sum: sumOf(m.file)}
	if before, recorded := r.made[o.Name]; made != before && (key != Key{} || recorded) {
		if key == (Key{}) {
			made = Made{}
		}
		r.report.Made[o.Name] = made
	}
	return written, nil
}

// stage stages the file of m if it is new, changed or lost, and reports whether it did. It sets
// m.file.Since, and adds the file to the change if its record differs. o makes the bytes of a stream.
func (r *run) stage(ctx context.Context, o *Output, m *product) (written bool, err error) {
	f := &m.file
	before, published := r.have.File(f.Name)
	same := published && before.Hash == f.Hash && before.Size == f.Size
	switch {
	case same:
		f.Since = before.Since
	case f.Since.IsZero():
		// A version must have another date than the one before it, or a client that revalidates by date
		// would not fetch it. Dates have steps of a second.
		f.Since = r.now
		if published && !f.Since.After(before.Since) { // two versions within one second, or the clock was set back
			f.Since = before.Since.Add(time.Second)
		} else if !published && !r.have.Changed().Before(r.now) { // one may have been removed within this second
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
	if written || r.have.Sequence() == 0 || *f != before {
		r.change.Put = append(r.change.Put, *f)
	}
	return written, nil
}

package store

import (
	"errors"
	"sync"
)

// writeback starts writing staged files to the disk in the background while more files are staged,
// so that the final sync is short.
type writeback struct {
	writeOut func() error
	running  sync.WaitGroup

	mu      sync.Mutex
	staged  int64 // bytes that no write has been started for
	writing bool
	err     error
}

// writebackSize is the number of staged bytes that starts a write.
const writebackSize = 16 << 20

// add records a staged file of the given size, and may start a write. It does not wait for it.
func (w *writeback) add(size int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.staged += size
	if w.staged < writebackSize || w.writing {
		return
	}
	w.staged, w.writing = 0, true
	w.running.Go(func() {
		err := w.writeOut()
		w.mu.Lock()
		defer w.mu.Unlock()
		w.writing, w.err = false, errors.Join(w.err, err)
	})
}

// wait waits for the running write. It returns the errors of all writes since the last call: the
// kernel reports such an error once, so a later sync would not return it.
func (w *writeback) wait() error {
	w.running.Wait()
	err := w.err
	w.staged, w.err = 0, nil
	return err
}

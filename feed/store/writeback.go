package store

import (
	"errors"
	"sync"
)

// writeback starts writing staged files to the disk in the background while more files are staged, so that
// the final sync is short.
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
func (a *writeback) add(size int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.staged += size
	if a.staged < writebackSize || a.writing {
		return
	}
	a.staged, a.writing = 0, true
	a.running.Go(func() {
		err := a.writeOut()
		a.mu.Lock()
		defer a.mu.Unlock()
		a.writing, a.err = false, errors.Join(a.err, err)
	})
}

// wait waits for the running write. It returns the errors of all writes since the last call: the kernel
// reports such an error once, so a later sync would not return it.
func (a *writeback) wait() error {
	a.running.Wait()
	err := a.err
	a.staged, a.err = 0, nil
	return err
}

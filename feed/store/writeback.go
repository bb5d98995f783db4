package store

import (
	"errors"
	"sync"
)

// ahead has the disk write what is staged while more is made: otherwise it lies idle until
// everything is staged, and then everybody waits for it.
type writeback struct {
	writeOut func() error
	running  sync.WaitGroup

	mu      sync.Mutex
	staged  int64 // bytes that are not being written yet
	writing bool
	err     error
}

// enough is how many bytes of small files are worth it.
const writebackSize = 16 << 20

// add tells of a file that was staged, of so many bytes. It does not wait.
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

// wait waits for what is being written, and returns what has failed since the last time: no
// later sync tells it again.
func (a *writeback) wait() error {
	a.running.Wait()
	err := a.err
	a.staged, a.err = 0, nil
	return err
}

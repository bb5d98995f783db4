package serve

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// Lines writes lines for whoever logs, who does not wait for whoever reads: while that one,
// a pager, a pipe, a journal that hangs, does not take them, they are left out, and counted.
// Each Write is a line, or several.
type Lines struct {
	w        io.Writer
	json     bool
	patience time.Duration
	// waiting are lines to be written, and written is closed when there will be no more.
	waiting chan []byte
	written chan struct{}

	mu     sync.Mutex
	closed bool
	stuck  bool // nobody has taken a line for all of patience
	missed int
}

// maxWaiting is how many lines may wait.
const maxWaiting = 500

// NewLines returns Lines that are written to w until they are closed. Where there is no room
// for more, a Write waits for patience at the most until somebody takes one: many lines at
// once are no reason to leave any out. Who has waited in vain has done so for all others too.
// How many were left out is said in a line of JSON, or of text.
func NewLines(w io.Writer, patience time.Duration, json bool) *Lines {
	l := &Lines{w: w, json: json, patience: patience, waiting: make(chan []byte, maxWaiting), written: make(chan struct{})}
	go func() {
		defer close(l.written)
		for line := range l.waiting {
			_, _ = w.Write(line) // nobody is told what cannot be told
		}
		if l.missed > 0 { // closed: nobody counts any more
			_, _ = w.Write(l.count())
		}
	}()
	return l
}

// Write has lines written, or leaves them out. It fails once l is closed.
func (l *Lines) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return 0, os.ErrClosed
	}
	if l.missed > 0 && l.take(l.count()) {
		l.missed = 0
	}
	if l.missed > 0 || !l.take(bytes.Clone(line)) {
		l.missed++
	}
	return len(line), nil
}

// Miss leaves a line out.
func (l *Lines) Miss() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.closed {
		l.missed++
	}
}

// take takes a line, if there is room for it, now or soon. l.mu is held.
func (l *Lines) take(line []byte) bool {
	select {
	case l.waiting <- line:
		l.stuck = false
		return true
	default:
	}
	if l.patience == 0 || l.stuck {
		return false
	}
	wait := time.NewTimer(l.patience)
	defer wait.Stop()
	select {
	case l.waiting <- line:
		return true
	case <-wait.C:
		l.stuck = true
		return false
	}
}

// count says how many lines were left out. l.mu is held, or l closed.
func (l *Lines) count() []byte {
	if l.json {
		return fmt.Appendf(nil, "{\"left_out\":%d}\n", l.missed)
	}
	return fmt.Appendf(nil, "# %d lines were left out\n", l.missed)
}

// Close writes what is waiting, for as long as ctx lasts.
func (l *Lines) Close(ctx context.Context) {
	l.mu.Lock()
	if !l.closed {
		l.closed = true
		close(l.waiting)
	}
	l.mu.Unlock()
	select {
	case <-l.written:
	case <-ctx.Done():
	}
}

// Fd is that of what is written to, for whoever asks whether it is a terminal; no file's
// where that is none.
func (l *Lines) Fd() uintptr {
	if f, ok := l.w.(*os.File); ok {
		return f.Fd()
	}
	return ^uintptr(0)
}

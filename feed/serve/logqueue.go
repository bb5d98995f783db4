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

// LogQueue is an io.Writer that queues log lines and writes them in the background, so that the
// program does not block when the reader of its log (a pager, a pipe, a journal) hangs. Lines for
// which the queue has no room are dropped and counted. Each Write is one line or several, and is
// queued or dropped as a whole. It is safe for concurrent use.
type LogQueue struct {
	w        io.Writer
	json     bool
	patience time.Duration
	pending  chan []byte   // queued lines; closed by Close
	drained  chan struct{} // closed when the last line is written

	mu      sync.Mutex
	closed  bool
	stuck   bool // a Write has waited for patience, and no line was written since
	dropped int  // not yet reported in the log
}

// maxPending is how many writes the queue holds.
const maxPending = 500

// NewLogQueue returns a LogQueue that writes to w until it is closed. When the queue is full, a
// Write waits up to patience for room, so that a burst of lines to a slow but working reader is
// written in full. After one Write has waited in vain, later ones drop their line at once, until
// there is room again. The number of dropped lines is reported in a line of its own: as JSON, or
// as text.
func NewLogQueue(w io.Writer, patience time.Duration, json bool) *LogQueue {
	q := &LogQueue{w: w, json: json, patience: patience, pending: make(chan []byte, maxPending), drained: make(chan struct{})}
	go func() {
		defer close(q.drained)
		for line := range q.pending {
			_, _ = w.Write(line) // this is the log: there is nowhere to report its failure
		}
		if q.dropped > 0 { // needs no lock: after Close, dropped no longer changes
			_, _ = w.Write(q.droppedLine())
		}
	}()
	return q
}

// Write queues a line, or drops it. It returns len(line), or [os.ErrClosed] after Close.
func (q *LogQueue) Write(line []byte) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return 0, os.ErrClosed
	}
	if q.dropped > 0 && q.enqueue(q.droppedLine()) {
		q.dropped = 0
	}
	if q.dropped > 0 || !q.enqueue(bytes.Clone(line)) {
		q.dropped++
	}
	return len(line), nil
}

// Drop counts a line that the caller has not written.
func (q *LogQueue) Drop() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.closed {
		q.dropped++
	}
}

// enqueue reports whether the queue had room for a line, at once or within patience. q.mu is held.
func (q *LogQueue) enqueue(line []byte) bool {
	select {
	case q.pending <- line:
		q.stuck = false
		return true
	default:
	}
	if q.patience == 0 || q.stuck {
		return false
	}
	wait := time.NewTimer(q.patience)
	defer wait.Stop()
	select {
	case q.pending <- line:
		return true
	case <-wait.C:
		q.stuck = true
		return false
	}
}

// droppedLine is the line that reports how many lines were dropped. q.mu is held, or q is closed.
func (q *LogQueue) droppedLine() []byte {
	if q.json {
		return fmt.Appendf(nil, "{\"left_out\":%d}\n", q.dropped)
	}
	return fmt.Appendf(nil, "# %d lines were left out\n", q.dropped)
}

// Close waits until the queued lines are written, or ctx is done. It may be called several times.
func (q *LogQueue) Close(ctx context.Context) {
	q.mu.Lock()
	if !q.closed {
		q.closed = true
		close(q.pending)
	}
	q.mu.Unlock()
	select {
	case <-q.drained:
	case <-ctx.Done():
	}
}

// Fd returns the file descriptor of the underlying writer, so that the caller can ask whether it
// is a terminal. If that is no *os.File, it returns a number that is no descriptor (^0).
func (q *LogQueue) Fd() uintptr {
	if f, ok := q.w.(*os.File); ok {
		return f.Fd()
	}
	return ^uintptr(0)
}

package source

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"fil/feed/source/frontmatter"
)

// Timeouts bound the time for rendering one article. They are the last resort after the limits on
// the size and structure of a text, which give the same result on every machine. Timeouts are kept
// over several readings and are safe for concurrent use. The zero value is ready.
type Timeouts struct {
	mu sync.Mutex
	// slow holds the hashes of files that timed out: they are not tried again.
	slow map[[16]byte]bool
	// abandoned counts goroutines that timed out and still run.
	abandoned int
}

// articleTimeout bounds the rendering of one article. stopTimeout bounds the wait for a rendering
// after the context ended. maxAbandoned is how many goroutines may be abandoned.
const (
	articleTimeout = 30 * time.Second
	stopTimeout    = 3 * time.Second
	maxAbandoned   = 4
)

// errTimeout is the error of an article whose rendering was abandoned. Its goroutine may still run,
// so the values that it uses must not be used again.
var errTimeout = errors.New("it takes too long")

// run calls f. If f does not return in time, run abandons its goroutine and returns errTimeout. If
// ctx ends, it waits for stopTimeout, and then returns errTimeout with the cause of ctx. The result
// of an abandoned f is lost.
func (p *Timeouts) run(ctx context.Context, hash [16]byte, f func() error) error {
	p.mu.Lock()
	slow, busy := p.slow[hash], p.abandoned >= maxAbandoned
	p.mu.Unlock()
	switch {
	case slow:
		return timeoutError()
	case busy:
		return fmt.Errorf("%w: %w", frontmatter.Errorf(0, "split or remove those that are reported as taking too long", "other articles take too long; it is tried again at the next run"), errTimeout)
	}
	done := make(chan error, 1)
	go func() { done <- guarded(0, func(int) error { return f() }) }()
	timer := time.NewTimer(articleTimeout)
	defer timer.Stop()
	select {
	case err := <-done:
		return err
	case <-timer.C:
		p.abandon(hash, done)
		return timeoutError()
	case <-ctx.Done():
	}
	timer.Reset(stopTimeout)
	select {
	case err := <-done:
		return err
	case <-timer.C:
		p.abandon([16]byte{}, done)
		return fmt.Errorf("%w: %w", errTimeout, context.Cause(ctx))
	}
}

// abandon counts a goroutine until it ends, and marks the file as slow. A zero hash marks none.
func (p *Timeouts) abandon(hash [16]byte, done <-chan error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.slow == nil {
		p.slow = map[[16]byte]bool{}
	}
	if hash != ([16]byte{}) {
		p.slow[hash] = true
	}
	p.abandoned++
	go func() {
		<-done
		p.mu.Lock()
		defer p.mu.Unlock()
		p.abandoned--
	}()
}

// timeoutError returns errTimeout with a hint for the author.
func timeoutError() error {
	return fmt.Errorf("%w: %w", frontmatter.Errorf(0, "make it simpler, or part it into several", "it takes more than %d seconds to be made", int(articleTimeout/time.Second)), errTimeout)
}

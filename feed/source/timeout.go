package source

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"fil/feed/source/frontmatter"
)

// Patience bounds how long an article may take to be made. Caps on what it may hold decide first,
// and the same on every machine; this is the last resort. It outlives a reading, and is safe for
// several goroutines. The zero value is ready.
type Timeouts struct {
	mu sync.Mutex
	// slow are the hashes of files that took too long: they are not tried again.
	slow map[[16]byte]bool
	// left counts the goroutines that were left behind and have not ended.
	abandoned int
}

// How long an article may take, how long a reading that is ended waits for one, and how many
// may be left behind at work.
const (
	articleTimeout = 30 * time.Second
	stopTimeout    = 3 * time.Second
	maxAbandoned   = 4
)

// errSlow is the error of an article whose making was given up. Another goroutine may still be
// at it: what it was made of is not touched again.
var errTimeout = errors.New("it takes too long")

// within calls f, and leaves it behind if it does not end in time: then the error is errSlow, or
// that of ctx. After f has been left behind, its result is lost.
func (p *Timeouts) run(ctx context.Context, hash [16]byte, f func() error) error {
	p.mu.Lock()
	slow, busy := p.slow[hash], p.abandoned >= maxAbandoned
	p.mu.Unlock()
	switch {
	case slow:
		return timeoutError()
	case busy:
		return fmt.Errorf("%w: %w", frontmatter.Errorf(0, "mend or remove those that are told to take too long", "other articles take too long; it is tried again at the next run"), errTimeout)
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

// leave leaves a goroutine behind.
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

func timeoutError() error {
	return fmt.Errorf("%w: %w", frontmatter.Errorf(0, "make it simpler, or part it into several", "it takes more than %d seconds to be made", int(articleTimeout/time.Second)), errTimeout)
}

package bucket

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

// A lease lasts leaseTime by the store's clock, and its holder renews it every LeaseInterval. A holder
// that cannot renew it stops leaseMargin before others may take it.
const (
	leaseTime     = 30 * time.Second
	leaseMargin   = 5 * time.Second
	LeaseInterval = 10 * time.Second
)

// Lease is the right to publish into a bucket, for processes that would all publish at the same times.
// It only saves work: what is published is decided by the condition on the head. The store's clock says
// when a lease has expired. A Lease is for one goroutine at a time, but Held is safe for concurrent use.
type Lease struct {
	objects *objects
	holder  string
	tag     string // of the lease object that this process has written, "" if it does not hold it
	// until is the Unix time in nanoseconds until which it holds the lease.
	until atomic.Int64
}

// NewLease returns a lease that is not held yet. holder names this process to people.
func NewLease(ctx context.Context, a Address, holder string) (*Lease, error) {
	o, err := connect(ctx, a)
	if err != nil {
		return nil, err
	}
	return &Lease{objects: o, holder: holder}, nil
}

// Held reports whether this process holds the lease.
func (l *Lease) Held() bool { return time.Now().UnixNano() < l.until.Load() }

// Acquire renews the lease, or takes it if nobody holds it, and reports whether this process holds it
// then.
func (l *Lease) Acquire(ctx context.Context) (held bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, pollTimeout)
	defer cancel()
	match := l.tag
	if match == "" {
		current, err := l.objects.get(ctx, leaseKey, "")
		if err != nil && !errors.Is(err, errMissing) {
			return false, err
		}
		if err == nil && l.objects.now().Sub(current.modified) <= leaseTime {
			return false, nil
		}
		match = current.tag
	}
	begun := time.Now()
	text := fmt.Appendf(nil, "%s\n%s\n", l.holder, rand.Text()) // another text each time has another entity tag
	tag, err := l.objects.put(ctx, leaseKey, bytes.NewReader(text), int64(len(text)), headers{"text/plain; charset=utf-8", "", "no-cache"}, &match)
	switch {
	case errors.Is(err, errConflict) || errors.Is(err, errMissing):
		if found, readErr := l.objects.get(ctx, leaseKey, ""); readErr == nil && bytes.Equal(found.data, text) {
			tag = found.tag // this process has it: the answer was lost
			break
		}
		l.tag = ""
		l.until.Store(0)
		return false, nil
	case err != nil:
		return l.Held(), err
	}
	l.tag = tag
	l.until.Store(begun.Add(leaseTime - leaseMargin).UnixNano())
	return true, nil
}

// Release gives the lease up, so that another process may take it at once.
func (l *Lease) Release(ctx context.Context) error {
	if !l.Held() {
		return nil
	}
	l.tag = ""
	l.until.Store(0)
	return l.objects.remove(ctx, leaseKey)
}

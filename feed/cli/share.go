package cli

import (
	"context"
	"errors"
	"os"
	"strconv"
	"time"

	"fil/feed"
	"fil/feed/build"
	"fil/feed/serve"
	"fil/feed/store/bucket"
)

// reasonLease is the reason of the run with which a process begins to publish into a bucket.
const reasonLease = "lease"

// share prepares to publish into a bucket that other processes may publish into, too. One of them holds
// the lease and works; the others serve what it publishes.
func (s *service) share(ctx context.Context, site *feed.Site) error {
	s.trustedProxies = site.TrustedProxies
	address, err := bucket.ParseAddress(s.app.settings.dist)
	if err != nil {
		return err // checkFolders has checked it
	}
	host, _ := os.Hostname()
	s.lease, err = bucket.NewLease(ctx, address, host+" "+strconv.Itoa(os.Getpid()))
	if err == nil {
		s.reader, err = bucket.NewReader(ctx, address, s.app.settings.cache)
	}
	return build.WrapBucketError(err)
}

// keepLease renews the lease, or takes it when nobody holds it, until ctx is done. While another process
// holds it, it serves the publications of that process.
func (s *service) keepLease(ctx context.Context) {
	holder := false
	var asked time.Time
	var logged string // the last error, so that it is logged once
	logOnce := func(message string, err error) {
		text := ""
		if err != nil && ctx.Err() == nil {
			text = message + err.Error()
		}
		if text != "" && text != logged {
			s.log.Warn(message, "error", err, "hint", hintOf(build.WrapBucketError(err), ""))
		}
		logged = text
	}
	for ctx.Err() == nil {
		if holder != s.lease.Held() || time.Since(asked) >= bucket.LeaseInterval {
			asked = time.Now()
			held, err := s.lease.Acquire(ctx)
			logOnce("the bucket does not answer", err)
			switch {
			case held && err == nil && s.retry.Swap(false):
				s.requestRun(reasonLease)
			case held && !holder:
				s.log.Info("this process publishes now")
				s.requestPromptRun(reasonLease)
			case !held && holder:
				s.log.Info("another process publishes now")
			}
			holder = held
		}
		if !holder && logged == "" {
			logOnce("the publication in the bucket cannot be read", s.followOther(ctx))
		}
		select {
		case <-ctx.Done():
		case <-time.After(jittered(pollInterval)):
		}
	}
	release, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime/2)
	defer cancel()
	if err := s.lease.Release(release); err != nil {
		s.log.Warn("the lease cannot be given up; another process takes it when it has expired", "error", err)
	}
}

// followOther serves the last publication of another process.
func (s *service) followOther(ctx context.Context) error {
	p, err := s.reader.Poll(ctx)
	if p == nil {
		if errors.Is(err, bucket.ErrNothing) {
			return nil
		}
		return err
	}
	s.server.Swap(p.Files, p.Manifest, s.app.withFlags(serve.Site{Site: p.Site, Watched: true, TrustedProxies: s.trustedProxies}))
	return nil
}

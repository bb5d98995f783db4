// Package websub tells the world that a feed has changed: WebSub hubs (W3C
// Recommendation of 23 January 2018, §4 and §7), which pass it on to subscribers within
// a second, and the targets of the older XML-RPC pings.
//
// What has to be told is kept in the memory until it is done, or a day old. A run never
// waits for it.
package websub

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"fil/feed/memory"
)

// How long a target has for its answer, how soon a ping that failed is tried again, how
// long the pause between two tries may grow, and after what time it is given up.
const (
	patience  = 20 * time.Second
	firstWait = 30 * time.Second
	longest   = time.Hour
	hopeless  = 24 * time.Hour
)

// Settle keeps what is still owed, and forgets what is done: [memory.Memory.SettleOwed].
type Settle func(owed, done []memory.Ping) error

// Sender tells targets what it is given, one ping after the other to each target and all
// targets at once, until each has taken it.
type Sender struct {
	log    *slog.Logger
	client *client
	settle Settle
	wake   chan struct{}

	mu   sync.Mutex
	owed map[string]map[string]memory.Ping // by target and topic
	busy map[string]bool                   // targets that are being told
	done func(Result)                      // nil: nobody wants to know
}

// Result is what became of one ping.
type Result struct {
	Ping memory.Ping
	// Err is why it failed; nil where the target has taken it.
	Err error
	// Owed says that it will be tried again.
	Owed bool
}

// Options are what a Sender goes by. The zero value reaches no private address.
type Options struct {
	// Private allows targets at private addresses, such as localhost.
	Private func() bool
	// Done is told what became of each ping; nil where nobody wants to know.
	Done func(Result)
}

// New returns a Sender of what was owed already.
func New(log *slog.Logger, owed []memory.Ping, settle Settle, o Options) *Sender {
	s := &Sender{log: log, settle: settle, wake: make(chan struct{}, 1), done: o.Done,
		owed: map[string]map[string]memory.Ping{}, busy: map[string]bool{}}
	s.client = newClient(o.Private)
	s.Add(owed)
	return s
}

// Add adds what is owed, and returns at once. It is kept already. A topic that has
// changed again is told once; a target that has failed is not asked the sooner for it.
func (s *Sender) Add(pings []memory.Ping) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range pings {
		topics := s.owed[p.Target]
		if topics == nil {
			topics = map[string]memory.Ping{}
			s.owed[p.Target] = topics
		}
		for _, other := range topics {
			if other.Next.After(p.Next) {
				p.Next, p.Tries = other.Next, other.Tries
			}
		}
		topics[p.Topic] = p
	}
	s.nudge()
}

// nudge makes Run look again.
func (s *Sender) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Retain forgets what is owed to all targets but those.
func (s *Sender) Retain(targets []string) {
	var past []memory.Ping
	s.mu.Lock()
	for target, topics := range s.owed {
		if !slices.Contains(targets, target) {
			past = slices.AppendSeq(past, maps.Values(topics))
			delete(s.owed, target)
		}
	}
	s.mu.Unlock()
	s.keep(nil, past)
}

// keep keeps what became of pings.
func (s *Sender) keep(later, past []memory.Ping) {
	if err := s.settle(later, past); err != nil {
		s.log.Debug("what became of pings cannot be kept", "error", err) // they are told again after a start
	}
}

// Run tells until ctx is done, and returns when no ping is under way.
func (s *Sender) Run(ctx context.Context) {
	var under sync.WaitGroup
	defer s.client.close()
	defer under.Wait()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-timer.C:
		}
		due, next := s.due(time.Now())
		for _, pings := range due {
			under.Go(func() { s.tell(ctx, pings) })
		}
		if !next.IsZero() {
			timer.Reset(time.Until(next))
		}
	}
}

// due takes up the targets that are to be told now, and says when the next one is.
func (s *Sender) due(now time.Time) (due [][]memory.Ping, next time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for target, topics := range s.owed {
		if s.busy[target] {
			continue // it looks again when it is done
		}
		var pings []memory.Ping
		for _, p := range topics {
			if !p.Next.After(now) {
				pings = append(pings, p)
			} else if next.IsZero() || p.Next.Before(next) {
				next = p.Next
			}
		}
		if len(pings) > 0 {
			s.busy[target] = true
			due = append(due, pings)
		}
	}
	return due, next
}

// tell tells one target of all that is due. Where it fails, the rest waits with it.
func (s *Sender) tell(ctx context.Context, pings []memory.Ping) {
	var told, later, lost []memory.Ping
	var failed *failure // the last one
	for _, p := range pings {
		asked := failed == nil || !failed.later
		if asked {
			refused := s.client.send(ctx, p)
			if ctx.Err() != nil {
				return // what is kept is still owed
			}
			if refused == nil {
				told = append(told, p)
				s.report(Result{Ping: p})
				continue
			}
			failed = refused
		}
		p.Next, p.Tries = time.Now().Add(failed.wait(p.Tries)), p.Tries+1
		owed := failed.later && p.Next.Sub(p.Since) < hopeless
		if owed {
			later = append(later, p)
		} else {
			lost = append(lost, p)
		}
		if asked || !owed {
			s.report(Result{p, failed, owed})
		}
	}
	s.log.Log(ctx, levelOf(lost, later), "pings", "target", pings[0].Target, "told", len(told), "later", len(later), "lost", len(lost), "error", failed.message())
	s.finish(pings[0].Target, later, append(told, lost...))
}

// levelOf is how much somebody should care.
func levelOf(lost, later []memory.Ping) slog.Level {
	switch {
	case len(lost) > 0:
		return slog.LevelError
	case len(later) > 0:
		return slog.LevelWarn
	}
	return slog.LevelInfo
}

func (s *Sender) report(r Result) {
	if s.done != nil {
		s.done(r)
	}
}

// finish keeps what became of a target's pings. A topic that has changed meanwhile is
// still owed.
func (s *Sender) finish(target string, later, done []memory.Ping) {
	s.mu.Lock()
	topics := s.owed[target]
	if topics == nil { // it is no target any more
		topics, later = map[string]memory.Ping{}, nil
	}
	for _, p := range later {
		if now := topics[p.Topic]; now.Since.After(p.Since) {
			p.Since = now.Since
		}
		topics[p.Topic] = p
	}
	past := done[:0]
	for _, p := range done {
		if topics[p.Topic].Since.After(p.Since) {
			continue
		}
		delete(topics, p.Topic)
		past = append(past, p)
	}
	delete(s.busy, target)
	s.mu.Unlock()
	s.keep(later, past)
	s.nudge()
}

// Owed counts the pings that are still owed.
func (s *Sender) Owed() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, topics := range s.owed {
		n += len(topics)
	}
	return n
}

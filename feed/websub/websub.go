// Package websub tells the world that a feed has changed: WebSub hubs (W3C
// Recommendation of 23 January 2018, §4 and §7), which pass it on to subscribers within
// a second, and the targets of the older XML-RPC pings.
//
// What has to be told is kept in the memory until it is done, or a day old. A run never
// waits for it.
package websub

import (
	"cmp"
	"context"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// How long a target has for its answer, how soon a ping that failed is tried again, how
// long the pause between two tries may grow, and after what time it is given up.
const (
	answerTimeout = 20 * time.Second
	firstWait     = 30 * time.Second
	maxWait       = time.Hour
	maxAge        = 24 * time.Hour
)

// Sender tells targets what it is given, one ping after the other to each target and all
// targets at once, until each has taken it.
type Sender struct {
	log    *slog.Logger
	client *client
	ledger Ledger
	wake   chan struct{}

	mu   sync.Mutex
	owed map[string]map[string]Ping // by target and topic
	busy map[string]bool            // targets that are being told
	// until is how long targets want to be left alone, as they have said.
	retryAfter map[string]time.Time
	// movedTo are the targets that have another address, and which.
	movedTo map[string]string
	done    func(Result) // nil: nobody wants to know
}

// Result is what became of one ping.
type Result struct {
	Ping Ping
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
func New(log *slog.Logger, owed []Ping, ledger Ledger, o Options) *Sender {
	s := &Sender{log: log, ledger: ledger, wake: make(chan struct{}, 1), done: o.Done,
		owed: map[string]map[string]Ping{}, busy: map[string]bool{}, retryAfter: map[string]time.Time{}, movedTo: map[string]string{}}
	s.client = newClient(o.Private)
	s.client.onMoved = s.warnMoved
	s.Add(owed)
	return s
}

// tellMoved says once that a target has another address.
func (s *Sender) warnMoved(from, to string) {
	s.mu.Lock()
	known := s.movedTo[from] == to
	s.movedTo[from] = to
	s.mu.Unlock()
	if !known {
		s.log.Warn("a target of pings has moved; write its new address into site.yaml", "target", from, "to", to)
	}
}

// Defer gives pings that are about to be kept the times at which their targets will be told. A
// target that has failed is tried again at once when a topic changes, unless it has said how long
// it wants to be left alone (Retry-After).
func (s *Sender) Defer(pings []Ping) []Ping {
	s.mu.Lock()
	defer s.mu.Unlock()
	deferred := slices.Clone(pings)
	for i := range deferred {
		if until := s.retryAfter[deferred[i].Target]; until.After(deferred[i].Next) {
			deferred[i].Next = until
		}
	}
	return deferred
}

// Add adds what is owed and kept already, and returns at once. A topic that has changed
// again is told once.
func (s *Sender) Add(pings []Ping) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range pings {
		if s.owed[p.Target] == nil {
			s.owed[p.Target] = map[string]Ping{}
		}
		s.owed[p.Target][topicKey(p)] = p
	}
	s.wakeRun()
}

// nudge makes Run look again.
func (s *Sender) wakeRun() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Retain forgets what is owed to all targets but those.
func (s *Sender) Retain(targets []string) {
	var past []Ping
	s.mu.Lock()
	for target, topics := range s.owed {
		if !slices.Contains(targets, target) {
			past = slices.AppendSeq(past, maps.Values(topics))
			delete(s.owed, target)
		}
	}
	s.mu.Unlock()
	if err := s.ledger.DropOwed(past); err != nil {
		s.log.Debug("what is owed to nobody any more cannot be forgotten", "error", err)
	}
}

// keep keeps what became of pings.
func (s *Sender) save(later, past []Ping) {
	if err := s.ledger.SaveOwed(later, past); err != nil {
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
			under.Go(func() { s.notify(ctx, pings) })
		}
		if !next.IsZero() {
			timer.Reset(time.Until(next))
		}
	}
}

// due takes up the targets that are to be told now, and says when the next one is.
func (s *Sender) due(now time.Time) (due [][]Ping, next time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for target, topics := range s.owed {
		if s.busy[target] {
			continue // it looks again when it is done
		}
		var pings []Ping
		for _, p := range topics {
			if !p.Next.After(now) {
				pings = append(pings, p)
			} else if next.IsZero() || p.Next.Before(next) {
				next = p.Next
			}
		}
		if len(pings) > 0 {
			slices.SortFunc(pings, func(a, b Ping) int { // the site's own feed first: most have that
				return cmp.Or(cmp.Compare(strings.Count(a.Topic, "/"), strings.Count(b.Topic, "/")), strings.Compare(a.Topic, b.Topic))
			})
			s.busy[target] = true
			due = append(due, pings)
		}
	}
	return due, next
}

// batch is after how many pings it is kept what became of them: a process that is killed
// tells that many again at the most.
const saveEvery = 20

// tell tells one target of all that is due. Where it fails, the rest waits with it.
func (s *Sender) notify(ctx context.Context, pings []Ping) {
	target := pings[0].Target
	var told, later, lost []Ping
	var failed *failure // the last one
	settled := 0        // of told
	for _, p := range pings {
		asked := failed == nil || !failed.temporary
		if asked {
			refused := s.client.send(ctx, p)
			if ctx.Err() != nil {
				break // what has not been told is still owed
			}
			if refused == nil {
				told = append(told, p)
				s.report(Result{Ping: p})
				if len(told)-settled == saveEvery {
					s.finish(target, nil, told[settled:])
					settled = len(told)
				}
				continue
			}
			failed = refused
		}
		p.Next, p.Tries = time.Now().Add(failed.wait(p.Tries)), p.Tries+1
		owed := failed.temporary && p.Next.Sub(p.Since) < maxAge
		if owed {
			later = append(later, p)
		} else {
			lost = append(lost, p)
		}
		if asked || !owed {
			s.report(Result{p, failed, owed})
		}
	}
	if failed != nil && failed.retryAfter > 0 {
		s.mu.Lock()
		s.retryAfter[target] = time.Now().Add(failed.retryAfter)
		s.mu.Unlock()
	}
	s.log.Log(ctx, logLevel(lost, later), "pings", "target", target, "told", len(told), "later", len(later), "lost", len(lost), "error", failed.message())
	s.finish(target, later, append(told[settled:], lost...))
	s.mu.Lock()
	delete(s.busy, target)
	s.mu.Unlock()
	s.wakeRun()
}

// levelOf is how much somebody should care.
func logLevel(lost, later []Ping) slog.Level {
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

// settle keeps what became of a target's pings. A topic that has changed meanwhile is still
// owed, and waits with the others where they wait.
func (s *Sender) finish(target string, later, done []Ping) {
	s.mu.Lock()
	topics := s.owed[target]
	if topics == nil { // it is no target any more
		topics, later = map[string]Ping{}, nil
	}
	var kept, past []Ping
	for _, p := range done {
		if topics[topicKey(p)].Since.After(p.Since) {
			continue
		}
		delete(topics, topicKey(p))
		past = append(past, p)
	}
	for _, p := range later {
		if now := topics[topicKey(p)]; now.Since.After(p.Since) {
			p.Since, p.Hash = now.Since, now.Hash
		}
		topics[topicKey(p)] = p
	}
	if len(later) > 0 {
		for key, p := range topics {
			if last := later[0]; last.Next.After(p.Next) {
				p.Next, p.Tries = last.Next, max(p.Tries, last.Tries)
				topics[key] = p
			}
			kept = append(kept, topics[key])
		}
	}
	s.mu.Unlock()
	s.save(kept, past)
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

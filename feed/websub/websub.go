// Package websub notifies others that a feed has changed: WebSub hubs (W3C Recommendation of
// 23 January 2018, §4 and §7), which notify their subscribers within a second, and the targets of
// the older XML-RPC pings.
//
// Each notification is a [Ping]. A [Sender] queues pings and sends them in the background, so that
// no run waits for a hub. The [Ledger] stores them until they are sent, or are a day old and given
// up.
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

// How long a target may take to answer, also once Run is to end, how long a failed ping waits before
// its first retry, the longest wait between two tries, and the age at which a ping is given up.
const (
	answerTimeout = 20 * time.Second
	lastAnswer    = 2 * time.Second
	firstWait     = 30 * time.Second
	maxWait       = time.Hour
	maxAge        = 24 * time.Hour
)

// Sender sends pings: to each target one after the other, to all targets at once, until each target
// has accepted its pings.
type Sender struct {
	log    *slog.Logger
	client *client
	ledger Ledger
	wake   chan struct{}

	mu   sync.Mutex
	owed map[string]map[string]Ping // by target and topic
	busy map[string]bool            // targets to which pings are being sent
	// retryAfter is the time until which a target wants no ping, as its Retry-After said.
	retryAfter map[string]time.Time
	// movedTo are the new addresses of targets that have moved, so that each move is logged once.
	movedTo map[string]string
	done    func(Result) // may be nil
}

// Result is the outcome of one ping.
type Result struct {
	Ping Ping
	// Err is why it failed; nil means that the target accepted it.
	Err error
	// Owed means that the ping will be retried.
	Owed bool
}

// Options configure a Sender. The zero value refuses private addresses.
type Options struct {
	// Private reports whether targets may have private addresses, such as localhost; nil means no.
	Private func() bool
	// Done is called with the outcome of each ping; it may be nil.
	Done func(Result)
}

// New returns a Sender whose queue holds the pings that an earlier process left owed.
func New(log *slog.Logger, owed []Ping, ledger Ledger, o Options) *Sender {
	s := &Sender{log: log, ledger: ledger, wake: make(chan struct{}, 1), done: o.Done,
		owed: map[string]map[string]Ping{}, busy: map[string]bool{}, retryAfter: map[string]time.Time{}, movedTo: map[string]string{}}
	s.client = newClient(o.Private)
	s.client.onMoved = s.warnMoved
	s.Add(owed)
	return s
}

// warnMoved logs once that a target has another address.
func (s *Sender) warnMoved(from, to string) {
	s.mu.Lock()
	logged := s.movedTo[from] == to
	s.movedTo[from] = to
	s.mu.Unlock()
	if !logged {
		s.log.Warn("a target of pings has moved; write its new address into site.yaml", "target", from, "to", to)
	}
}

// Defer returns new pings with the times at which they may be sent, before they are stored. A target
// that has failed is retried at once when a topic changes, unless its Retry-After asked for a wait.
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

// Add queues pings that are stored already, and returns at once. If a topic changes again before its
// ping is sent, one ping is sent for both changes.
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

// wakeRun makes Run check the queue again.
func (s *Sender) wakeRun() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Retain drops the pings to all targets except those given.
func (s *Sender) Retain(targets []string) {
	var dropped []Ping
	s.mu.Lock()
	for target, topics := range s.owed {
		if !slices.Contains(targets, target) {
			dropped = slices.AppendSeq(dropped, maps.Values(topics))
			delete(s.owed, target)
		}
	}
	s.mu.Unlock()
	if err := s.ledger.DropOwed(dropped); err != nil {
		s.log.Debug("pings to former targets cannot be deleted", "error", err)
	}
}

// save stores the pings that are still owed, and deletes those that are done.
func (s *Sender) save(owed, done []Ping) {
	if err := s.ledger.SaveOwed(owed, done); err != nil {
		s.log.Debug("the state of pings cannot be saved", "error", err) // the next process sends them again
	}
}

// Run sends pings until ctx is done. It returns when no request is running any more: a target may
// have acted on a request that it has not answered, so its answer is awaited for lastAnswer.
func (s *Sender) Run(ctx context.Context) {
	var running sync.WaitGroup
	defer s.client.close()
	defer running.Wait()
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
			running.Go(func() { s.notify(ctx, pings) })
		}
		if !next.IsZero() {
			timer.Reset(time.Until(next))
		}
	}
}

// due returns the pings to send now, by target, and marks their targets busy. next is when the next
// ping comes due, zero if no other ping waits.
func (s *Sender) due(now time.Time) (due [][]Ping, next time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for target, topics := range s.owed {
		if s.busy[target] {
			continue // notify wakes Run when it is done with the target
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
			slices.SortFunc(pings, func(a, b Ping) int { // the site's own feed first: it has the most subscribers
				return cmp.Or(cmp.Compare(strings.Count(a.Topic, "/"), strings.Count(b.Topic, "/")), strings.Compare(a.Topic, b.Topic))
			})
			s.busy[target] = true
			due = append(due, pings)
		}
	}
	return due, next
}

// saveEvery is after how many sent pings their state is saved: a process that is killed sends at
// most that many again.
const saveEvery = 20

// notify sends all due pings to one target. After a temporary failure it does not send the rest:
// they wait for the same retry.
func (s *Sender) notify(ctx context.Context, pings []Ping) {
	target := pings[0].Target
	var sent, later, lost []Ping
	var failed *failure // the last one
	saved := 0          // how many of sent
	answers, cancel := outlive(ctx, lastAnswer)
	defer cancel()
	for _, p := range pings {
		if ctx.Err() != nil {
			break // the pings that were not sent stay owed
		}
		try := failed == nil || !failed.temporary
		if try {
			refused := s.client.send(answers, p)
			if refused != nil && answers.Err() != nil {
				break // it may not have arrived: it stays owed
			}
			if refused == nil {
				sent = append(sent, p)
				s.report(Result{Ping: p})
				if len(sent)-saved == saveEvery {
					s.finish(target, nil, sent[saved:])
					saved = len(sent)
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
		if try || !owed {
			s.report(Result{p, failed, owed})
		}
	}
	if failed != nil && failed.retryAfter > 0 {
		s.mu.Lock()
		s.retryAfter[target] = time.Now().Add(failed.retryAfter)
		s.mu.Unlock()
	}
	s.log.Log(ctx, logLevel(lost, later), "pings", "target", target, "told", len(sent), "later", len(later), "lost", len(lost), "error", failed.message())
	s.finish(target, later, append(sent[saved:], lost...))
	s.mu.Lock()
	delete(s.busy, target)
	s.mu.Unlock()
	s.wakeRun()
}

// outlive returns a context that is cancelled a time after its parent is.
func outlive(parent context.Context, by time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(parent))
	stop := context.AfterFunc(parent, func() { time.AfterFunc(by, cancel) })
	return ctx, func() { stop(); cancel() }
}

// logLevel returns Error if a ping was given up, Warn if one is retried, and else a lower level.
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

// finish removes the pings to a target that are done from the queue, reschedules those that are
// retried later, and saves both. If a topic changed while its ping was sent, it stays owed; it waits
// for the retry if the target failed.
func (s *Sender) finish(target string, later, done []Ping) {
	s.mu.Lock()
	topics := s.owed[target]
	if topics == nil { // Retain has dropped the target
		topics, later = map[string]Ping{}, nil
	}
	var owed, finished []Ping
	for _, p := range done {
		if topics[topicKey(p)].Since.After(p.Since) {
			continue
		}
		delete(topics, topicKey(p))
		finished = append(finished, p)
	}
	for _, p := range later {
		if newer := topics[topicKey(p)]; newer.Since.After(p.Since) {
			p.Since, p.Hash = newer.Since, newer.Hash
		}
		topics[topicKey(p)] = p
	}
	if len(later) > 0 {
		retry := later[0]
		for key, p := range topics {
			if retry.Next.After(p.Next) {
				p.Next, p.Tries = retry.Next, max(p.Tries, retry.Tries)
				topics[key] = p
			}
			owed = append(owed, topics[key])
		}
	}
	s.mu.Unlock()
	s.save(owed, finished)
}

// Owed returns the number of pings that are still to be sent.
func (s *Sender) Owed() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, topics := range s.owed {
		n += len(topics)
	}
	return n
}

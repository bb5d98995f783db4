// Package websub is the queue of notifications about changes. It notifies WebSub hubs (W3C Recommendation of
// 23 January 2018), the subscribers of the site's own hub and of its rssCloud, targets of XML-RPC pings,
// webhooks, and accounts at social networks.
//
// Each notification is a [Ping] of some [Kind]. A [Sender] queues pings and sends them in the background,
// so that no run waits for a target. The [Ledger] stores them until they are sent, or are a day old and
// given up. A Ping names its target and topic only. The content is looked up when it is sent, so
// that a target that was down gets the newest document, once.
//
// A [Hub] answers the requests of subscribers, and stores them in [Subscriptions].
package websub

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

// answerTimeout, subscriberTimeout and strangerTimeout are how long a target of site.yaml, a subscriber, and an unverified
// callback may take to answer; lastAnswer is how long any may once Run is to end. firstWait and maxWait are the first and
// the longest wait for a retry, and maxAge is the age at which a ping is given up.
const (
	answerTimeout     = 20 * time.Second
	subscriberTimeout = 10 * time.Second
	strangerTimeout   = 5 * time.Second
	lastAnswer        = 2 * time.Second
	firstWait         = 30 * time.Second
	maxWait           = time.Hour
	maxAge            = 24 * time.Hour
)

// maxVerifications is the most tries to verify a request. Then the request is dropped; the subscriber can repeat it.
const maxVerifications = 3

// maxNamed, maxSubscribers and maxStrangers are the most targets of site.yaml, subscribers, and unverified callbacks that
// are sent to at the same time. Each of the three has its own queue, so that slow callbacks do not delay the others.
const (
	maxNamed       = 32
	maxSubscribers = 96
	maxStrangers   = 32
)

// Sender sends pings: to each target one after the other, to several targets at once, until each target
// has accepted its pings.
type Sender struct {
	log                           *slog.Logger
	client                        *client
	named, subscribers, strangers *queue

	saver   *saver
	options Options
	wake    chan struct{}

	mu sync.Mutex
	// retryAfter is the time until which a target wants no ping, as its Retry-After said.
	retryAfter map[string]time.Time
	// movedTo are the new addresses of targets that have moved, so that each move is logged once.
	movedTo map[string]string
	tally   tally
	// warnPrivate logs once that a callback at a private address is refused.
	warnPrivate sync.Once
}

// Result is the outcome of one ping.
type Result struct {
	Ping Ping
	// Err is why it failed; nil means that the target accepted it.
	Err error
	// Owed means that the ping will be retried.
	Owed bool
}

// Options configure a Sender. The zero value refuses private addresses, and sends to hubs and targets of
// XML-RPC only.
type Options struct {
	// Private reports whether targets may have private addresses, such as localhost; nil means no.
	Private func() bool
	// Done is called with the outcome of each ping; it may be nil.
	Done func(Result)
	// Subscriptions are those of our hub and rssCloud. Document returns the document that is served at a topic.
	Subscriptions Subscriptions
	Document      func(topic string) (Document, error)
	// Webhook returns the message to a webhook about an event. Post returns the post to an account about an event.
	Webhook func(target, event string) (Webhook, error)
	Post    func(target, event string) (Post, error)
}

// ErrNothing means that a ping has become pointless: its topic, event or target is gone. It is dropped.
var ErrNothing = errors.New("there is nothing to send any more")

// New returns a Sender whose queue holds the pings that an earlier process left owed.
func New(log *slog.Logger, owed []Ping, ledger Ledger, o Options) *Sender {
	s := &Sender{log: log, named: newQueue(maxNamed), subscribers: newQueue(maxSubscribers), strangers: newQueue(maxStrangers), saver: newSaver(log, ledger), options: o, wake: make(chan struct{}, 1),
		retryAfter: map[string]time.Time{}, movedTo: map[string]string{}}
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

// Defer sets the times at which new pings may be sent, before they are stored. A target that has failed is
// retried at once when a topic changes, unless its Retry-After asked for a wait.
func (s *Sender) Defer(pings []Ping) []Ping {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	for target, until := range s.retryAfter {
		if until.Before(now) {
			delete(s.retryAfter, target)
		}
	}
	for i := range pings {
		if until := s.retryAfter[pings[i].Target]; until.After(pings[i].Next) {
			pings[i].Next = until
		}
	}
	return pings
}

// Add queues pings that are stored already, and returns at once. If a topic changes again before its
// ping is sent, one ping is sent for both changes.
func (s *Sender) Add(pings []Ping) {
	of := map[*queue][]Ping{}
	for _, p := range pings {
		of[s.queueOf(p.Kind)] = append(of[s.queueOf(p.Kind)], p)
	}
	for q, some := range of {
		q.add(some)
	}
	s.wakeRun()
}

// queues returns all queues.
func (s *Sender) queues() []*queue { return []*queue{s.named, s.subscribers, s.strangers} }

// queueOf returns the queue of the pings of a kind.
func (s *Sender) queueOf(k Kind) *queue {
	switch {
	case k.isUnverified():
		return s.strangers
	case k.OfSubscriber():
		return s.subscribers
	}
	return s.named
}

// wakeRun makes Run check the queue again.
func (s *Sender) wakeRun() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Retain drops the pings for which keep returns false: their targets are no longer notified of anything.
func (s *Sender) Retain(keep func(p Ping) bool) {
	var dropped []Ping
	for _, q := range s.queues() {
		dropped = append(dropped, q.drop(func(p Ping) bool { return !keep(p) })...)
	}
	if err := s.saver.ledger.DropOwed(dropped); err != nil {
		s.log.Debug("pings to former targets cannot be deleted", "error", err)
	}
}

// Owed returns the number of pings that are still to be sent.
func (s *Sender) Owed() (n int) {
	for _, q := range s.queues() {
		n += q.len()
	}
	return n
}

// Run sends pings until ctx is done. It returns when no request is running any more: a target may
// have acted on a request that it has not answered, so its answer is awaited for lastAnswer.
func (s *Sender) Run(ctx context.Context) {
	var running sync.WaitGroup
	defer s.client.close()
	stopSaving := s.saver.start()
	defer stopSaving() // after the requests have ended
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
		if next := s.begin(ctx, &running); !next.IsZero() {
			timer.Reset(time.Until(next))
		}
		if !s.subscribers.busy() && !s.strangers.busy() {
			s.logTally(ctx)
		}
	}
}

// begin begins to send to each target that is due and has room. It returns when the next one is due, zero if none is.
func (s *Sender) begin(ctx context.Context, running *sync.WaitGroup) (next time.Time) {
	for _, q := range s.queues() {
		for {
			pings, at := q.take(time.Now())
			if pings == nil {
				if !at.IsZero() && (next.IsZero() || at.Before(next)) {
					next = at
				}
				break
			}
			running.Go(func() { s.notify(ctx, q, pings) })
		}
	}
	return next
}

// saveEvery is the number of sent pings after which their state is saved. A process that is killed sends about that many
// again.
const saveEvery = 20

// notify sends all due pings to one target of a queue. After a temporary failure it does not send the rest:
// they wait for the same retry.
func (s *Sender) notify(ctx context.Context, q *queue, pings []Ping) {
	target := pings[0].Target
	var sent, later, lost []Ping
	var failed *failure    // the last one
	saved, dropped := 0, 0 // how many of sent
	answers, cancel := outlive(ctx, lastAnswer)
	defer cancel()
	for _, p := range pings {
		if ctx.Err() != nil {
			break // the pings that were not sent stay owed
		}
		try := failed == nil || !failed.temporary
		if try {
			refused := s.send(answers, p)
			if refused != nil && answers.Err() != nil {
				break // it may not have arrived: it stays owed
			}
			if refused == nil || errors.Is(refused.err, ErrNothing) {
				if refused != nil {
					dropped++
				}
				sent = append(sent, p)
				s.report(Result{Ping: p})
				if len(sent)-saved == saveEvery {
					s.saver.save(q.finish(target, nil, sent[saved:]))
					saved = len(sent)
				}
				continue
			}
			failed = refused
		}
		p.Next, p.Tries = time.Now().Add(failed.wait(p)), p.Tries+1
		owed := failed.temporary && p.Next.Sub(p.Since) < maxAge && (p.Kind != Verification || p.Tries < maxVerifications)
		if owed {
			later = append(later, p)
		} else {
			lost = append(lost, p)
		}
		if try || !owed {
			s.report(Result{p, failed, owed})
		}
	}
	s.noteRetryAfter(pings[0], failed)
	s.logSent(ctx, pings[0].Kind, target, outcome{len(sent) - dropped, dropped, len(later), len(lost)}, failed)
	s.saver.save(q.finish(target, later, append(sent[saved:], lost...)))
	if failed == nil && len(sent) > dropped {
		q.hurry(target, time.Now())
	}
	q.release(target)
	s.wakeRun()
}

// noteRetryAfter records until when a target of site.yaml wants no ping. It ignores subscribers, of which there may be any
// number; for these, only the failed ping waits.
func (s *Sender) noteRetryAfter(p Ping, failed *failure) {
	if failed == nil || failed.retryAfter == 0 || p.Kind.OfSubscriber() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.retryAfter[p.Target] = time.Now().Add(failed.retryAfter)
}

// outlive returns a context that is cancelled a time after its parent is.
func outlive(parent context.Context, by time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(parent))
	stop := context.AfterFunc(parent, func() { time.AfterFunc(by, cancel) })
	return ctx, func() { stop(); cancel() }
}

func (s *Sender) report(r Result) {
	if s.options.Done != nil {
		s.options.Done(r)
	}
}

// send sends one ping; nil means that the target accepted it. The error is ErrNothing if it has become pointless.
func (s *Sender) send(ctx context.Context, p Ping) (failed *failure) {
	switch p.Kind {
	case Verification:
		failed = s.verify(ctx, p)
	case Denial:
		failed = s.deny(ctx, p)
	case Delivery:
		failed = s.deliver(ctx, p)
	case CloudPing:
		failed = s.pingCloud(ctx, p)
	case WebhookEvent:
		failed = s.sendWebhook(ctx, p)
	case PostEvent:
		failed = s.post(ctx, p)
	case XMLRPCPing:
		failed = s.client.pingXMLRPC(ctx, p)
	default:
		failed = s.client.pingHub(ctx, p)
	}
	return failed
}

package websub

import (
	"cmp"
	"container/heap"
	"slices"
	"strings"
	"sync"
	"time"

	"fil/feed/dial"
)

// maxPerHost is how many targets of one domain are sent to at the same time by one queue.
const maxPerHost = 16

// queue holds the pings of targets, and says which target is next. All pings of a target are sent by
// one goroutine, one after the other. It is safe for concurrent use.
type queue struct {
	max   int // how many targets are sent to at the same time
	mu    sync.Mutex
	lanes map[string]*lane // by target
	// idle are the lanes that wait for the time of their next ping, the earliest first.
	idle laneHeap
	// blocked are the lanes that are due, but whose host has maxPerHost targets being sent to.
	blocked map[string][]*lane
	// open are the hosts that have blocked lanes and, since a lane was released, room for one of them.
	open    map[string]bool
	hosts   map[string]int // how many targets of a host are being sent to
	running int
	kinds   map[Kind]int // how many pings there are of each kind
}

// lane has the pings of one target.
type lane struct {
	target, host string
	pings        map[string]Ping // by topicKey
	next         time.Time       // when the first of them is to be sent
	state        laneState
	index        int // in queue.idle, if the state is laneIdle
}

// laneState says where a lane is.
type laneState uint8

const (
	laneEmpty   laneState = iota // without pings
	laneIdle                     // in queue.idle
	laneBlocked                  // in queue.blocked
	laneBusy                     // its pings are being sent
)

func newQueue(max int) *queue {
	return &queue{max: max, lanes: map[string]*lane{}, blocked: map[string][]*lane{}, open: map[string]bool{}, hosts: map[string]int{}, kinds: map[Kind]int{}}
}

// add adds pings, each in place of an earlier one with the same key.
func (q *queue) add(pings []Ping) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, p := range pings {
		l := q.lanes[p.Target]
		if l == nil {
			l = &lane{target: p.Target, host: dial.Domain(p.Target), pings: map[string]Ping{}}
			q.lanes[p.Target] = l
		}
		earlier, known := l.pings[topicKey(p)]
		if !known {
			q.kinds[p.Kind]++
		} else if p.Kind.OfSubscriber() && earlier.Next.After(p.Next) { // a change does not shorten the wait for a retry
			p.Next, p.Tries = earlier.Next, earlier.Tries
		}
		if p.Kind.isOrdered() {
			p = l.putInOrder(p)
		}
		l.pings[topicKey(p)] = p
		q.arrange(l)
	}
}

// putInOrder returns p with a time that keeps the pings of its kind in the order of their topics: those with earlier topics
// are moved up to the time of p, and p is moved up to the time of those with later topics.
func (l *lane) putInOrder(p Ping) Ping {
	for key, other := range l.pings {
		switch {
		case other.Kind != p.Kind:
		case other.Topic < p.Topic && other.Next.After(p.Next):
			other.Next = p.Next
			l.pings[key] = other
		case other.Topic > p.Topic && p.Next.After(other.Next):
			p.Next = other.Next
		}
	}
	return p
}

// arrange puts a lane whose pings have changed at its place, unless it is busy or blocked. q.mu is locked.
func (q *queue) arrange(l *lane) {
	if l.state == laneBusy || l.state == laneBlocked {
		return
	}
	l.next = time.Time{}
	for _, p := range l.pings {
		if l.next.IsZero() || p.Next.Before(l.next) {
			l.next = p.Next
		}
	}
	switch {
	case len(l.pings) == 0:
		if l.state == laneIdle {
			heap.Remove(&q.idle, l.index)
		}
		l.state = laneEmpty
		delete(q.lanes, l.target)
	case l.state == laneIdle:
		heap.Fix(&q.idle, l.index)
	default:
		l.state = laneIdle
		heap.Push(&q.idle, l)
	}
}

// take returns the pings of a target that are to be sent now, in order, and marks the target as busy until
// release. Without such a target it returns nil, and when the next ping is to be sent: zero if there is
// none, or if a busy target has to be released first.
func (q *queue) take(now time.Time) (pings []Ping, next time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.running < q.max {
		l := q.unblock()
		if l == nil {
			if len(q.idle) == 0 {
				break
			}
			if l = q.idle[0]; l.next.After(now) {
				return nil, l.next
			}
			heap.Pop(&q.idle)
			if q.hosts[l.host] >= maxPerHost {
				l.state = laneBlocked
				q.blocked[l.host] = append(q.blocked[l.host], l)
				continue
			}
		}
		for _, p := range l.pings {
			if !p.Next.After(now) {
				pings = append(pings, p)
			}
		}
		if len(pings) == 0 { // they were dropped or put off while the lane was blocked
			l.state = laneEmpty
			q.arrange(l)
			continue
		}
		slices.SortFunc(pings, comparePings)
		l.state = laneBusy
		q.hosts[l.host]++
		q.running++
		return pings, time.Time{}
	}
	return nil, time.Time{}
}

// unblock returns a blocked lane whose host has room, nil if there is none. q.mu is locked.
func (q *queue) unblock() *lane {
	for host := range q.open {
		waiting := q.blocked[host]
		if len(waiting) == 0 || q.hosts[host] >= maxPerHost {
			delete(q.open, host)
			continue
		}
		q.blocked[host] = waiting[1:]
		if len(waiting) == 1 {
			delete(q.blocked, host)
		}
		return waiting[0]
	}
	return nil
}

// comparePings orders the pings of a target: the site's own feed first, because it has the most subscribers.
// Events, whose IDs have no slash, are in the order of their IDs.
func comparePings(a, b Ping) int {
	return cmp.Or(cmp.Compare(strings.Count(a.Topic, "/"), strings.Count(b.Topic, "/")), strings.Compare(a.Topic, b.Topic), strings.Compare(string(a.Kind), string(b.Kind)))
}

// release ends the time in which a target is busy.
func (q *queue) release(target string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	l := q.lanes[target]
	l.state = laneEmpty
	q.arrange(l)
	q.running--
	q.hosts[l.host]--
	if q.hosts[l.host] == 0 {
		delete(q.hosts, l.host)
	}
	if len(q.blocked[l.host]) > 0 {
		q.open[l.host] = true
	}
}

// finish removes the pings of a busy target that are done, and replaces those that are to be retried. A
// topic that changed while its ping was sent stays owed; if the target has failed, it waits for the retry.
// It returns what is to be stored.
func (q *queue) finish(target string, later, done []Ping) (owed, finished []Ping) {
	q.mu.Lock()
	defer q.mu.Unlock()
	pings := q.lanes[target].pings
	for _, p := range done {
		now, ok := pings[topicKey(p)]
		if now.Since.After(p.Since) {
			continue
		}
		if ok {
			delete(pings, topicKey(p))
			q.kinds[p.Kind]--
		}
		finished = append(finished, p)
	}
	for _, p := range later {
		now, ok := pings[topicKey(p)]
		if !ok { // dropped meanwhile
			continue
		}
		if now.Since.After(p.Since) {
			tries, next := p.Tries, p.Next
			p = now
			p.Tries, p.Next = tries, next
		}
		pings[topicKey(p)] = p
	}
	if len(later) > 0 {
		retry := later[0]
		for key, p := range pings {
			if retry.Next.After(p.Next) {
				p.Next, p.Tries = retry.Next, max(p.Tries, retry.Tries)
				pings[key] = p
			}
			owed = append(owed, pings[key])
		}
	}
	return owed, finished
}

// hurry makes the pings of a target due that wait for a retry. It is called when the target has accepted another ping.
func (q *queue) hurry(target string, now time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for key, p := range q.lanes[target].pings {
		if p.Next.After(now) {
			p.Next = now
			q.lanes[target].pings[key] = p
		}
	}
}

// drop removes the pings for which gone returns true, and returns them.
func (q *queue) drop(gone func(p Ping) bool) (dropped []Ping) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, l := range q.lanes {
		before := len(dropped)
		for key, p := range l.pings {
			if gone(p) {
				dropped = append(dropped, p)
				delete(l.pings, key)
				q.kinds[p.Kind]--
			}
		}
		if len(dropped) > before {
			q.arrange(l)
		}
	}
	return dropped
}

// len returns the number of pings.
func (q *queue) len() (n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, of := range q.kinds {
		n += of
	}
	return n
}

// count returns the number of pings of a kind.
func (q *queue) count(kind Kind) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.kinds[kind]
}

// busy reports whether a target is being sent to.
func (q *queue) busy() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.running > 0
}

// laneHeap is a heap of lanes by next. It implements heap.Interface.
type laneHeap []*lane

// Len implements sort.Interface.
func (h laneHeap) Len() int { return len(h) }

// Less implements sort.Interface.
func (h laneHeap) Less(i, j int) bool { return h[i].next.Before(h[j].next) }

// Swap implements sort.Interface.
func (h laneHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

// Push implements heap.Interface.
func (h *laneHeap) Push(x any) {
	l, _ := x.(*lane)
	l.index = len(*h)
	*h = append(*h, l)
}

// Pop implements heap.Interface.
func (h *laneHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

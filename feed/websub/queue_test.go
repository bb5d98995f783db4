package websub

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"fil/feed/dial"
)

// queueTest is a queue, and the same as a plain list.
type queueTest struct {
	*queue
	t      *testing.T
	seed   uint64
	random *rand.Rand
	now    time.Time
	hosts  int
	owed   map[string]Ping   // by target and key
	busy   map[string][]Ping // by target
}

func modelKey(p Ping) string { return p.Target + " " + topicKey(p) }

// A queue gives what a plain list of pings would: each ping that is due once, of targets that are not busy, with no more
// targets than may be busy, in all and of one host.
func TestQueue(t *testing.T) {
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 1))
		q := &queueTest{newQueue(96), t, seed, random, time.Unix(1_000_000, 0), 1 + random.IntN(40), map[string]Ping{}, map[string][]Ping{}}
		for range 400 {
			switch random.IntN(8) {
			case 0, 1, 2:
				q.addSome()
			case 3, 4:
				q.takeAll()
			case 5, 6:
				q.finishSome()
			default:
				q.now = q.now.Add(time.Duration(random.IntN(40)) * time.Second)
				if random.IntN(10) == 0 {
					q.dropTopic(fmt.Sprint(random.IntN(4)))
				}
			}
			if q.len() != len(q.owed) {
				t.Fatalf("seed %d: %d pings, want %d", seed, q.len(), len(q.owed))
			}
		}
	}
}

// addSome adds pings of random targets and topics.
func (q *queueTest) addSome() {
	var added []Ping
	for range 1 + q.random.IntN(20) {
		p := Ping{Target: fmt.Sprintf("https://x.h%d.org:%d/", q.random.IntN(q.hosts), q.random.IntN(30)), Topic: fmt.Sprint(q.random.IntN(4)), Since: q.now,
			Next: q.now.Add(time.Duration(q.random.IntN(100)) * time.Second)}
		added, q.owed[modelKey(p)] = append(added, p), p
	}
	q.add(added)
}

// takeAll takes all that is due, and compares it with the list.
func (q *queueTest) takeAll() {
	q.t.Helper()
	for {
		pings, next := q.take(q.now)
		if pings == nil {
			checkNext(q.t, q.queue, q.owed, q.busy, next, q.now)
			break
		}
		target := pings[0].Target
		if q.busy[target] != nil {
			q.t.Fatalf("seed %d: %s is busy already", q.seed, target)
		}
		var want []Ping
		for _, p := range q.owed {
			if p.Target == target && !p.Next.After(q.now) {
				want = append(want, p)
			}
		}
		slices.SortFunc(want, comparePings)
		if !slices.Equal(pings, want) {
			q.t.Fatalf("seed %d: took %v, want %v", q.seed, pings, want)
		}
		q.busy[target] = pings
	}
	if len(q.busy) > q.max || perHost(q.busy) > maxPerHost {
		q.t.Fatalf("seed %d: %d are busy, %d of one host", q.seed, len(q.busy), perHost(q.busy))
	}
}

// finishSome ends the sending to some targets, where some pings are to be retried.
func (q *queueTest) finishSome() {
	for target, pings := range q.busy {
		var later, done []Ping
		for _, p := range pings {
			if q.random.IntN(3) == 0 {
				p.Next, p.Tries = q.now.Add(time.Minute), p.Tries+1
				later = append(later, p)
			} else {
				done = append(done, p)
			}
		}
		q.finish(target, later, done)
		finishModel(q.owed, later, done, target, modelKey)
		q.release(target)
		delete(q.busy, target)
		if q.random.IntN(3) == 0 {
			break
		}
	}
}

// dropTopic drops the pings of a topic.
func (q *queueTest) dropTopic(topic string) {
	q.drop(func(p Ping) bool { return p.Topic == topic })
	for k, p := range q.owed {
		if p.Topic == topic {
			delete(q.owed, k)
		}
	}
}

// perHost returns the most busy targets of one host.
func perHost(busy map[string][]Ping) (most int) {
	hosts := map[string]int{}
	for target := range busy {
		hosts[dial.Domain(target)]++
		most = max(most, hosts[dial.Domain(target)])
	}
	return most
}

// checkNext checks that nothing more can be taken now, and when something can.
func checkNext(t *testing.T, q *queue, owed map[string]Ping, busy map[string][]Ping, next, now time.Time) {
	t.Helper()
	if len(busy) >= q.max {
		return
	}
	hosts := map[string]int{}
	for target := range busy {
		hosts[dial.Domain(target)]++
	}
	var want time.Time
	for _, p := range owed {
		if busy[p.Target] != nil {
			continue
		}
		if !p.Next.After(now) && hosts[dial.Domain(p.Target)] < maxPerHost {
			t.Fatalf("%s was not taken", p.Target)
		}
		if p.Next.After(now) && (want.IsZero() || p.Next.Before(want)) {
			if l := q.lanes[p.Target]; l.state == laneIdle && !l.next.Before(p.Next) {
				want = p.Next
			}
		}
	}
	if !next.Equal(want) {
		t.Fatalf("next %v, want %v", next, want)
	}
}

// finishModel is queue.finish for the plain list.
func finishModel(owed map[string]Ping, later, done []Ping, target string, key func(p Ping) string) {
	for _, p := range done {
		if now := owed[key(p)]; !now.Since.After(p.Since) {
			delete(owed, key(p))
		}
	}
	for _, p := range later {
		now, ok := owed[key(p)]
		if !ok {
			continue
		}
		if now.Since.After(p.Since) {
			now.Tries, now.Next = p.Tries, p.Next
			p = now
		}
		owed[key(p)] = p
	}
	if len(later) == 0 {
		return
	}
	for k, p := range owed {
		if p.Target == target && later[0].Next.After(p.Next) {
			p.Next, p.Tries = later[0].Next, max(p.Tries, later[0].Tries)
			owed[k] = p
		}
	}
}

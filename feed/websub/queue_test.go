package websub

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"fil/feed/dial"
)

// A queue gives what a plain list of pings would: each ping that is due once, of targets that are not busy, with no more
// targets than may be busy, in all and of one host.
func TestQueue(t *testing.T) {
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 1))
		q, now := newQueue(96), time.Unix(1_000_000, 0)
		owed, busy := map[string]Ping{}, map[string][]Ping{}
		key := func(p Ping) string { return p.Target + " " + topicKey(p) }
		hosts := 1 + random.IntN(40)
		for range 400 {
			switch random.IntN(8) {
			case 0, 1, 2:
				var added []Ping
				for range 1 + random.IntN(20) {
					p := Ping{Target: fmt.Sprintf("https://x.h%d.org:%d/", random.IntN(hosts), random.IntN(30)), Topic: fmt.Sprint(random.IntN(4)), Since: now,
						Next: now.Add(time.Duration(random.IntN(100)) * time.Second)}
					added, owed[key(p)] = append(added, p), p
				}
				q.add(added)
			case 3, 4:
				for {
					pings, next := q.take(now)
					if pings == nil {
						checkNext(t, q, owed, busy, next, now)
						break
					}
					target := pings[0].Target
					if busy[target] != nil {
						t.Fatalf("seed %d: %s is busy already", seed, target)
					}
					var want []Ping
					for _, p := range owed {
						if p.Target == target && !p.Next.After(now) {
							want = append(want, p)
						}
					}
					slices.SortFunc(want, comparePings)
					if !slices.Equal(pings, want) {
						t.Fatalf("seed %d: took %v, want %v", seed, pings, want)
					}
					busy[target] = pings
				}
				if len(busy) > q.max || perHost(busy) > maxPerHost {
					t.Fatalf("seed %d: %d are busy, %d of one host", seed, len(busy), perHost(busy))
				}
			case 5, 6:
				for target, pings := range busy {
					var later, done []Ping
					for _, p := range pings {
						if random.IntN(3) == 0 {
							p.Next, p.Tries = now.Add(time.Minute), p.Tries+1
							later = append(later, p)
						} else {
							done = append(done, p)
						}
					}
					q.finish(target, later, done)
					finishModel(owed, later, done, target, key)
					q.release(target)
					delete(busy, target)
					if random.IntN(3) == 0 {
						break
					}
				}
			default:
				now = now.Add(time.Duration(random.IntN(40)) * time.Second)
				if random.IntN(10) == 0 {
					topic := fmt.Sprint(random.IntN(4))
					q.drop(func(p Ping) bool { return p.Topic == topic })
					for k, p := range owed {
						if p.Topic == topic {
							delete(owed, k)
						}
					}
				}
			}
			if q.len() != len(owed) {
				t.Fatalf("seed %d: %d pings, want %d", seed, q.len(), len(owed))
			}
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

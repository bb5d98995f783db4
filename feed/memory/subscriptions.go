package memory

import (
	"errors"
	"strings"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"fil/feed/dial"
)

// bucketSubscriptions has the subscriptions to the site's own hub and rssCloud, by topic, kind and callback.
var bucketSubscriptions = []byte("subscriptions")

// Subscription is the stored form of websub's Subscription, with the same fields.
type Subscription struct {
	Kind            string
	Topic, Callback string
	Secret          string
	Expires         time.Time
}

func (s Subscription) key() string { return s.Topic + "\x00" + s.Kind + "\x00" + s.Callback }

func (c *coder) subscription(s *Subscription) {
	c.string(1, &s.Secret)
	c.time(2, &s.Expires)
}

// readSubscription decodes a row; ok is false if there is none, or if it cannot be read.
func readSubscription(key, value []byte) (s Subscription, ok bool) {
	parts := strings.SplitN(string(key), "\x00", 3)
	if value == nil || len(parts) < 3 || decode(value, time.UTC, func(c *coder) { c.subscription(&s) }) != nil {
		return s, false
	}
	s.Topic, s.Kind, s.Callback = parts[0], parts[1], parts[2]
	return s, true
}

// subscriptionCount counts subscriptions by the domain of their callbacks.
type subscriptionCount struct {
	// mu is locked while subscriptions are written, so that they are counted in the order in which they are stored. It is
	// locked before Memory.dbLock.
	mu      sync.Mutex
	domains map[string]int // nil until CountSubscriptions is first called
	all     int
}

// add counts n subscriptions with a callback, if they were counted yet. c.mu is locked.
func (c *subscriptionCount) add(callback string, n int) {
	if c.domains == nil {
		return
	}
	domain := dial.Domain(callback)
	c.all += n
	c.domains[domain] += n
	if c.domains[domain] == 0 {
		delete(c.domains, domain)
	}
}

// CountSubscriptions returns how many subscriptions are stored, in all and of the domain of a callback.
func (m *Memory) CountSubscriptions(callback string) (all, ofDomain int) {
	c := &m.subscriptions
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.domains == nil {
		c.domains, c.all = map[string]int{}, 0
		m.forEachSubscription("", func(s Subscription) { c.add(s.Callback, 1) })
	}
	return c.all, c.domains[dial.Domain(callback)]
}

// forEachSubscription calls f for each subscription whose key has a prefix.
func (m *Memory) forEachSubscription(prefix string, f func(s Subscription)) {
	_ = m.view(func(tx *bbolt.Tx) error {
		return forEachBelow(tx, bucketSubscriptions, []byte(prefix), func(key, value []byte) {
			if s, ok := readSubscription(key, value); ok {
				f(s)
			}
		})
	})
}

// Subscription returns a stored subscription.
func (m *Memory) Subscription(kind, topic, callback string) (s Subscription, found bool) {
	key := Subscription{Kind: kind, Topic: topic, Callback: callback}.key()
	_ = m.view(func(tx *bbolt.Tx) error {
		s, found = readSubscription([]byte(key), get(tx, bucketSubscriptions, key))
		return nil
	})
	return s, found
}

// Subscribers returns the subscriptions to topics.
func (m *Memory) Subscribers(topics []string) (all []Subscription) {
	for _, topic := range topics {
		m.forEachSubscription(topic+"\x00", func(s Subscription) { all = append(all, s) })
	}
	return all
}

// Subscribe stores a subscription, in place of an earlier one with the same kind, topic and callback. A new one
// counts as notified of the document with a hash.
func (m *Memory) Subscribe(s Subscription, hash string) error {
	m.subscriptions.mu.Lock()
	defer m.subscriptions.mu.Unlock()
	isNew := false
	err := m.update(func(tx *bbolt.Tx) error {
		isNew = get(tx, bucketSubscriptions, s.key()) == nil
		if isNew {
			if err := (write{bucketNotified, s.ping().key(), []byte(hash)}).put(tx); err != nil {
				return err
			}
		}
		return write{bucketSubscriptions, []byte(s.key()), encode(func(c *coder) { c.subscription(&s) })}.put(tx)
	})
	if err == nil && isNew {
		m.subscriptions.add(s.Callback, 1)
	}
	return err
}

// ping returns a ping of the subscription, whose key is that of its rows in the buckets of pings.
func (s Subscription) ping() Ping { return Ping{Kind: s.Kind, Target: s.Callback, Topic: s.Topic} }

// Unsubscribe deletes a subscription, if there is one.
func (m *Memory) Unsubscribe(s Subscription) error {
	_, err := m.deleteSubscriptions([]Subscription{s}, func(Subscription) bool { return true })
	return err
}

// DropExpired deletes the subscriptions whose leases have ended, and returns how many they were.
func (m *Memory) DropExpired(now time.Time) (n int, err error) {
	isExpired := func(s Subscription) bool { return !s.Expires.After(now) }
	var expired []Subscription
	m.forEachSubscription("", func(s Subscription) {
		if isExpired(s) {
			expired = append(expired, s)
		}
	})
	if len(expired) == 0 {
		return 0, nil
	}
	return m.deleteSubscriptions(expired, isExpired)
}

// deleteSubscriptions deletes those of the given subscriptions for which gone returns true, and their rows in
// bucketNotified. gone is called with the subscription as it is stored at that moment. It returns the number deleted.
func (m *Memory) deleteSubscriptions(some []Subscription, gone func(stored Subscription) bool) (n int, err error) {
	m.subscriptions.mu.Lock()
	defer m.subscriptions.mu.Unlock()
	var deleted []Subscription
	err = m.update(func(tx *bbolt.Tx) (err error) {
		for _, s := range some {
			stored, ok := readSubscription([]byte(s.key()), get(tx, bucketSubscriptions, s.key()))
			if !ok || !gone(stored) {
				continue
			}
			deleted = append(deleted, s)
			err = errors.Join(err, write{bucketSubscriptions, []byte(s.key()), nil}.put(tx), write{bucketNotified, s.ping().key(), nil}.put(tx))
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, s := range deleted {
		m.subscriptions.add(s.Callback, -1)
	}
	return len(deleted), nil
}

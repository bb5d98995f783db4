package memory

import (
	"net/url"
	"strings"
	"sync"
	"time"

	"go.etcd.io/bbolt"
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

// readSubscription decodes a row; ok is false if it cannot be read.
func readSubscription(key, value []byte) (s Subscription, ok bool) {
	parts := strings.SplitN(string(key), "\x00", 3)
	if len(parts) < 3 || decode(value, time.UTC, func(c *coder) { c.subscription(&s) }) != nil {
		return s, false
	}
	s.Topic, s.Kind, s.Callback = parts[0], parts[1], parts[2]
	return s, true
}

// subscriptionCount counts subscriptions by the host of their callbacks. It is made when it is first needed.
type subscriptionCount struct {
	mu    sync.Mutex
	hosts map[string]int // nil until they were counted
	all   int
}

// add adds n subscriptions, if they were counted yet.
func (c *subscriptionCount) add(callback string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.hosts == nil {
		return
	}
	host := hostOf(callback)
	c.all += n
	c.hosts[host] += n
	if c.hosts[host] <= 0 {
		delete(c.hosts, host)
	}
}

func hostOf(callback string) string {
	u, err := url.Parse(callback)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

// CountSubscriptions returns how many subscriptions are stored, in all and of callbacks at a host.
func (m *Memory) CountSubscriptions(host string) (all, ofHost int) {
	c := &m.subscriptions
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.hosts == nil {
		c.hosts = map[string]int{}
		m.forEachSubscription("", func(s Subscription) {
			c.all++
			c.hosts[hostOf(s.Callback)]++
		})
	}
	return c.all, c.hosts[host]
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
		if value := get(tx, bucketSubscriptions, key); value != nil {
			s, found = readSubscription([]byte(key), value)
		}
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
	_, known := m.Subscription(s.Kind, s.Topic, s.Callback)
	changes := []write{{bucketSubscriptions, []byte(s.key()), encode(func(c *coder) { c.subscription(&s) })}}
	if !known {
		changes = append(changes, write{bucketNotified, s.ping().key(), []byte(hash)})
	}
	if err := m.put(changes); err != nil {
		return err
	}
	if !known {
		m.subscriptions.add(s.Callback, 1)
	}
	return nil
}

// ping returns a ping of the subscription, whose key is that of its rows in the buckets of pings.
func (s Subscription) ping() Ping { return Ping{Kind: s.Kind, Target: s.Callback, Topic: s.Topic} }

// Unsubscribe deletes a subscription, if there is one.
func (m *Memory) Unsubscribe(s Subscription) error {
	if _, known := m.Subscription(s.Kind, s.Topic, s.Callback); !known {
		return nil
	}
	return m.deleteSubscriptions([]Subscription{s})
}

// deleteSubscriptions deletes subscriptions that are stored, with what they were notified of.
func (m *Memory) deleteSubscriptions(all []Subscription) error {
	var changes []write
	for _, s := range all {
		changes = append(changes, write{bucketSubscriptions, []byte(s.key()), nil}, write{bucketNotified, s.ping().key(), nil})
	}
	if err := m.put(changes); err != nil {
		return err
	}
	for _, s := range all {
		m.subscriptions.add(s.Callback, -1)
	}
	return nil
}

// DropExpired deletes the subscriptions whose leases have ended, and returns how many they were.
func (m *Memory) DropExpired(now time.Time) (n int, err error) {
	var expired []Subscription
	m.forEachSubscription("", func(s Subscription) {
		if !s.Expires.After(now) {
			expired = append(expired, s)
		}
	})
	return len(expired), m.deleteSubscriptions(expired)
}

package memory

import (
	"errors"
	"time"

	"go.etcd.io/bbolt"
)

// The buckets of notifications, both by target and topic: pings that are still to be sent, and the
// hashes of the feeds' bytes of which targets were notified. They are created when they are first
// written: earlier versions do not have them.
var (
	bucketOwed     = []byte("owed")
	bucketNotified = []byte("told")
)

// Ping is a notification that is still to be sent: the stored form of websub's Ping, with the same
// fields.
type Ping struct {
	// Target is the URL that is notified, Topic the URL of the feed.
	Target, Topic string
	// XMLRPC means that the target is not a WebSub hub, but takes the XML-RPC call
	// weblogUpdates.extendedPing, which also sends Title and HomeURL.
	XMLRPC         bool
	Title, HomeURL string
	// Since is when the topic changed. Next is when the target is to be notified, after Tries failed
	// attempts.
	Since, Next time.Time
	Tries       int
	// Hash is that of the feed's bytes at the time when the ping was made.
	Hash string
}

func (p Ping) key() []byte {
	kind := "websub"
	if p.XMLRPC {
		kind = "xmlrpc"
	}
	return []byte(kind + "\x00" + p.Target + "\x00" + p.Topic)
}

func (c *coder) ping(p *Ping) {
	for _, s := range []*string{&p.Target, &p.Topic, &p.Title, &p.HomeURL, &p.Hash} {
		c.string(s)
	}
	c.bool(&p.XMLRPC)
	c.time(&p.Since)
	c.time(&p.Next)
	c.int(&p.Tries)
}

// Owed returns the pings that are still to be sent.
func (m *Memory) Owed() (owed []Ping, err error) {
	err = m.view(func(tx *bbolt.Tx) error {
		b := tx.Bucket(bucketOwed)
		if b == nil {
			return nil
		}
		return b.ForEach(func(_, value []byte) error {
			var p Ping
			if decode(string(value), time.UTC, func(c *coder) { c.ping(&p) }) == nil { // a ping that cannot be read is skipped
				owed = append(owed, p)
			}
			return nil
		})
	})
	return owed, err
}

// SaveOwed stores pings that are still to be sent, in place of earlier ones with the same target and
// topic, and deletes those that are done.
func (m *Memory) SaveOwed(owed, done []Ping) error {
	if len(owed)+len(done) == 0 {
		return nil
	}
	return m.update(func(tx *bbolt.Tx) error {
		b, err := tx.CreateBucketIfNotExists(bucketOwed)
		if err != nil {
			return err
		}
		for _, p := range done {
			err = errors.Join(err, b.Delete(p.key()))
		}
		for _, p := range owed {
			err = errors.Join(err, b.Put(p.key(), encode(func(c *coder) { c.ping(&p) })))
		}
		return err
	})
}

// Unnotified returns the pings whose targets were last notified of other bytes, or never.
func (m *Memory) Unnotified(pings []Ping) (unnotified []Ping, err error) {
	err = m.view(func(tx *bbolt.Tx) error {
		b := tx.Bucket(bucketNotified)
		for _, p := range pings {
			if b == nil || string(b.Get(p.key())) != p.Hash {
				unnotified = append(unnotified, p)
			}
		}
		return nil
	})
	return unnotified, err
}

// AddOwed stores pings that are to be sent, and counts their targets as notified. Both are stored
// in one transaction, so that no change is sent twice or lost.
func (m *Memory) AddOwed(pings []Ping) error {
	return m.updatePings(pings, func(owed, notified *bbolt.Bucket, p Ping) error {
		return errors.Join(owed.Put(p.key(), encode(func(c *coder) { c.ping(&p) })), notified.Put(p.key(), []byte(p.Hash)))
	})
}

// DropOwed deletes pings whose targets site.yaml no longer names. They do not count as notified, so
// a target that comes back is notified.
func (m *Memory) DropOwed(pings []Ping) error {
	return m.updatePings(pings, func(owed, notified *bbolt.Bucket, p Ping) error {
		return errors.Join(owed.Delete(p.key()), notified.Delete(p.key()))
	})
}

// updatePings calls change with both buckets for each ping.
func (m *Memory) updatePings(pings []Ping, change func(owed, notified *bbolt.Bucket, p Ping) error) error {
	if len(pings) == 0 {
		return nil
	}
	return m.update(func(tx *bbolt.Tx) error {
		owed, err := tx.CreateBucketIfNotExists(bucketOwed)
		if err != nil {
			return err
		}
		notified, err := tx.CreateBucketIfNotExists(bucketNotified)
		for _, p := range pings {
			if err != nil {
				return err
			}
			err = change(owed, notified, p)
		}
		return err
	})
}

package memory

import (
	"errors"
	"time"

	"go.etcd.io/bbolt"
)

// The buckets of what the world is told: pings that are still owed, and the hashes of the
// feeds of which targets were told, both by target and topic. They came later than the
// others, and are made when they are needed.
var (
	bucketOwed     = []byte("owed")
	bucketNotified = []byte("told")
)

// Ping is one target that is still to be told of one topic.
type Ping struct {
	// Target is the address that is told, Topic that of the feed.
	Target, Topic string
	// XMLRPC says that the target is no WebSub hub, but takes weblogUpdates.extendedPing;
	// Title and HomeURL are what that says besides.
	XMLRPC         bool
	Title, HomeURL string
	// Since is when the topic changed, Next when the target is to be told, after Tries
	// that failed.
	Since, Next time.Time
	Tries       int
	// Hash is that of the feed's bytes of which it tells.
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

// Owed returns the pings that are still owed.
func (m *Memory) Owed() (owed []Ping, err error) {
	err = m.view(func(tx *bbolt.Tx) error {
		b := tx.Bucket(bucketOwed)
		if b == nil {
			return nil
		}
		return b.ForEach(func(_, value []byte) error {
			var p Ping
			if decode(string(value), time.UTC, func(c *coder) { c.ping(&p) }) == nil { // else it is lost, and nothing with it
				owed = append(owed, p)
			}
			return nil
		})
	})
	return owed, err
}

// SettleOwed keeps the pings that are still owed, instead of what was kept of the same
// target and topic, and forgets those that are done.
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

// Untold returns those pings whose targets were told of other bytes, or of none.
func (m *Memory) Unnotified(pings []Ping) (untold []Ping, err error) {
	err = m.view(func(tx *bbolt.Tx) error {
		b := tx.Bucket(bucketNotified)
		for _, p := range pings {
			if b == nil || string(b.Get(p.key())) != p.Hash {
				untold = append(untold, p)
			}
		}
		return nil
	})
	return untold, err
}

// Tell keeps pings as owed and their targets as told: both or none, so that nobody is told
// twice and no change is forgotten.
func (m *Memory) AddOwed(owed []Ping) error {
	return m.updatePings(owed, func(owing, told *bbolt.Bucket, p Ping) error {
		return errors.Join(owing.Put(p.key(), encode(func(c *coder) { c.ping(&p) })), told.Put(p.key(), []byte(p.Hash)))
	})
}

// ForgetOwed forgets pings whose targets are none any more. They have not been told: who
// becomes a target again is.
func (m *Memory) DropOwed(pings []Ping) error {
	return m.updatePings(pings, func(owing, told *bbolt.Bucket, p Ping) error {
		return errors.Join(owing.Delete(p.key()), told.Delete(p.key()))
	})
}

// both changes both buckets for each ping.
func (m *Memory) updatePings(pings []Ping, change func(owing, told *bbolt.Bucket, p Ping) error) error {
	if len(pings) == 0 {
		return nil
	}
	return m.update(func(tx *bbolt.Tx) error {
		owing, err := tx.CreateBucketIfNotExists(bucketOwed)
		if err != nil {
			return err
		}
		told, err := tx.CreateBucketIfNotExists(bucketNotified)
		for _, p := range pings {
			if err != nil {
				return err
			}
			err = change(owing, told, p)
		}
		return err
	})
}

package memory

import (
	"bytes"
	"errors"
	"time"

	"go.etcd.io/bbolt"
)

// The buckets of what the world is told: pings that are still owed, by target and topic,
// and the hashes of the feeds that it was told of, by topic. They came later than the
// others, and are made when they are needed.
var (
	bucketOwed = []byte("owed")
	bucketTold = []byte("told")
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
}

func (p Ping) key() []byte { return []byte(p.Target + "\x00" + p.Topic) }

func (c *coder) ping(p *Ping) {
	for _, s := range []*string{&p.Target, &p.Topic, &p.Title, &p.HomeURL} {
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
func (m *Memory) SettleOwed(owed, done []Ping) error {
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
		return errors.Join(err, owe(b, owed))
	})
}

func owe(b *bbolt.Bucket, owed []Ping) (err error) {
	for _, p := range owed {
		err = errors.Join(err, b.Put(p.key(), encode(func(c *coder) { c.ping(&p) })))
	}
	return err
}

// Untold returns those topics whose feeds have another hash than the one that the world
// was told of. hashes are by topic.
func (m *Memory) Untold(hashes map[string]string) (topics []string, err error) {
	err = m.view(func(tx *bbolt.Tx) error {
		b := tx.Bucket(bucketTold)
		for topic, hash := range hashes {
			if b == nil || !bytes.Equal(b.Get([]byte(topic)), []byte(hash)) {
				topics = append(topics, topic)
			}
		}
		return nil
	})
	return topics, err
}

// Tell keeps pings that are owed, and of what they are to tell: both or none, so that
// nobody is told twice and no change is forgotten.
func (m *Memory) Tell(owed []Ping, hashes map[string]string) error {
	if len(hashes) == 0 {
		return nil
	}
	return m.update(func(tx *bbolt.Tx) error {
		b, err := tx.CreateBucketIfNotExists(bucketOwed)
		if err != nil {
			return err
		}
		told, err := tx.CreateBucketIfNotExists(bucketTold)
		if err != nil {
			return err
		}
		err = owe(b, owed)
		for topic, hash := range hashes {
			err = errors.Join(err, told.Put([]byte(topic), []byte(hash)))
		}
		return err
	})
}

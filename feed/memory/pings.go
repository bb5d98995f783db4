package memory

import (
	"time"

	"go.etcd.io/bbolt"
	"google.golang.org/protobuf/encoding/protowire"
)

// The buckets of notifications, both by target and topic: pings that are still to be sent, and the
// hashes of the feeds' bytes of which targets were notified.
var (
	bucketOwed     = []byte("owed")
	bucketNotified = []byte("notified")
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
	for i, s := range []*string{&p.Target, &p.Topic, &p.Title, &p.HomeURL, &p.Hash} {
		c.string(protowire.Number(1+i), s)
	}
	c.bool(6, &p.XMLRPC)
	c.time(7, &p.Since)
	c.time(8, &p.Next)
	integer(c, 9, &p.Tries)
}

// Owed returns the pings that are still to be sent.
func (m *Memory) Owed() (owed []Ping, err error) {
	err = m.view(func(tx *bbolt.Tx) error {
		return forEach(tx, bucketOwed, func(_, value []byte) error {
			var p Ping
			if decode(value, time.UTC, func(c *coder) { c.ping(&p) }) == nil { // a ping that cannot be read is skipped
				owed = append(owed, p)
			}
			return nil
		})
	})
	return owed, err
}

// owe returns the change that stores a ping.
func (p Ping) owe() write {
	return write{bucketOwed, p.key(), encode(func(c *coder) { c.ping(&p) })}
}

// SaveOwed stores pings that are still to be sent, in place of earlier ones with the same target and
// topic, and deletes those that are done.
func (m *Memory) SaveOwed(owed, done []Ping) error {
	var changes []write
	for _, p := range done {
		changes = append(changes, write{bucketOwed, p.key(), nil})
	}
	for _, p := range owed {
		changes = append(changes, p.owe())
	}
	return m.put(changes)
}

// Unnotified returns the pings whose targets were last notified of other bytes, or never.
func (m *Memory) Unnotified(pings []Ping) (unnotified []Ping, err error) {
	err = m.view(func(tx *bbolt.Tx) error {
		for _, p := range pings {
			if string(get(tx, bucketNotified, string(p.key()))) != p.Hash {
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
	var changes []write
	for _, p := range pings {
		changes = append(changes, p.owe(), write{bucketNotified, p.key(), []byte(p.Hash)})
	}
	return m.put(changes)
}

// DropOwed deletes pings whose targets site.yaml no longer names. They do not count as notified, so
// a target that comes back is notified.
func (m *Memory) DropOwed(pings []Ping) error {
	var changes []write
	for _, p := range pings {
		changes = append(changes, write{bucketOwed, p.key(), nil}, write{bucketNotified, p.key(), nil})
	}
	return m.put(changes)
}

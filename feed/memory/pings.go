package memory

import (
	"errors"
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
	Kind           string
	Target, Topic  string
	Title, HomeURL string
	Since, Next    time.Time
	Tries          int
	Hash           string
	Mode, Secret   string
	Lease          time.Duration
}

// kindXMLRPC and kindHub are the kinds of pings that earlier versions of Fil have stored; field 6 distinguishes them.
const (
	kindXMLRPC = "xmlrpc"
	kindHub    = "websub"
)

// kindVerification is the kind of pings of which there may be one for each Mode.
const kindVerification = "verify"

func (p Ping) key() []byte {
	key := p.Kind + "\x00" + p.Target + "\x00" + p.Topic
	if p.Kind == kindVerification {
		key += "\x00" + p.Mode
	}
	return []byte(key)
}

func (c *coder) ping(p *Ping) {
	for i, s := range []*string{&p.Target, &p.Topic, &p.Title, &p.HomeURL, &p.Hash} {
		c.string(protowire.Number(1+i), s)
	}
	isXMLRPC := p.Kind == kindXMLRPC
	c.bool(6, &isXMLRPC)
	c.time(7, &p.Since)
	c.time(8, &p.Next)
	integer(c, 9, &p.Tries)
	c.string(10, &p.Kind)
	c.string(11, &p.Mode)
	c.string(12, &p.Secret)
	integer(c, 13, &p.Lease)
	if c.reading && p.Kind == "" {
		p.Kind = pingKind(isXMLRPC)
	}
}

// pingKind returns the kind of a ping that an earlier version of Fil has stored.
func pingKind(isXMLRPC bool) string {
	if isXMLRPC {
		return kindXMLRPC
	}
	return kindHub
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

// SaveOwed stores pings that are still to be sent, in place of earlier ones with the same kind, target and
// topic, and deletes those that are done. A stored ping with a later Since stays as it is.
func (m *Memory) SaveOwed(owed, done []Ping) error {
	return m.update(func(tx *bbolt.Tx) (err error) {
		for _, p := range done {
			if !isNewer(tx, p) {
				err = errors.Join(err, write{bucketOwed, p.key(), nil}.put(tx))
			}
		}
		for _, p := range owed {
			if !isNewer(tx, p) {
				err = errors.Join(err, p.owe().put(tx))
			}
		}
		return err
	})
}

// isNewer reports whether the stored ping with the key of p has a later Since.
func isNewer(tx *bbolt.Tx, p Ping) bool {
	var stored Ping
	data := get(tx, bucketOwed, string(p.key()))
	return data != nil && decode(data, time.UTC, func(c *coder) { c.ping(&stored) }) == nil && stored.Since.After(p.Since)
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

package memory

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.etcd.io/bbolt"
	"google.golang.org/protobuf/encoding/protowire"

	"fil/feed"
)

// bucketEvents has the events of the last publications, by their numbers. An event is stored in the transaction that stores
// its publication. Its pings are stored later, when the publication is being served.
var bucketEvents = []byte("events")

// The limits of stored events: their age, their number, and their bytes in all.
const (
	eventTime     = 30 * 24 * time.Hour
	maxEvents     = 1000
	maxEventBytes = 64 << 20
)

// eventRow is a stored event.
type eventRow struct {
	feed.Event
	told bool // pings are owed for it, or were sent
}

func (c *coder) event(e *eventRow) {
	c.string(1, &e.ID)
	c.time(2, &e.At)
	c.bool(3, &e.told)
	integer(c, 4, &e.Omitted)
	list(c, 5, &e.Changes, func(c *coder, change *feed.Change) {
		for i, s := range []*string{(*string)(&change.Kind), &change.ID, &change.URL, &change.Item} {
			c.string(protowire.Number(1+i), s)
		}
		c.bool(5, &change.Again)
		c.texts(6, &change.Feeds)
		c.time(7, &change.Published)
	})
}

// eventName returns the ID of an event: the beginning of the memory's random name, so that IDs of two memories differ, and
// the event's number in a fixed width, so that IDs sort by number.
func eventName(memory string, number uint64) string {
	const length = 10
	return fmt.Sprintf("%s-%012d", memory[:min(length, len(memory))], number)
}

// putEvent stores an event under the next number, and deletes old ones.
func putEvent(tx *bbolt.Tx, e feed.Event) error {
	b, err := tx.CreateBucketIfNotExists(bucketEvents)
	if err != nil {
		return err
	}
	number, err := b.NextSequence()
	if err != nil {
		return err
	}
	row := eventRow{Event: e}
	row.ID = eventName(string(get(tx, bucketMeta, metaName)), number)
	key := binary.BigEndian.AppendUint64(nil, number)
	if err := b.Put(key, encode(func(c *coder) { c.event(&row) })); err != nil {
		return err
	}
	return pruneEvents(b, e.At)
}

// pruneEvents deletes the events that are too old at a time, and the oldest ones beyond maxEvents and maxEventBytes.
func pruneEvents(b *bbolt.Bucket, now time.Time) error {
	c := b.Cursor()
	n, size := 0, 0
	last := []byte{} // the key of the last event that is one too many
	for key, value := c.Last(); key != nil; key, value = c.Prev() {
		n, size = n+1, size+len(value)
		if n > maxEvents || n > 1 && size > maxEventBytes {
			last = bytes.Clone(key)
			break
		}
	}
	var old [][]byte // a cursor skips rows if it deletes them
	for key, value := c.First(); key != nil; key, value = c.Next() {
		if bytes.Compare(key, last) > 0 {
			if row, ok := readEvent(value); ok && now.Sub(row.At) < eventTime {
				break
			}
		}
		old = append(old, bytes.Clone(key))
	}
	for _, key := range old {
		if err := b.Delete(key); err != nil {
			return err
		}
	}
	return nil
}

// readEvent decodes an event; ok is false if it cannot be read.
func readEvent(data []byte) (row eventRow, ok bool) {
	err := decode(data, time.UTC, func(c *coder) { c.event(&row) })
	return row, err == nil && row.ID != ""
}

// Untold returns the events for which no ping was stored yet, the oldest first.
func (m *Memory) Untold() (events []feed.Event, err error) {
	return m.latestEvents(func(row eventRow) bool { return !row.told })
}

// Events returns the stored events from a time on, the oldest first.
func (m *Memory) Events(since time.Time) (events []feed.Event, err error) {
	return m.latestEvents(func(row eventRow) bool { return !row.At.Before(since) })
}

// latestEvents returns the last events, up to the first for which wanted returns false, the oldest first.
func (m *Memory) latestEvents(wanted func(row eventRow) bool) (events []feed.Event, err error) {
	err = m.view(func(tx *bbolt.Tx) error {
		return forEachBack(tx, bucketEvents, func(_, value []byte) bool {
			row, ok := readEvent(value)
			if ok && wanted(row) {
				events = append(events, row.Event)
			}
			return !ok || wanted(row)
		})
	})
	slices.Reverse(events)
	return events, err
}

// forEachBack calls f for each row of a bucket, the last first, until it returns false.
func forEachBack(tx *bbolt.Tx, bucket []byte, f func(key, value []byte) bool) error {
	b := tx.Bucket(bucket)
	if b == nil {
		return nil
	}
	c := b.Cursor()
	for key, value := c.Last(); key != nil && f(key, value); key, value = c.Prev() {
	}
	return nil
}

// Event returns a stored event.
func (m *Memory) Event(id string) (event feed.Event, found bool) {
	n, err := strconv.ParseUint(id[strings.LastIndexByte(id, '-')+1:], 10, 64)
	if err != nil {
		return feed.Event{}, false
	}
	_ = m.view(func(tx *bbolt.Tx) error {
		row, ok := readEvent(get(tx, bucketEvents, string(binary.BigEndian.AppendUint64(nil, n))))
		if ok && row.ID == id {
			event, found = row.Event, true
		}
		return nil
	})
	return event, found
}

// Tell stores pings that are to be sent for the events that are not told yet, and counts these as told. Both are one
// transaction, so that no event is lost or told twice.
func (m *Memory) Tell(pings []Ping) error {
	var changes []write
	for _, p := range pings {
		changes = append(changes, p.owe())
	}
	err := m.view(func(tx *bbolt.Tx) error {
		return forEachBack(tx, bucketEvents, func(key, value []byte) bool {
			row, ok := readEvent(value)
			if ok && !row.told {
				row.told = true
				changes = append(changes, write{bucketEvents, bytes.Clone(key), encode(func(c *coder) { c.event(&row) })})
				return true
			}
			return !ok
		})
	})
	if err != nil {
		return err
	}
	return m.put(changes)
}

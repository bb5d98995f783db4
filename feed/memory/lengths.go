package memory

import (
	"time"

	"go.etcd.io/bbolt"
)

// bucketLengths has the sizes of files that lie elsewhere, by address. It came later than other
// buckets, and is made when it is needed.
var bucketLengths = []byte("lengths")

// Length returns the size in bytes of a file that lies elsewhere, 0 where it is not remembered.
func (m *Memory) Length(address string) (n int64) {
	_ = m.view(func(tx *bbolt.Tx) error { // its only errors are ours
		if b := tx.Bucket(bucketLengths); b != nil {
			_ = decode(string(b.Get([]byte(address))), time.UTC, func(c *coder) { c.number(&n) })
		}
		return nil
	})
	return n
}

// KeepLength remembers the size of a file that lies elsewhere. It is safe for several goroutines.
func (m *Memory) KeepLength(address string, n int64) error {
	return m.update(func(tx *bbolt.Tx) error {
		b, err := tx.CreateBucketIfNotExists(bucketLengths)
		if err != nil {
			return err
		}
		return b.Put([]byte(address), encode(func(c *coder) { c.number(&n) }))
	})
}

// TakeLengths remembers all sizes that another memory does.
func (m *Memory) TakeLengths(other *Memory) error {
	lengths := map[string]int64{}
	err := other.view(func(tx *bbolt.Tx) error {
		return forEach(tx, bucketLengths, func(address, data []byte) error {
			var n int64
			err := decode(string(data), time.UTC, func(c *coder) { c.number(&n) })
			lengths[string(address)] = n
			return err
		})
	})
	for address, n := range lengths {
		if err == nil {
			err = m.KeepLength(address, n)
		}
	}
	return err
}

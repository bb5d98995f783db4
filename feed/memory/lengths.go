package memory

import (
	"errors"
	"time"

	"go.etcd.io/bbolt"
)

// bucketLengths has the sizes of files that lie elsewhere, by address. It came later than other
// buckets, and is made when it is needed.
var bucketLengths = []byte("lengths")

// Length is the remembered size of a file on another server.
type Length struct {
	Bytes int64     // 0 if the server did not tell
	Asked time.Time // when
}

func (c *coder) length(l *Length) {
	c.number(&l.Bytes)
	c.time(&l.Asked)
}

// Length returns the remembered size of the file at an address, the zero value if there is none.
func (m *Memory) Length(address string) (l Length) {
	_ = m.view(func(tx *bbolt.Tx) error { // its only errors are ours
		if b := tx.Bucket(bucketLengths); b != nil {
			_ = decode(string(b.Get([]byte(address))), time.UTC, func(c *coder) { c.length(&l) })
		}
		return nil
	})
	return l
}

// KeepLengths remembers what was said of files that lie elsewhere.
func (m *Memory) KeepLengths(lengths map[string]Length) error {
	if len(lengths) == 0 {
		return nil
	}
	return m.update(func(tx *bbolt.Tx) error {
		b, err := tx.CreateBucketIfNotExists(bucketLengths)
		for address, l := range lengths {
			if err == nil {
				err = b.Put([]byte(address), encode(func(c *coder) { c.length(&l) }))
			}
		}
		return err
	})
}

// TakeLengths remembers all that another memory does.
func (m *Memory) CopyLengths(other *Memory) error {
	lengths := map[string]Length{}
	err := other.view(func(tx *bbolt.Tx) error {
		return forEach(tx, bucketLengths, func(address, data []byte) error {
			var l Length
			err := decode(string(data), time.UTC, func(c *coder) { c.length(&l) })
			lengths[string(address)] = l
			return err
		})
	})
	return errors.Join(err, m.KeepLengths(lengths))
}

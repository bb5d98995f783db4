package memory

import (
	"time"

	"go.etcd.io/bbolt"
)

// bucketLengths has the sizes of files on other servers, by URL. It is created when it is first
// written: earlier versions do not have it.
var bucketLengths = []byte("lengths")

// Length is the size of a file on another server.
type Length struct {
	Bytes int64     // 0 if the server did not say
	Asked time.Time // when the server was asked
}

func (c *coder) length(l *Length) {
	c.number(&l.Bytes)
	c.time(&l.Asked)
}

// Length returns the stored size of the file at a URL, the zero value if there is none.
func (m *Memory) Length(address string) (l Length) {
	_ = m.view(func(tx *bbolt.Tx) error { // zero if it cannot be read: the server is asked again
		if b := tx.Bucket(bucketLengths); b != nil {
			_ = decode(string(b.Get([]byte(address))), time.UTC, func(c *coder) { c.length(&l) })
		}
		return nil
	})
	return l
}

// KeepLengths stores the sizes of files on other servers, by URL.
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

package memory

import (
	"time"

	"go.etcd.io/bbolt"
)

// bucketLengths has the sizes of files on other servers, by URL.
var bucketLengths = []byte("lengths")

// Length is the size of a file on another server.
type Length struct {
	Bytes int64     // 0 if the server did not say
	Asked time.Time // when the server was asked
}

func (c *coder) length(l *Length) {
	c.number(1, &l.Bytes)
	c.time(2, &l.Asked)
}

// Length returns the stored size of the file at a URL, the zero value if there is none.
func (m *Memory) Length(address string) (l Length) {
	_ = m.view(func(tx *bbolt.Tx) error { // zero if it cannot be read: the server is asked again
		return decode(get(tx, bucketLengths, address), time.UTC, func(c *coder) { c.length(&l) })
	})
	return l
}

// KeepLengths stores the sizes of files on other servers, by URL.
func (m *Memory) KeepLengths(lengths map[string]Length) error {
	var changes []write
	for address, l := range lengths {
		changes = append(changes, write{bucketLengths, []byte(address), encode(func(c *coder) { c.length(&l) })})
	}
	return m.put(changes)
}

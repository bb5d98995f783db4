package memory

import (
	"time"

	"go.etcd.io/bbolt"
)

// bucketSizes has how many articles each feed chose when the site was last published for the
// world, by folder. It came later than other buckets, and is made when it is needed.
var bucketSizes = []byte("sizes")

// sizeRows are the rows of some sizes.
func sizeRows(sizes map[string]int) map[string][]byte {
	rows := make(map[string][]byte, len(sizes))
	for folder, n := range sizes {
		rows["/"+folder] = encode(func(c *coder) { c.int(&n) })
	}
	return rows
}

// Sizes returns how many articles each feed chose when the site was last published for the
// world, by folder; nil where it never was.
func (m *Memory) Sizes() (sizes map[string]int) {
	_ = m.recall(func(tx *bbolt.Tx) error {
		return forEach(tx, bucketSizes, func(key, value []byte) error {
			n := 0
			if decode(string(value), time.UTC, func(c *coder) { c.int(&n) }) == nil {
				if sizes == nil {
					sizes = map[string]int{}
				}
				sizes[string(key[1:])] = n
			}
			return nil
		})
	})
	return sizes
}

// forEach calls f for each row of a bucket that may not be there.
func forEach(tx *bbolt.Tx, bucket []byte, f func(key, value []byte) error) error {
	if b := tx.Bucket(bucket); b != nil {
		return b.ForEach(f)
	}
	return nil
}

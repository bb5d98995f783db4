package memory

import (
	"errors"
	"time"

	"go.etcd.io/bbolt"

	"fil/feed"
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

// Public reports whether anything of the site was ever published for the world.
func (m *Memory) Public() (public bool) {
	_ = m.recall(func(tx *bbolt.Tx) error {
		public = anyPublic(tx)
		return nil
	})
	return public
}

// anyPublic is Public. An earlier version has not noted it: then the traces say it.
func anyPublic(tx *bbolt.Tx) bool {
	if noted := tx.Bucket(bucketMeta).Get(metaPublic); noted != nil {
		return string(noted) == "1"
	}
	found := errors.New("found")
	for _, bucket := range [][]byte{bucketKnown, bucketGone} {
		err := forEach(tx, bucket, func(path, data []byte) error {
			if t, ok := readTrace(path, data); ok && !t.Private {
				return found
			}
			return nil
		})
		if err != nil {
			return true
		}
	}
	return false
}

// notePublic notes whether anything of a site was published for the world, with what is
// published now.
func notePublic(tx *bbolt.Tx, baseURL string) error {
	value := "0"
	if !feed.LocalURL(baseURL) || anyPublic(tx) {
		value = "1"
	}
	return tx.Bucket(bucketMeta).Put(metaPublic, []byte(value))
}

// forEach calls f for each row of a bucket that may not be there.
func forEach(tx *bbolt.Tx, bucket []byte, f func(key, value []byte) error) error {
	if b := tx.Bucket(bucket); b != nil {
		return b.ForEach(f)
	}
	return nil
}

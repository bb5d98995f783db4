package memory

import (
	"time"

	"go.etcd.io/bbolt"
)

// bucketSizes has the number of articles that each feed selects, by feed folder, and bucketShrunk
// the time since when a feed selects fewer. Both are created when they are first written: earlier
// versions do not have them.
var (
	bucketSizes  = []byte("sizes")
	bucketShrunk = []byte("sized")
)

// bucketDocumentSizes has the number of articles in each feed's subscription document, by feed
// folder.
var bucketDocumentSizes = []byte("held")

// DocumentSizes returns the number of articles that each feed's subscription document had in the
// last publication, by feed folder.
func (m *Memory) DocumentSizes() map[string]int {
	sizes := map[string]int{}
	_ = m.viewPublished(func(tx *bbolt.Tx) error {
		readSizes(tx, bucketDocumentSizes, func(key string, n int) { sizes[key[1:]] = n })
		return nil
	})
	return sizes
}

// shrinkDelay is for how long the larger size of a feed that has shrunk is kept, for comparison.
const shrinkDelay = 24 * time.Hour

// sizeChanges lists the rows to write to store the sizes of feeds. A smaller size replaces a larger
// one after shrinkDelay, or at once if the user has accepted the loss. So a feed that shrinks in
// several small steps is compared with its size before the first one.
func sizeChanges(tx *bbolt.Tx, p Publication) []change {
	since := map[string]time.Time{}
	_ = forEach(tx, bucketShrunk, func(key, value []byte) error { // f returns no error
		var t time.Time
		if decode(string(value), time.UTC, func(c *coder) { c.time(&t) }) == nil {
			since[string(key)] = t
		}
		return nil
	})
	before := map[string]int{}
	readSizes(tx, bucketSizes, func(key string, n int) { before[key] = n })
	sizes, shrunk := map[string][]byte{}, map[string][]byte{}
	for folder, n := range p.Sizes {
		key := "/" + folder
		if larger := before[key]; n < larger && !p.Accepted {
			at, found := since[key]
			if !found {
				at = p.Ran
			}
			if p.Ran.Sub(at) < shrinkDelay {
				n, shrunk[key] = larger, encode(func(c *coder) { c.time(&at) })
			}
		}
		sizes[key] = encode(func(c *coder) { c.int(&n) })
	}
	return append(diff(tx, bucketSizes, sizes, true), diff(tx, bucketShrunk, shrunk, true)...)
}

// readSizes calls each for each row of a bucket of sizes. The keys are feed folders after a slash.
func readSizes(tx *bbolt.Tx, bucket []byte, each func(key string, n int)) {
	_ = forEach(tx, bucket, func(key, value []byte) error { // f returns no error
		n := 0
		if decode(string(value), time.UTC, func(c *coder) { c.int(&n) }) == nil {
			each(string(key), n)
		}
		return nil
	})
}

// Sizes returns the number of articles that each feed selected when the site was last published at
// a public address, by feed folder; of a feed that has shrunk, the larger number for a day. It
// returns nil if the site never was.
func (m *Memory) Sizes() (sizes map[string]int) {
	_ = m.viewPublished(func(tx *bbolt.Tx) error {
		readSizes(tx, bucketSizes, func(key string, n int) {
			if sizes == nil {
				sizes = map[string]int{}
			}
			sizes[key[1:]] = n
		})
		return nil
	})
	return sizes
}

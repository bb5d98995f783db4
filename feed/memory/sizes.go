package memory

import (
	"strconv"
	"time"

	"go.etcd.io/bbolt"
)

// bucketSizes has the number of articles that each feed selects, and bucketDocumentSizes the number of
// those in its subscription document, both by feed folder after a slash, in decimal. bucketShrunk has
// the time since when a feed selects fewer.
var (
	bucketSizes         = []byte("sizes")
	bucketDocumentSizes = []byte("documents")
	bucketShrunk        = []byte("shrunk")
)

// DocumentSizes returns the number of articles that each feed's subscription document had in the
// last publication, by feed folder.
func (m *Memory) DocumentSizes() map[string]int { return m.sizesIn(bucketDocumentSizes) }

// shrinkDelay is for how long the larger size of a feed that has shrunk is kept, for comparison.
const shrinkDelay = 24 * time.Hour

// sizeChanges lists the rows to write to store the sizes of feeds. A smaller size replaces a larger
// one after shrinkDelay, or at once if the user has accepted the loss. So a feed that shrinks in
// several small steps is compared with its size before the first one.
func sizeChanges(tx *bbolt.Tx, p Publication) []write {
	sizes, shrunk := sizeRows(p.Sizes), map[string][]byte{}
	for folder, n := range p.Sizes {
		key := "/" + folder
		larger, err := strconv.Atoi(string(get(tx, bucketSizes, key)))
		if err != nil || n >= larger || p.Accepted {
			continue
		}
		since := p.Ran
		_ = decode(get(tx, bucketShrunk, key), time.UTC, func(c *coder) { c.time(1, &since) }) // stays p.Ran if there is none
		if p.Ran.Sub(since) < shrinkDelay {
			sizes[key], shrunk[key] = strconv.AppendInt(nil, int64(larger), 10), encode(func(c *coder) { c.time(1, &since) })
		}
	}
	return append(diff(tx, bucketSizes, sizes), diff(tx, bucketShrunk, shrunk)...)
}

// Sizes returns the number of articles that each feed selected when the site was last published at
// a public address, by feed folder; of a feed that has shrunk, the larger number for a day.
func (m *Memory) Sizes() map[string]int { return m.sizesIn(bucketSizes) }

// sizesIn returns the rows of a bucket of sizes, by feed folder.
func (m *Memory) sizesIn(bucket []byte) map[string]int {
	sizes := map[string]int{}
	for key, text := range m.rows(bucket) {
		if n, err := strconv.Atoi(text); err == nil {
			sizes[key[1:]] = n
		}
	}
	return sizes
}

// sizeRows returns sizes as rows of a bucket.
func sizeRows(sizes map[string]int) map[string][]byte {
	rows := make(map[string][]byte, len(sizes))
	for folder, n := range sizes {
		rows["/"+folder] = strconv.AppendInt(nil, int64(n), 10)
	}
	return rows
}

package memory

import (
	"errors"
	"time"

	"go.etcd.io/bbolt"

	"fil/feed"
)

// bucketSizes has how many articles each feed chose, by folder, and bucketSized since when a feed
// has been smaller than that. Both came later than other buckets, and are made when they are
// needed.
var (
	bucketSizes  = []byte("sizes")
	bucketShrunk = []byte("sized")
)

// bucketHeld has how many articles the subscription document of each feed held, by folder.
var bucketDocumentSizes = []byte("held")

// Held returns how many articles the subscription document of each feed held, by folder.
func (m *Memory) DocumentSizes() map[string]int {
	held := map[string]int{}
	_ = m.viewPublished(func(tx *bbolt.Tx) error {
		readSizes(tx, bucketDocumentSizes, func(key string, n int) { held[key[1:]] = n })
		return nil
	})
	return held
}

// guarded is for how long the guard compares with what feeds had.
const shrinkDelay = 24 * time.Hour

// sizeChanges lists what has to be written for sizes to be remembered. A size that is smaller is
// taken over after a day, or at once if a person has agreed: what leaves little by little is
// compared with what there was.
func sizeChanges(tx *bbolt.Tx, p Publication) []change {
	since := map[string]time.Time{}
	_ = forEach(tx, bucketShrunk, func(key, value []byte) error { // its only errors are ours
		var t time.Time
		if decode(string(value), time.UTC, func(c *coder) { c.time(&t) }) == nil {
			since[string(key)] = t
		}
		return nil
	})
	before := map[string]int{}
	readSizes(tx, bucketSizes, func(key string, n int) { before[key] = n })
	sizes, sized := map[string][]byte{}, map[string][]byte{}
	for folder, n := range p.Sizes {
		key := "/" + folder
		if was := before[key]; n < was && !p.Accepted {
			at, shrunk := since[key]
			if !shrunk {
				at = p.Ran
			}
			if p.Ran.Sub(at) < shrinkDelay {
				n, sized[key] = was, encode(func(c *coder) { c.time(&at) })
			}
		}
		sizes[key] = encode(func(c *coder) { c.int(&n) })
	}
	return append(diff(tx, bucketSizes, sizes, true), diff(tx, bucketShrunk, sized, true)...)
}

// readSizes reads the sizes of feeds, by key.
func readSizes(tx *bbolt.Tx, bucket []byte, each func(key string, n int)) {
	_ = forEach(tx, bucket, func(key, value []byte) error { // its only errors are ours
		n := 0
		if decode(string(value), time.UTC, func(c *coder) { c.int(&n) }) == nil {
			each(string(key), n)
		}
		return nil
	})
}

// Sizes returns how many articles each feed chose when the site was last published for the
// world, or within a day before, by folder; nil where it never was.
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

// Public reports whether anything of the site was ever published for the world.
func (m *Memory) Public() (public bool) {
	_ = m.viewPublished(func(tx *bbolt.Tx) error {
		public = wasPublic(tx)
		return nil
	})
	return public
}

// anyPublic is Public. An earlier version has not noted it: then the traces say it.
func wasPublic(tx *bbolt.Tx) bool {
	if noted := tx.Bucket(bucketMeta).Get(metaPublic); noted != nil {
		return string(noted) == "1"
	}
	found := errors.New("found")
	for _, bucket := range [][]byte{bucketPublished, bucketWithdrawn} {
		err := forEach(tx, bucket, func(path, data []byte) error {
			if t, ok := readPublished(path, data); ok && !t.Private {
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
func putPublic(tx *bbolt.Tx, baseURL string) error {
	value := "0"
	if !feed.LocalURL(baseURL) || wasPublic(tx) {
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

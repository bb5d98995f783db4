package memory

import (
	"bytes"
	"encoding/binary"
	"errors"
	"time"

	"go.etcd.io/bbolt"
)

// bucketVersions has what earlier versions of feeds held, by feed and number. It came later
// than other buckets, and is made when it is needed.
var bucketVersions = []byte("versions")

// maxVersions is how many versions of a feed are kept.
const maxVersions = 50

// Version is what a version of a feed held: see package serve, which answers by it.
type Version struct {
	Feed    string // name in dist
	Tags    [2]string
	Entries []uint64
}

func (c *coder) version(v *Version) {
	c.string(&v.Tags[0])
	c.string(&v.Tags[1])
	list(c, &v.Entries, func(e *uint64) {
		n := int64(*e)
		if c.number(&n); c.reading {
			*e = uint64(n)
		}
	})
}

func versionPrefix(feed string) []byte { return append([]byte(feed), 0) }

// Versions returns the versions that are kept, those of each feed in order.
func (m *Memory) Versions() (all []Version, err error) {
	err = m.view(func(tx *bbolt.Tx) error {
		b := tx.Bucket(bucketVersions)
		if b == nil {
			return nil
		}
		return b.ForEach(func(key, value []byte) error {
			feed, _, _ := bytes.Cut(key, []byte{0})
			v := Version{Feed: string(feed)}
			if decode(string(value), time.UTC, func(c *coder) { c.version(&v) }) == nil { // else nobody is answered by it
				all = append(all, v)
			}
			return nil
		})
	})
	return all, err
}

// KeepVersions keeps versions that are new, and forgets the oldest of a feed that has too
// many. A version without tags says that its feed is no more.
func (m *Memory) KeepVersions(versions []Version) error {
	if len(versions) == 0 {
		return nil
	}
	return m.update(func(tx *bbolt.Tx) error {
		b, err := tx.CreateBucketIfNotExists(bucketVersions)
		if err != nil {
			return err
		}
		for _, v := range versions {
			n, err := b.NextSequence()
			if err != nil {
				return err
			}
			prefix := versionPrefix(v.Feed)
			if v.Tags[0] == "" { // the feed is no more
				if err := deleteOldest(b, prefix, 0); err != nil {
					return err
				}
				continue
			}
			value := encode(func(c *coder) { c.version(&v) })
			if err := errors.Join(b.Put(binary.BigEndian.AppendUint64(bytes.Clone(prefix), n), value), deleteOldest(b, prefix, maxVersions)); err != nil {
				return err
			}
		}
		return nil
	})
}

// forgetOldest leaves so many keys with a prefix, the last.
func deleteOldest(b *bbolt.Bucket, prefix []byte, keep int) (err error) {
	var keys [][]byte
	c := b.Cursor()
	for key, _ := c.Seek(prefix); bytes.HasPrefix(key, prefix); key, _ = c.Next() {
		keys = append(keys, bytes.Clone(key))
	}
	for _, key := range keys[:max(0, len(keys)-keep)] {
		err = errors.Join(err, b.Delete(key))
	}
	return err
}

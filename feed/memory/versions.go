package memory

import (
	"bytes"
	"encoding/binary"
	"errors"
	"time"

	"go.etcd.io/bbolt"
)

// bucketVersions has the versions of feeds, by feed, NUL and a sequence number.
var bucketVersions = []byte("versions")

// maxVersions is how many versions of each feed are stored.
const maxVersions = 50

// Version says which entries a version of a feed had. With it, package serve sends a client only the
// entries that are new to it (RFC 3229).
type Version struct {
	Feed    string // its name in dist
	Tags    [2]string
	Entries []uint64
}

func (c *coder) version(v *Version) {
	c.string(1, &v.Tags[0])
	c.string(2, &v.Tags[1])
	c.refs(3, &v.Entries)
}

// Versions returns the stored versions; those of each feed are in order.
func (m *Memory) Versions() (all []Version, err error) {
	err = m.view(func(tx *bbolt.Tx) error {
		b := tx.Bucket(bucketVersions)
		if b == nil {
			return nil
		}
		return b.ForEach(func(key, value []byte) error {
			feed, _, _ := bytes.Cut(key, []byte{0})
			v := Version{Feed: string(feed)}
			if decode(value, time.UTC, func(c *coder) { c.version(&v) }) == nil { // a version that cannot be read is skipped
				all = append(all, v)
			}
			return nil
		})
	})
	return all, err
}

// KeepVersions stores new versions, and deletes the oldest ones of a feed that has more than
// maxVersions. A version without tags deletes all versions of its feed, which no longer exists.
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
			prefix := append([]byte(v.Feed), 0)
			if v.Tags[0] == "" { // the feed no longer exists
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

// deleteOldest deletes the keys with a prefix, except the last remain ones.
func deleteOldest(b *bbolt.Bucket, prefix []byte, remain int) (err error) {
	var keys [][]byte
	c := b.Cursor()
	for key, _ := c.Seek(prefix); bytes.HasPrefix(key, prefix); key, _ = c.Next() {
		keys = append(keys, bytes.Clone(key))
	}
	for _, key := range keys[:max(0, len(keys)-remain)] {
		err = errors.Join(err, b.Delete(key))
	}
	return err
}

package memory

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/klauspost/compress/s2"
	"go.etcd.io/bbolt"

	"fil/feed"
)

// A memory of version 2 had other names of buckets, fields without numbers, and the texts of articles
// in a file beside the database, bodies-1 or one with a later number.

// isVersion2 reports whether a database is a memory of version 2.
func (d *database) isVersion2() (old bool, err error) {
	err = d.view(func(tx *bbolt.Tx) error {
		// A present one whose version is damaged must not be taken for an empty one of version 2.
		old = string(get(tx, bucketMeta, metaVersion)) == "2" && tx.Bucket(bucketPublished) == nil
		return nil
	})
	return old, err
}

// upgrade writes a memory of version 2 anew. After a crash there is the old file or the new one. A text
// that cannot be read is left out.
func (d *database) upgrade(dir string) (err error) {
	name := filepath.Join(dir, fileName)
	upgraded := name + ".new"
	if err := os.Remove(upgraded); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	to, err := openDatabase(upgraded)
	if err != nil {
		return err
	}
	bodies := ""
	err = d.view(func(from *bbolt.Tx) error {
		number := (&version2Reader{in: string(get(from, bucketMeta, "bodies"))}).number() // 0 if none is said
		bodies = filepath.Join(dir, fmt.Sprintf("bodies-%d", max(1, number)))
		file, openErr := os.Open(bodies)
		if openErr == nil {
			defer file.Close()
		}
		return upgradeRows(from, to, file)
	})
	err = errors.Join(err, to.Close())
	if runtime.GOOS == "windows" { // it does not replace an open file; elsewhere the lock stays until the new one is there
		err = errors.Join(err, d.Close())
	}
	if err == nil {
		err = os.Rename(upgraded, name)
	}
	if err != nil {
		_ = os.Remove(upgraded) // it may fill the disk
		return fmt.Errorf("upgrading the memory: %w", err)
	}
	_ = os.Remove(bodies) // what stays is not read again
	return nil
}

// upgradeRows writes all rows of a memory of version 2 in their new form.
func upgradeRows(from *bbolt.Tx, to *database, bodies *os.File) error {
	b := &batch{to: to}
	public, err := b.upgradeArticles(from, bodies)
	if err != nil {
		return err
	}
	b.upgradeSite(from)
	b.upgradeMeta(from, public)
	return errors.Join(upgradeSequence(from, to), b.flush())
}

// batch collects rows, of size bytes, and writes many of them in one transaction.
type batch struct {
	to      *database
	changes []write
	size    int
}

func (b *batch) add(bucket []byte, key string, value []byte) {
	b.changes, b.size = append(b.changes, write{bucket, []byte(key), value}), b.size+len(value)
}

// flush writes the rows that were added since the last call.
func (b *batch) flush() error {
	err := b.to.update(func(tx *bbolt.Tx) error { return putAll(tx, b.changes) })
	b.changes, b.size = nil, 0
	return err
}

// upgradeArticles adds the published and the withdrawn articles. public says whether one of them was
// published at a public address.
func (b *batch) upgradeArticles(from *bbolt.Tx, bodies *os.File) (public bool, err error) {
	for old, bucket := range map[string][]byte{"known": bucketPublished, "gone": bucketWithdrawn} {
		err := forEach(from, []byte(old), func(key, value []byte) error {
			row, frame := upgradeRow(key, value, bodies)
			if row == nil {
				return nil
			}
			public = public || !row.Private
			if old == "gone" {
				key = withdrawnKey(row)
			} else if frame != nil {
				b.add(bucketTexts, textKey(row.Path, row.Print), frame)
			}
			b.add(bucket, string(key), encode(func(c *coder) { c.row(row) }))
			if b.size < maxPending {
				return nil
			}
			return b.flush()
		})
		if err != nil {
			return public, err
		}
	}
	return public, nil
}

// upgradeSite adds the rows that are not of articles. A row that cannot be read is left out.
func (b *batch) upgradeSite(from *bbolt.Tx) {
	for old, upgrade := range map[string]struct {
		bucket []byte
		value  func(r *version2Reader) []byte
	}{
		"entered":  {bucketEntered, version2Time},
		"moved":    {bucketMoved, version2Text},
		"feeds":    {bucketFeeds, version2Text},
		"stay":     {bucketRetained, version2Text},
		"withheld": {bucketWithheld, version2Text},
		"sizes":    {bucketSizes, version2Size},
		"held":     {bucketDocumentSizes, version2Size},
		"sized":    {bucketShrunk, version2Time},
		"owed":     {bucketOwed, version2Ping},
		"told":     {bucketNotified, version2Text},
		"lengths":  {bucketLengths, version2Length},
		"versions": {bucketVersions, version2Version},
	} {
		_ = forEach(from, []byte(old), func(key, value []byte) error { // f returns no error
			r := &version2Reader{in: string(value)}
			if upgraded := upgrade.value(r); !r.bad && upgraded != nil {
				b.add(upgrade.bucket, string(key), upgraded)
			}
			return nil
		})
	}
}

// upgradeMeta adds the rows of bucketMeta. public is the value of metaPublic if the old memory has none.
func (b *batch) upgradeMeta(from *bbolt.Tx, public bool) {
	ran := (&version2Reader{in: string(get(from, bucketMeta, metaRan))}).time()
	if stored := get(from, bucketMeta, metaPublic); stored != nil {
		public = string(stored) == "1"
	}
	for key, value := range map[string]string{metaVersion: strconv.Itoa(version), metaName: string(get(from, bucketMeta, metaName)), metaCommits: string(get(from, bucketMeta, metaCommits)),
		metaRan: string(encode(func(c *coder) { c.time(1, &ran) })), metaPublic: map[bool]string{true: "1", false: "0"}[public]} {
		if value != "" {
			b.add(bucketMeta, key, []byte(value))
		}
	}
}

// upgradeSequence gives bucketVersions the sequence number of the old memory.
func upgradeSequence(from *bbolt.Tx, to *database) error {
	old := from.Bucket([]byte("versions"))
	if old == nil {
		return nil
	}
	return to.update(func(tx *bbolt.Tx) error {
		b, err := tx.CreateBucketIfNotExists(bucketVersions)
		if err != nil {
			return err
		}
		return b.SetSequence(old.Sequence())
	})
}

// version2Body is where the text of an article is in the file of texts.
type version2Body struct{ at, length int64 }

// upgradeRow returns a row, and the frame of its text; nil if they cannot be read.
func upgradeRow(key, value []byte, bodies *os.File) (row *articleRow, frame []byte) {
	r := &version2Reader{in: string(value)}
	row = &articleRow{}
	row.Path, _, _ = strings.Cut(string(key), "\x00")
	row.Stem = feed.Stem(row.Path)
	row.ID, row.Hash = r.string(), r.hex()
	row.Title, row.Permalink, row.Page, row.baseURL = r.string(), r.string(), r.string(), r.string()
	row.Published, row.Came = r.time(), r.time()
	row.NoFeed = r.bool()
	r.bytes(len(row.Print))
	r.number() // of the file of texts: there is one
	body := version2Body{r.number(), r.number()}
	row.Updated, row.Private = row.Published, feed.LocalURL(row.baseURL)
	if r.in != "" {
		row.Private = r.bool()
	}
	if r.in != "" {
		row.withdrawnAt, row.hidden = r.time(), r.bool()
	}
	if r.bad {
		return nil, nil
	}
	a := body.read(bodies)
	if a == nil {
		return row, nil
	}
	a.Path, a.ID, a.Hash, a.Came, a.NoFeed, a.Private = row.Path, row.ID, row.Hash, row.Came, row.NoFeed, row.Private
	weight, size := a.AtomSize()
	a.ContentSize, a.FrameSize = int32(weight), int32(size)
	frame = pack(a)
	row.Meta = a.Meta
	return row, frame
}

// read returns the article that is stored at a position; nil if it cannot be read.
func (b version2Body) read(bodies *os.File) *feed.Article {
	const head, maxLength = 4, 256 << 20
	if bodies == nil || b.length < head || b.length > maxLength {
		return nil
	}
	frame := make([]byte, b.length)
	if _, err := bodies.ReadAt(frame, b.at); err != nil || crc32.Checksum(frame[head:], castagnoli) != binary.LittleEndian.Uint32(frame) {
		return nil
	}
	plain, err := s2.Decode(nil, frame[head:])
	if err != nil {
		return nil
	}
	r := &version2Reader{in: string(plain)}
	a := r.article()
	if r.bad || r.in != "" {
		return nil
	}
	return a
}

func version2Text(r *version2Reader) []byte { return []byte(r.in) }

func version2Size(r *version2Reader) []byte { return strconv.AppendInt(nil, r.number(), 10) }

func version2Time(r *version2Reader) []byte {
	t := r.time()
	return encode(func(c *coder) { c.time(1, &t) })
}

func version2Ping(r *version2Reader) []byte {
	p := Ping{Target: r.string(), Topic: r.string(), Title: r.string(), HomeURL: r.string(), Hash: r.string(), Kind: pingKind(r.bool()), Since: r.time(), Next: r.time(), Tries: int(r.number())}
	return p.owe().value
}

func version2Length(r *version2Reader) []byte {
	l := Length{r.number(), r.time()}
	return encode(func(c *coder) { c.length(&l) })
}

func version2Version(r *version2Reader) []byte {
	v := Version{Tags: [2]string{r.string(), r.string()}}
	for range r.count() {
		v.Entries = append(v.Entries, uint64(r.number()))
	}
	return encode(func(c *coder) { c.version(&v) })
}

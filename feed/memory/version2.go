package memory

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/s2"
	"go.etcd.io/bbolt"

	"fil/feed"
)

// A memory of version 2 had other names of buckets, fields without numbers, and the texts of articles
// in a file beside the database, bodies-1 or one with a later number.

// isVersion2 reports whether a database is a memory of version 2.
func (d *database) isVersion2() (old bool, err error) {
	err = d.view(func(tx *bbolt.Tx) error {
		old = string(get(tx, bucketMeta, metaVersion)) == "2"
		return nil
	})
	return old, err
}

// upgrade writes a memory of version 2 anew and closes it. After a crash there is the old file or the
// new one. A text that cannot be read is left out.
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
		var position version2Body
		if data := get(from, bucketMeta, "bodies"); data != nil {
			r := &version2Reader{in: string(data)}
			position.file = r.number()
		}
		bodies = filepath.Join(dir, fmt.Sprintf("bodies-%d", max(1, position.file)))
		file, openErr := os.Open(bodies)
		if openErr == nil {
			defer file.Close()
		}
		return upgradeRows(from, to, file)
	})
	err = errors.Join(err, to.Close(), d.Close())
	if err == nil {
		err = os.Rename(upgraded, name)
	}
	if err != nil {
		return fmt.Errorf("upgrading the memory: %w", err)
	}
	_ = os.Remove(bodies) // what stays is not read again
	return nil
}

// upgradeRows writes all rows of a memory of version 2 in their new form.
func upgradeRows(from *bbolt.Tx, to *database, bodies *os.File) error {
	var changes []change
	add := func(bucket []byte, key string, value []byte) {
		changes = append(changes, change{bucket, []byte(key), value})
	}
	flush := func() error {
		err := to.update(func(tx *bbolt.Tx) (err error) {
			for _, c := range changes {
				err = errors.Join(err, c.put(tx))
			}
			return err
		})
		changes = nil
		return err
	}
	public := false
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
				add(bucketTexts, textKey(row.Path, row.Print), frame)
			}
			add(bucket, string(key), encode(func(c *coder) { c.row(row) }))
			if len(changes) < 5000 {
				return nil
			}
			return flush()
		})
		if err != nil {
			return err
		}
	}
	for old, upgrade := range map[string]struct {
		bucket []byte
		value  func(r *version2Reader, key string) []byte
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
			if upgraded := upgrade.value(r, string(key)); !r.bad && upgraded != nil {
				add(upgrade.bucket, string(key), upgraded)
			}
			return nil
		})
	}
	ran := (&version2Reader{in: string(get(from, bucketMeta, metaRan))}).time()
	if stored := get(from, bucketMeta, metaPublic); stored != nil {
		public = string(stored) == "1"
	}
	for key, value := range map[string]string{metaVersion: version, metaName: string(get(from, bucketMeta, metaName)), metaCommits: string(get(from, bucketMeta, metaCommits)),
		metaRan: string(encode(func(c *coder) { c.time(1, &ran) })), metaPublic: map[bool]string{true: "1", false: "0"}[public]} {
		if value != "" {
			add(bucketMeta, key, []byte(value))
		}
	}
	if sequence := from.Bucket([]byte("versions")); sequence != nil {
		n := sequence.Sequence()
		err := to.update(func(tx *bbolt.Tx) error {
			b, err := tx.CreateBucketIfNotExists(bucketVersions)
			if err != nil {
				return err
			}
			return b.SetSequence(n)
		})
		if err != nil {
			return err
		}
	}
	return flush()
}

// version2Body is where the text of an article is: the number of its file, the offset and the length.
type version2Body struct{ file, at, length int64 }

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
	body := version2Body{r.number(), r.number(), r.number()}
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

func version2Text(r *version2Reader, _ string) []byte { return []byte(r.in) }

func version2Size(r *version2Reader, _ string) []byte { return strconv.AppendInt(nil, r.number(), 10) }

func version2Time(r *version2Reader, _ string) []byte {
	t := r.time()
	return encode(func(c *coder) { c.time(1, &t) })
}

func version2Ping(r *version2Reader, _ string) []byte {
	p := Ping{Target: r.string(), Topic: r.string(), Title: r.string(), HomeURL: r.string(), Hash: r.string(), XMLRPC: r.bool(), Since: r.time(), Next: r.time(), Tries: int(r.number())}
	return p.owe().value
}

func version2Length(r *version2Reader, _ string) []byte {
	l := Length{r.number(), r.time()}
	return encode(func(c *coder) { c.length(&l) })
}

func version2Version(r *version2Reader, _ string) []byte {
	v := Version{Tags: [2]string{r.string(), r.string()}}
	for range r.count() {
		v.Entries = append(v.Entries, uint64(r.number()))
	}
	return encode(func(c *coder) { c.version(&v) })
}

// version2Reader decodes the rows of version 2: values one after the other, without numbers.
type version2Reader struct {
	in  string
	bad bool // in is malformed; values decoded since are zero
}

func (r *version2Reader) fail() { r.bad, r.in = true, "" }

// number decodes a zigzag varint.
func (r *version2Reader) number() int64 {
	n, size := binary.Varint([]byte(r.in[:min(len(r.in), binary.MaxVarintLen64)]))
	if size <= 0 {
		r.fail()
		return 0
	}
	r.in = r.in[size:]
	return n
}

func (r *version2Reader) bool() bool { return r.number() != 0 }

func (r *version2Reader) bytes(n int) (s string) {
	if n < 0 || n > len(r.in) {
		r.fail()
		return ""
	}
	s, r.in = r.in[:n], r.in[n:]
	return s
}

func (r *version2Reader) string() string { return r.bytes(int(r.number())) }

func (r *version2Reader) time() time.Time {
	if !r.bool() {
		return time.Time{}
	}
	return time.Unix(r.number(), r.number()).UTC()
}

// hex decodes a hash that is written as hexadecimal text; "" is the zero hash.
func (r *version2Reader) hex() (sum [16]byte) {
	text := r.string()
	if len(text) == hex.EncodedLen(len(sum)) {
		if _, err := hex.Decode(sum[:], []byte(text)); err != nil {
			r.fail()
		}
	}
	return sum
}

// count decodes the length of a list.
func (r *version2Reader) count() int {
	n := int(r.number())
	if n < 0 || n > len(r.in) {
		r.fail()
		return 0
	}
	return n
}

func (r *version2Reader) strings() (all []string) {
	for range r.count() {
		all = append(all, r.string())
	}
	return all
}

// article decodes a whole article. What comes after its content may be missing.
func (r *version2Reader) article() *feed.Article {
	a := &feed.Article{}
	a.Path, a.Stem, a.ID, a.Hash = r.string(), r.string(), r.string(), r.hex()
	a.Permalink, a.Page, a.Title, a.Section, a.Language = r.string(), r.string(), r.string(), r.string(), r.string()
	a.Published, a.Updated, a.Expires, a.Came = r.time(), r.time(), r.time(), r.time()
	a.Pinned, a.Draft = r.bool(), r.bool()
	listing := r.number() // 1: in no feed, 2: in no list either
	a.NoFeed, a.Unlisted = listing > 0, listing > 1
	a.Aliases, a.Tags = r.strings(), r.strings()
	for range r.count() {
		a.Authors = append(a.Authors, feed.Person{Name: r.string(), URL: r.string(), Email: r.string()})
	}
	for range r.count() {
		a.Enclosures = append(a.Enclosures, feed.Enclosure{URL: r.string(), Type: r.string(), Title: r.string(), Length: r.number()})
	}
	r.number() // sizes, which are computed again
	r.number()
	for _, s := range []*string{&a.Slug, &a.Summary, &a.Link, &a.Rights, &a.Image.URL, &a.Image.Type, &a.Source.Title, &a.Source.URL, &a.Comments, &a.Replies} {
		*s = r.string()
	}
	a.Image.Width, a.Image.Height, a.Image.Length = int(r.number()), int(r.number()), r.number()
	if r.bool() {
		a.Episode = r.episode()
	}
	a.HasMedia = a.Media() != nil
	r.bytes(16) // the Print, which is computed again
	a.Content = r.string()
	if r.in != "" {
		a.Traits = feed.Traits(r.number())
	}
	return a
}

func (r *version2Reader) episode() feed.Episode {
	e := feed.Episode{Duration: time.Duration(r.number()), Season: int(r.number()), Number: int(r.number()), Type: r.string(), Chapters: r.string()}
	if said, explicit := r.bool(), r.bool(); said {
		e.Explicit = &explicit
	}
	for range r.count() {
		e.Transcripts = append(e.Transcripts, feed.Transcript{URL: r.string(), Type: r.string(), Language: r.string()})
	}
	for range r.count() {
		e.Persons = append(e.Persons, feed.Cast{Name: r.string(), Role: r.string(), Group: r.string(), URL: r.string(), Image: r.string()})
	}
	return e
}

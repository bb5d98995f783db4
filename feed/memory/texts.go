package memory

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"
	"sync"
	"time"

	"github.com/klauspost/compress/s2"
	"go.etcd.io/bbolt"

	"fil/feed"
)

// bucketTexts has whole articles by textKey: those that are published, and those that were read since.
// Each is the CRC-32C of the rest, in little-endian order, and the article compressed with S2.
var bucketTexts = []byte("texts")

// ErrUnreadableText means that the stored text of an article is missing or cannot be read.
var ErrUnreadableText = errors.New("reading the stored text of an article")

// textKey is the key of an article in bucketTexts: its path, NUL and its Print. So the form that is
// published and the one that was read last are beside each other.
func textKey(path string, print [16]byte) string { return path + "\x00" + string(print[:]) }

// texts stores whole articles. New ones wait in memory: a few are written with the publication to
// which they belong, many in the background. It is safe for several goroutines.
type texts struct {
	view, update func(f func(tx *bbolt.Tx) error) error

	mu sync.Mutex
	// pending are stored articles that are not written yet, of size bytes; written are those that are
	// being written, nil if none are.
	pending, written map[string][]byte
	size             int
	// writing is closed when written has been written; err is why that failed.
	writing chan struct{}
	err     error
	recent  recentArticles
}

// maxPending is the number of pending bytes above which articles are written.
const maxPending = 8 << 20

// store stores an article, and sets its Print. The error is that of an earlier write.
func (t *texts) store(a *feed.Article) error {
	frame := pack(a)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.pending == nil {
		t.pending = map[string][]byte{}
	}
	key := textKey(a.Path, a.Print)
	t.size += len(frame) - len(t.pending[key])
	t.pending[key] = frame
	if t.size <= maxPending {
		return t.err
	}
	t.await()
	t.written, t.pending, t.size, t.writing = t.pending, nil, 0, make(chan struct{})
	go t.write(t.written, t.writing)
	return t.err
}

// write writes articles in a transaction of their own, and closes done.
func (t *texts) write(frames map[string][]byte, done chan struct{}) {
	err := t.update(func(tx *bbolt.Tx) error { return putTexts(tx, frames) })
	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil {
		t.err = err
	}
	t.written = nil
	close(done)
}

// await waits until no articles are being written. The caller has locked t.mu.
func (t *texts) await() {
	for t.written != nil {
		writing := t.writing
		t.mu.Unlock()
		<-writing
		t.mu.Lock()
	}
}

// putTexts writes articles in the order of their keys, except those that are stored already: if all files
// are read again, as after an update of Fil, that is most of them.
func putTexts(tx *bbolt.Tx, frames map[string][]byte) error {
	for _, key := range sortedKeys(frames) {
		if bytes.Equal(get(tx, bucketTexts, key), frames[key]) {
			continue
		}
		if err := (write{bucketTexts, []byte(key), frames[key]}).put(tx); err != nil {
			return err
		}
	}
	return nil
}

// take waits until all articles that are being written have been written, and returns the pending ones,
// which the caller has to write.
func (t *texts) take() (frames map[string][]byte, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.await()
	frames, err = t.pending, t.err
	return frames, err
}

// forget drops the pending articles and the error: take's caller has written them, or the run failed.
func (t *texts) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.await()
	t.pending, t.size, t.err = nil, 0, nil
}

// load returns a stored article, with its times in the given zone. It is shared with other callers and
// must not be changed. The error is ErrUnreadableText, or that of an earlier write.
func (t *texts) load(path string, print [16]byte, zone *time.Location) (*feed.Article, error) {
	key := textKey(path, print)
	if a, ok := t.recent.get(key); ok {
		return a, nil
	}
	a := &feed.Article{Meta: feed.Meta{Path: path}}
	frame, err := t.waiting(key)
	if err != nil {
		return nil, err
	}
	if frame != nil {
		err = unpack(frame, a, zone)
	} else {
		err = t.view(func(tx *bbolt.Tx) error { return unpack(get(tx, bucketTexts, key), a, zone) })
	}
	if err != nil {
		return nil, fmt.Errorf("%w %s: %w", ErrUnreadableText, path, err)
	}
	t.recent.put(key, a)
	return a, nil
}

// waiting returns an article that is not in the database yet, nil if it is there. It is asked before a
// transaction begins: one that began before the article was written would not see it. The error is that
// of writing articles, of which this one may have been one.
func (t *texts) waiting(key string) (frame []byte, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if frame = t.pending[key]; frame == nil {
		frame = t.written[key]
	}
	return frame, t.err
}

// unusedTexts lists the changes that delete the texts of files that a publication has read, except the one
// that was read last and the one that is published.
func unusedTexts(tx *bbolt.Tx, p Publication) (changes []write) {
	for _, path := range sortedKeys(p.Read) {
		used := []string{textKey(path, p.Read[path])}
		if row := readRow([]byte(path), get(tx, bucketPublished, path), time.UTC); row != nil {
			used = append(used, textKey(path, row.Print))
		}
		_ = forEachBelow(tx, bucketTexts, []byte(path+"\x00"), func(key, _ []byte) {
			if !slices.Contains(used, string(key)) {
				changes = append(changes, write{bucketTexts, bytes.Clone(key), nil})
			}
		})
	}
	return changes
}

// coders are reused by pack.
var coders = sync.Pool{New: func() any { return &coder{} }}

// pack encodes an article as a frame and sets its Print: a hash of everything that readers can see. So
// it leaves out the ID, the file and its hash, the pinning of the ID, and times that Fil has assigned.
func pack(a *feed.Article) (frame []byte) {
	c, _ := coders.Get().(*coder)
	defer coders.Put(c)
	visible := *a
	visible.ID, visible.Hash, visible.Path, visible.Pinned, visible.Previewed = "", [16]byte{}, "", false, false
	visible.Came, visible.Settles, visible.Print = time.Time{}, time.Time{}, [16]byte{}
	c.out = c.out[:0]
	c.article(&visible)
	sum := sha256.Sum256(c.out)
	copy(a.Print[:], sum[:])
	c.out = c.out[:0]
	c.article(a)
	const head = 4
	frame = make([]byte, head+s2.MaxEncodedLen(len(c.out)))
	frame = frame[:head+len(s2.Encode(frame[head:], c.out))]
	binary.LittleEndian.PutUint32(frame, crc32.Checksum(frame[head:], castagnoli))
	return bytes.Clone(frame) // as long as it has to be
}

// unpack decodes a frame that pack has made into an article whose Path is set.
func unpack(frame []byte, a *feed.Article, zone *time.Location) error {
	const head = 4
	if len(frame) < head || crc32.Checksum(frame[head:], castagnoli) != binary.LittleEndian.Uint32(frame) {
		return errCorrupt
	}
	plain, err := s2.Decode(nil, frame[head:])
	if err != nil {
		return err
	}
	return decode(plain, zone, func(c *coder) { c.article(a) })
}

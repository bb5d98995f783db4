package memory

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
	"unsafe"

	"github.com/klauspost/compress/s2"

	"fil/feed"
	"fil/feed/disk"
)

// bodies is a file of whole articles with their content, compressed, one after the
// other. It is only ever appended to; what is in it is known by where it is. A frame
// is the CRC-32C of what follows, and the article in S2.
//
// What was added is there for good once the memory has committed its size.
type bodies struct {
	folder *disk.Folder
	number int32

	mu      sync.Mutex
	f       *disk.File
	flushed int64  // bytes in the file
	pending []byte // behind them
	recent  recentArticles
}

const bodiesPrefix = "bodies-"

func bodiesName(number int32) string { return fmt.Sprintf("%s%d", bodiesPrefix, number) }

// openBodies opens the file of that number and cuts what was never committed. One that
// is shorter than it was is given up for the next number.
func openBodies(folder *disk.Folder, number int32, size int64) (*bodies, error) {
	b := &bodies{folder: folder, number: number}
	var err error
	if b.f, err = folder.OpenFile(bodiesName(number), os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return nil, err
	}
	info, err := b.f.Stat()
	if err != nil {
		return nil, errors.Join(err, b.f.Close())
	}
	if info.Size() < size {
		if err := b.f.Close(); err != nil {
			return nil, err
		}
		return openBodies(folder, number+1, 0)
	}
	if info.Size() > size {
		if err := b.f.Truncate(size); err != nil {
			return nil, errors.Join(err, b.f.Close())
		}
	}
	b.flushed = size
	return b, nil
}

// size is where the next frame comes.
func (b *bodies) size() int64 { return b.flushed + int64(len(b.pending)) }

// maxPending is how much waits for one write.
const maxPending = 1 << 20

// add appends a frame.
func (b *bodies) add(frame []byte) (feed.Body, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.pending) >= maxPending {
		if err := b.flush(); err != nil {
			return feed.Body{}, err
		}
	}
	at := feed.Body{File: b.number, At: b.size(), Length: int32(len(frame))}
	b.pending = append(b.pending, frame...)
	return at, nil
}

// copyTo writes all that was added into another file.
func (b *bodies) copyTo(name string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.flush(); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, io.NewSectionReader(b.f, 0, b.flushed))
	return errors.Join(err, f.Close())
}

// back forgets what was added behind the given size.
func (b *bodies) truncate(size int64) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pending = nil
	b.recent.clear()
	if b.flushed <= size {
		return nil
	}
	b.flushed = size
	return b.f.Truncate(size)
}

// flush writes what is pending. b.mu is held.
func (b *bodies) flush() error {
	n, err := b.f.WriteAt(b.pending, b.flushed)
	b.flushed += int64(n)
	b.pending = b.pending[:copy(b.pending, b.pending[n:])]
	if n >= maxPending {
		b.f.StartWriteback()
	}
	return err
}

// sync makes all that was added durable.
func (b *bodies) sync() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.flush(); err != nil {
		return err
	}
	return b.f.Sync()
}

// frame reads one back, into a buffer where that is large enough.
func (b *bodies) frame(at feed.Body, buffer []byte) (frame []byte, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if at.File != b.number || at.Length <= 0 || at.At < 0 || at.At+int64(at.Length) > b.size() {
		return nil, errCorrupt
	}
	frame = slices.Grow(buffer[:0], int(at.Length))[:at.Length]
	if at.At >= b.flushed {
		copy(frame, b.pending[at.At-b.flushed:])
		return frame, nil
	}
	if at.At+int64(at.Length) > b.flushed {
		if err := b.flush(); err != nil {
			return nil, err
		}
	}
	_, err = b.f.ReadAt(frame, at.At)
	return frame, err
}

func (b *bodies) close() error { return b.f.Close() }

// removeOthers removes the files of earlier numbers.
func (b *bodies) removeStale() error {
	entries, err := fs.ReadDir(b.folder.FS(), ".")
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), bodiesPrefix) && e.Name() != bodiesName(b.number) {
			err = errors.Join(err, b.folder.Remove(e.Name()))
		}
	}
	return err
}

// scratch is what packing and unpacking need for a moment.
var packings = sync.Pool{New: func() any { return &packing{} }}

type packing struct {
	coder coder
	frame []byte
}

// pack makes an article a frame, which use takes at once, and gives it its Print.
func pack(a *feed.Article, use func(frame []byte) error) error {
	p, ok := packings.Get().(*packing)
	if !ok {
		p = &packing{}
	}
	defer packings.Put(p)
	published := *a
	published.ID, published.Hash, published.Path, published.Pinned, published.Came = "", [16]byte{}, "", false, time.Time{}
	p.coder.out = p.coder.out[:0]
	p.coder.article(&published)
	p.coder.string(&a.Content)
	p.coder.optionalTraits(&published)
	sum := sha256.Sum256(p.coder.out)
	copy(a.Print[:], sum[:])
	p.coder.out = p.coder.out[:0]
	p.coder.full(a)
	if need := 4 + s2.MaxEncodedLen(len(p.coder.out)); cap(p.frame) < need {
		p.frame = make([]byte, need)
	}
	p.frame = p.frame[:cap(p.frame)]
	frame := p.frame[:4+len(s2.Encode(p.frame[4:], p.coder.out))]
	binary.LittleEndian.PutUint32(frame, crc32.Checksum(frame[4:], castagnoli))
	return use(frame)
}

// whole is everything of an article.
func (c *coder) full(a *feed.Article) {
	c.article(a)
	c.sum(&a.Print)
	c.string(&a.Content)
	c.optionalTraits(a)
}

// rare codes the traits of an article. It writes nothing if there are none, so that earlier
// versions can read the row.
func (c *coder) optionalTraits(a *feed.Article) {
	if c.reading && c.in != "" || !c.reading && a.Traits != 0 {
		c.traits(&a.Traits)
	}
}

// unpack is pack the other way round.
func unpack(frame []byte, zone *time.Location) (*feed.Article, error) {
	if len(frame) < 4 || crc32.Checksum(frame[4:], castagnoli) != binary.LittleEndian.Uint32(frame) {
		return nil, errCorrupt
	}
	plain, err := s2.Decode(nil, frame[4:])
	if err != nil {
		return nil, err
	}
	a := &feed.Article{}
	// Nobody else has plain: the article's strings may be parts of it.
	return a, decode(unsafe.String(unsafe.SliceData(plain), len(plain)), zone, func(c *coder) { c.full(a) })
}

// recent holds the articles that were asked for last, within a budget: an article's
// page and its archives are written one after the other.
type recentArticles struct {
	mu           sync.Mutex
	newer, older map[feed.Body]*feed.Article
	size         int // of the contents of newer
}

// maxRecent is the most bytes of newer and of old.
const maxGeneration = 6 << 20

func (r *recentArticles) get(at feed.Body) (*feed.Article, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if a, ok := r.newer[at]; ok {
		return a, true
	}
	a, ok := r.older[at]
	return a, ok
}

func (r *recentArticles) clear() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.newer, r.older, r.size = nil, nil, 0
}

func (r *recentArticles) put(at feed.Body, a *feed.Article) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.size += len(a.Content); r.size > maxGeneration || r.newer == nil {
		r.older, r.newer, r.size = r.newer, map[feed.Body]*feed.Article{}, len(a.Content)
	}
	r.newer[at] = a
}

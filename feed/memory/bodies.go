package memory

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"fil/feed"
	"fil/feed/disk"
)

// bodies is an append-only file of articles with their content. Each article is one frame: the
// CRC-32C of the rest, as 4 bytes in little-endian order, and the encoded article compressed with
// S2. A [feed.Body] says where a frame is.
//
// Frames count once the memory has committed the size of the file; bytes after that size are cut
// off when the file is opened.
type bodies struct {
	folder *disk.Folder
	number int32

	mu      sync.Mutex
	f       *disk.File
	flushed int64  // bytes in the file
	pending []byte // bytes that come after them, not yet written
	recent  recentArticles
}

const bodiesPrefix = "bodies-"

func bodiesName(number int32) string { return fmt.Sprintf("%s%d", bodiesPrefix, number) }

// openBodies opens the file with a number and cuts off bytes after the committed size. If the file
// is shorter than that, bytes were lost: then an empty file with the next number is used.
func openBodies(folder *disk.Folder, number int32, size int64) (*bodies, error) {
	b := &bodies{folder: folder, number: number}
	var err error
	b.f, err = folder.OpenFile(bodiesName(number), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
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

// size returns the offset of the next frame.
func (b *bodies) size() int64 { return b.flushed + int64(len(b.pending)) }

// maxPending is the number of pending bytes that triggers a write.
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

// copyTo copies all frames into another file.
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

// truncate removes the frames after the given size.
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

// flush writes the pending bytes. The caller has locked b.mu.
func (b *bodies) flush() error {
	n, err := b.f.WriteAt(b.pending, b.flushed)
	b.flushed += int64(n)
	b.pending = b.pending[:copy(b.pending, b.pending[n:])]
	if n >= maxPending {
		b.f.StartWriteback()
	}
	return err
}

// sync makes all frames durable.
func (b *bodies) sync() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.flush(); err != nil {
		return err
	}
	return b.f.Sync()
}

// frame reads a frame, into the buffer if that is large enough.
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

// article reads and decodes the article that is stored at a position.
func (b *bodies) article(at feed.Body, zone *time.Location) (*feed.Article, error) {
	p, ok := packings.Get().(*packing)
	if !ok {
		p = &packing{}
	}
	defer packings.Put(p)
	frame, err := b.frame(at, p.frame)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadableBody, err)
	}
	p.frame = frame
	a, err := unpack(frame, zone)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadableBody, err)
	}
	return a, nil
}

func (b *bodies) close() error { return b.f.Close() }

// removeStale removes the files with other numbers.
func (b *bodies) removeStale() error {
	entries, err := fs.ReadDir(b.folder.FS(), ".")
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), bodiesPrefix) && e.Name() != bodiesName(b.number) {
			err = errors.Join(err, b.folder.Remove(e.Name()))
		}
	}
	return err
}

// AddBody stores an article with its content, and sets its Print. Several goroutines may call it.
func (m *Memory) AddBody(a *feed.Article) (at feed.Body, err error) {
	err = pack(a, func(frame []byte) error {
		at, err = m.bodies.add(frame)
		return err
	})
	return at, err
}

// Rollback removes the articles that AddBody has stored since the last commit, after a failed run.
func (m *Memory) Rollback() error { return m.bodies.truncate(m.committed) }

// HasBody reports whether a position lies in the file of bodies.
func (m *Memory) HasBody(at feed.Body) bool {
	return at.File == m.bodies.number && at.Length > 0 && at.At+int64(at.Length) <= m.bodies.size()
}

// Body returns the article that is stored at a position, with its content and its times in the
// given zone. The article is shared with other callers and must not be changed. Several goroutines
// may call it. The error is ErrUnreadableBody.
func (m *Memory) Body(at feed.Body, zone *time.Location) (*feed.Article, error) {
	if a, ok := m.bodies.recent.get(at); ok {
		return a, nil
	}
	a, err := m.bodies.article(at, zone)
	if err == nil {
		m.bodies.recent.put(at, a)
	}
	return a, err
}

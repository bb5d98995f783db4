package memory

import (
	"crypto/sha256"
	"encoding/binary"
	"hash/crc32"
	"sync"
	"time"
	"unsafe"

	"github.com/klauspost/compress/s2"

	"fil/feed"
)

// packings are reusable buffers for pack and body.
var packings = sync.Pool{New: func() any { return &packing{} }}

type packing struct {
	coder coder
	frame []byte
}

// pack encodes an article as a frame, sets its Print, and calls use with the frame, which is valid
// until use returns.
//
// Print is a hash of everything that readers can see. So it leaves out the ID, the path, the hash of
// the file, the pinning of the ID, and when the article entered the feed.
func pack(a *feed.Article, use func(frame []byte) error) error {
	p, ok := packings.Get().(*packing)
	if !ok {
		p = &packing{}
	}
	defer packings.Put(p)
	visible := *a
	visible.ID, visible.Hash, visible.Path, visible.Pinned, visible.Came = "", [16]byte{}, "", false, time.Time{}
	p.coder.out = p.coder.out[:0]
	p.coder.article(&visible)
	p.coder.string(&a.Content)
	p.coder.optionalTraits(&visible)
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

// full codes a whole article, with its content.
func (c *coder) full(a *feed.Article) {
	c.article(a)
	c.sum(&a.Print)
	c.string(&a.Content)
	c.optionalTraits(a)
}

// optionalTraits codes the traits of an article. If there are none it writes nothing, so that
// earlier versions of Fil can read the row.
func (c *coder) optionalTraits(a *feed.Article) {
	if c.reading && c.in != "" || !c.reading && a.Traits != 0 {
		c.traits(&a.Traits)
	}
}

// unpack decodes a frame that pack has made.
func unpack(frame []byte, zone *time.Location) (*feed.Article, error) {
	if len(frame) < 4 || crc32.Checksum(frame[4:], castagnoli) != binary.LittleEndian.Uint32(frame) {
		return nil, errCorrupt
	}
	plain, err := s2.Decode(nil, frame[4:])
	if err != nil {
		return nil, err
	}
	a := &feed.Article{}
	// Nothing else refers to plain, so the article's strings may point into it.
	return a, decode(unsafe.String(unsafe.SliceData(plain), len(plain)), zone, func(c *coder) { c.full(a) })
}

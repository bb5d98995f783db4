package memory

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"sync"
	"time"
)

// errCorrupt means that data is not what encode has written.
var errCorrupt = errors.New("not as it was written")

// coder encodes values into out, or decodes them from in, in the same order. Each type has one
// method that lists its fields, for both directions, so that they cannot differ. Each method takes
// a pointer: when decoding it sets the value, when encoding it only reads it, because other
// goroutines may read the value too (article is the exception: it always sets HasMedia). Decoded
// strings point into in.
//
// A number is a varint; a string is its length and its bytes. There are no field numbers, so a new
// field of a stored type has to come last, and must be optional: see optionalTraits.
type coder struct {
	reading bool
	out     []byte
	in      string
	zone    *time.Location // of decoded times
	bad     bool           // in is malformed; values decoded since are zero
}

func (c *coder) number(n *int64) {
	if !c.reading {
		c.out = binary.AppendVarint(c.out, *n)
		return
	}
	var value uint64
	for i := 0; i < len(c.in) && i < binary.MaxVarintLen64; i++ {
		value |= uint64(c.in[i]&0x7f) << (7 * i)
		if c.in[i] < 0x80 {
			*n = int64(value>>1) ^ -int64(value&1)
			c.in = c.in[i+1:]
			return
		}
	}
	c.bad, c.in, *n = true, "", 0
}

func (c *coder) int(n *int) {
	wide := int64(*n)
	c.number(&wide)
	if c.reading {
		*n = int(wide)
	}
}

func (c *coder) int32(n *int32) {
	wide := int64(*n)
	c.number(&wide)
	if c.reading {
		*n = int32(wide)
	}
}

func (c *coder) bool(b *bool) {
	var n int64
	if *b {
		n = 1
	}
	c.number(&n)
	if c.reading {
		*b = n != 0
	}
}

// bytes codes n bytes, without their number.
func (c *coder) bytes(s *string, n int) {
	if !c.reading {
		c.out = append(c.out, *s...)
		return
	}
	if n < 0 || n > len(c.in) {
		c.bad, c.in, *s = true, "", ""
		return
	}
	*s, c.in = c.in[:n], c.in[n:]
}

func (c *coder) string(s *string) {
	n := len(*s)
	c.int(&n)
	c.bytes(s, n)
}

// time codes an instant, without its zone. The zero time stays zero.
func (c *coder) time(t *time.Time) {
	set := !t.IsZero()
	c.bool(&set)
	if !set {
		if c.reading {
			*t = time.Time{}
		}
		return
	}
	sec, nano := t.Unix(), int64(t.Nanosecond())
	c.number(&sec)
	c.number(&nano)
	if c.reading {
		*t = time.Unix(sec, nano).In(c.zone)
	}
}

func (c *coder) sum(sum *[16]byte) {
	s := string(sum[:])
	c.bytes(&s, len(sum))
	if c.reading {
		copy(sum[:], s)
	}
}

// hex codes a hash as hexadecimal text, an unknown (zero) hash as "". The stored articles of earlier
// versions have this form.
func (c *coder) hex(sum *[16]byte) {
	if !c.reading {
		n := 0
		if *sum != [16]byte{} {
			n = hex.EncodedLen(len(sum))
		}
		c.int(&n)
		if n > 0 {
			c.out = hex.AppendEncode(c.out, sum[:])
		}
		return
	}
	text := ""
	c.string(&text)
	*sum = [16]byte{}
	if len(text) == hex.EncodedLen(len(sum)) {
		_, err := hex.Decode(sum[:], []byte(text))
		c.bad = c.bad || err != nil
	}
}

// maxList is the number of values from which a list is taken for corrupt data.
const maxList = 1 << 20

// list codes a slice: its length, and each of its values.
func list[T any](c *coder, values *[]T, each func(v *T)) {
	n := len(*values)
	c.int(&n)
	if c.reading {
		if n < 0 || n > maxList || n > len(c.in) {
			c.bad, c.in, n = true, "", 0
		}
		*values = nil
		if n > 0 {
			*values = make([]T, n)
		}
	}
	for i := range *values {
		each(&(*values)[i])
	}
}

// decode decodes data that encode has written with the same function. All of it must be used.
func decode(data string, zone *time.Location, code func(c *coder)) error {
	c := &coder{reading: true, in: data, zone: zone}
	code(c)
	if c.bad || c.in != "" {
		return errCorrupt
	}
	return nil
}

// coders are reused by encode. It copies the result, so that its capacity is its length.
var coders = sync.Pool{New: func() any { return &coder{} }}

// encode returns what code encodes.
func encode(code func(c *coder)) []byte {
	c, _ := coders.Get().(*coder)
	c.out = c.out[:0]
	code(c)
	out := bytes.Clone(c.out)
	if cap(c.out) <= maxFrame { // a larger buffer is rarely needed, and would stay allocated
		coders.Put(c)
	}
	return out
}

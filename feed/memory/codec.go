package memory

import (
	"bytes"
	"errors"
	"hash/crc32"
	"slices"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
)

// errCorrupt means that data is not what encode has written.
var errCorrupt = errors.New("not as it was written")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// coder encodes values as a protobuf message, or decodes them from one. Each type has one method that
// lists its fields with their numbers, for both directions, so that they cannot differ. Each method
// takes a pointer: when decoding it sets the value, when encoding it only reads it, because other
// goroutines may read the value too. Decoded strings point into one copy of the data.
//
// Because fields are numbered, a newer version of Fil reads what an older one has stored, and the
// other way round: a field that is missing keeps its zero value, and one that is unknown is skipped.
// So a number must never get another meaning. Fields are listed, and stored, in ascending order of
// their numbers. A zero value is not stored.
type coder struct {
	reading bool
	out     []byte
	// data is the message to decode, and text the same as a string; the next field begins at data[at].
	data []byte
	text string
	at   int
	end  int            // of the message that is being decoded, which may be part of data
	zone *time.Location // of decoded times
	bad  bool           // data is malformed; values decoded since are zero
}

// find moves to the value of a field of the message that is being decoded, and reports whether the
// message has it.
func (c *coder) find(n protowire.Number, want protowire.Type) bool {
	for c.at < c.end {
		number, kind, size := protowire.ConsumeTag(c.data[c.at:c.end])
		switch {
		case size < 0:
			return c.fail()
		case number > n:
			return false
		case number == n && kind != want:
			return c.fail()
		case number == n:
			c.at += size
			return true
		}
		value := protowire.ConsumeFieldValue(number, kind, c.data[c.at+size:c.end])
		if value < 0 {
			return c.fail()
		}
		c.at += size + value
	}
	return false
}

// fail marks the message as malformed and ends it. It returns false.
func (c *coder) fail() bool {
	c.bad, c.at = true, c.end
	return false
}

// number codes a signed number (a zigzag varint).
func (c *coder) number(n protowire.Number, v *int64) {
	switch {
	case !c.reading && *v != 0:
		c.out = protowire.AppendVarint(protowire.AppendTag(c.out, n, protowire.VarintType), protowire.EncodeZigZag(*v))
	case c.reading && c.find(n, protowire.VarintType):
		value, size := protowire.ConsumeVarint(c.data[c.at:c.end])
		if size < 0 {
			c.fail()
			return
		}
		*v, c.at = protowire.DecodeZigZag(value), c.at+size
	}
}

// integer codes a number of any integer type.
func integer[T ~int | ~int32 | ~int64 | ~uint8 | ~uint64](c *coder, n protowire.Number, v *T) {
	wide := int64(*v)
	c.number(n, &wide)
	if c.reading {
		*v = T(wide)
	}
}

func (c *coder) bool(n protowire.Number, v *bool) {
	var number int64
	if *v {
		number = 1
	}
	c.number(n, &number)
	if c.reading {
		*v = number != 0
	}
}

// value moves over the bytes of a field of the message that is being decoded, and returns where they are.
func (c *coder) value(n protowire.Number) (from, to int, found bool) {
	if !c.find(n, protowire.BytesType) {
		return 0, 0, false
	}
	value, size := protowire.ConsumeBytes(c.data[c.at:c.end])
	if size < 0 {
		return 0, 0, c.fail()
	}
	c.at += size
	return c.at - len(value), c.at, true
}

func (c *coder) string(n protowire.Number, v *string) {
	if c.reading {
		if from, to, found := c.value(n); found {
			*v = c.text[from:to]
		}
	} else if *v != "" {
		c.out = protowire.AppendString(protowire.AppendTag(c.out, n, protowire.BytesType), *v)
	}
}

// sum codes a hash.
func (c *coder) sum(n protowire.Number, sum []byte) {
	if c.reading {
		if from, to, found := c.value(n); found && to-from == len(sum) {
			copy(sum, c.data[from:to])
		} else if found {
			c.fail()
		}
	} else if slices.ContainsFunc(sum, func(b byte) bool { return b != 0 }) {
		c.out = protowire.AppendBytes(protowire.AppendTag(c.out, n, protowire.BytesType), sum)
	}
}

// message codes a value that has fields of its own. present says whether to encode it. It reports
// whether there is one.
func (c *coder) message(n protowire.Number, present bool, code func(c *coder)) bool {
	if c.reading {
		from, to, found := c.value(n)
		if found {
			after, end := c.at, c.end
			c.at, c.end = from, to
			code(c)
			c.at, c.end = after, end
		}
		return found
	}
	if present {
		start := len(c.out)
		code(c)
		head := protowire.AppendVarint(protowire.AppendTag(nil, n, protowire.BytesType), uint64(len(c.out)-start))
		c.out = slices.Insert(c.out, start, head...)
	}
	return present
}

// time codes an instant, without its zone. The zero time stays zero.
func (c *coder) time(n protowire.Number, t *time.Time) {
	sec, nano := t.Unix(), int64(t.Nanosecond())
	if c.reading {
		sec, nano = 0, 0
	}
	found := c.message(n, !t.IsZero(), func(c *coder) {
		c.number(1, &sec)
		c.number(2, &nano)
	})
	if c.reading && found {
		*t = time.Unix(sec, nano).In(c.zone)
	}
}

// list codes a slice as fields with the same number, each with the fields that code lists.
func list[T any](c *coder, n protowire.Number, values *[]T, code func(c *coder, v *T)) {
	if !c.reading {
		for i := range *values {
			c.message(n, true, func(c *coder) { code(c, &(*values)[i]) })
		}
		return
	}
	for more := true; more; {
		var v T
		more = c.message(n, false, func(c *coder) { code(c, &v) })
		if more {
			*values = append(*values, v)
		}
	}
}

// texts codes a slice of strings.
func (c *coder) texts(n protowire.Number, values *[]string) {
	if !c.reading {
		for _, v := range *values {
			c.out = protowire.AppendString(protowire.AppendTag(c.out, n, protowire.BytesType), v)
		}
		return
	}
	for {
		from, to, found := c.value(n)
		if !found {
			return
		}
		*values = append(*values, c.text[from:to])
	}
}

// checksumTag begins the last field of what encode returns: the CRC-32C of the fields before it. No other
// field has a number above 2047. checksumSize is the size of the field.
var checksumTag = protowire.AppendTag(nil, 2047, protowire.Fixed32Type)

const checksumSize = 6

// encode returns what code encodes, and a checksum.
func encode(code func(c *coder)) []byte {
	c := &coder{}
	code(c)
	return appendChecksum(c.out, c.out)
}

// appendChecksum appends the checksum of fields to a message.
func appendChecksum(message, fields []byte) []byte {
	return protowire.AppendFixed32(append(message, checksumTag...), crc32.Checksum(fields, castagnoli))
}

// decode decodes data that encode has written with the same function. The checksum may be missing.
func decode(data []byte, zone *time.Location, code func(c *coder)) error {
	if end := max(0, len(data)-checksumSize); bytes.HasPrefix(data[end:], checksumTag) && !bytes.Equal(data[end:], appendChecksum(nil, data[:end])) {
		return errCorrupt
	}
	c := &coder{reading: true, data: data, text: string(data), end: len(data), zone: zone}
	code(c)
	if c.bad {
		return errCorrupt
	}
	return nil
}

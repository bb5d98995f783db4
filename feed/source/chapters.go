package source

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"io"
	"slices"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"fil/feed"
	"fil/feed/source/plaintext"
)

// The most bytes of a tag that are read to find chapters (it may have pictures), and the most chapters of a file.
const maxTag, maxChapters = 16 << 20, 1000

// chapterMarks reads the chapters of an MP3 file (see [parseChapters]); nil if it cannot be read.
func (r *reader) chapterMarks(name string) []feed.Chapter {
	f, err := r.fsys.Open(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	return parseChapters(f)
}

// parseChapters reads the chapters in an ID3v2.3 or ID3v2.4 tag (ID3v2 Chapter Frame Addendum, CHAP), in the order of
// their times, as far as the tag is whole. Chapters without a title are left out. It is written here because the
// library that was tried (bogem/id3v2) reads nothing of a damaged tag, loses titles behind other sub-frames, and takes
// quadratic time.
func parseChapters(in io.Reader) (marks []feed.Chapter) {
	var header [10]byte
	if _, err := io.ReadFull(in, header[:]); err != nil || string(header[:3]) != "ID3" {
		return nil
	}
	t := id3{version: header[3]}
	if t.version != 3 && t.version != 4 {
		return nil
	}
	data, err := io.ReadAll(io.LimitReader(in, min(int64(syncsafe(header[6:])), maxTag)))
	if err != nil {
		return nil
	}
	const unsynchronized, extended = 0x80, 0x40
	if t.version == 3 && header[5]&unsynchronized != 0 {
		data = synchronized(data)
	}
	if header[5]&extended != 0 && len(data) >= 4 {
		skip := 4 + int64(binary.BigEndian.Uint32(data)) // the size is without itself
		if t.version == 4 {
			skip = int64(syncsafe(data))
		}
		data = data[min(skip, int64(len(data))):]
	}
	t.frames(data, "CHAP", func(body []byte) bool {
		if c, ok := t.chapter(body); ok {
			marks = append(marks, c)
		}
		return len(marks) < maxChapters
	})
	slices.SortStableFunc(marks, func(a, b feed.Chapter) int { return cmp.Compare(a.Start, b.Start) })
	return marks
}

// id3 reads the frames of tags of one version of ID3v2.
type id3 struct{ version byte }

// frames calls f with the body of each frame that has a name, until f returns false or a frame is cut.
func (t id3) frames(data []byte, name string, f func(body []byte) bool) {
	for len(data) >= 10 && data[0] != 0 {
		size := int64(binary.BigEndian.Uint32(data[4:]))
		if t.version == 4 && size&0x80808080 == 0 { // else the program wrote it as in ID3v2.3
			size = int64(syncsafe(data[4:]))
		}
		if size > int64(len(data)-10) {
			return
		}
		frame, flags := data[:4], data[9]
		body := data[10 : 10+size]
		data = data[10+size:]
		if string(frame) == name && !f(t.plain(body, flags)) {
			return
		}
	}
}

// plain returns the body of a frame by its flags; nil if it is compressed or encrypted.
func (t id3) plain(body []byte, flags byte) []byte {
	if t.version == 3 {
		if flags&0xC0 != 0 {
			return nil
		}
		return body
	}
	if flags&0x0C != 0 {
		return nil
	}
	if flags&0x01 != 0 { // its length comes first
		body = body[min(4, len(body)):]
	}
	if flags&0x02 != 0 {
		body = synchronized(body)
	}
	return body
}

// chapter reads the body of CHAP: an ID that ends with 0, four numbers of which the first is the start in
// milliseconds, and frames.
func (t id3) chapter(body []byte) (c feed.Chapter, ok bool) {
	_, rest, found := bytes.Cut(body, []byte{0})
	if !found || len(rest) < 16 {
		return c, false
	}
	c.Start = time.Duration(binary.BigEndian.Uint32(rest)) * time.Millisecond
	t.frames(rest[16:], "TIT2", func(text []byte) bool {
		c.Title = plaintext.OneLine(plaintext.Clean(decodeText(text)))
		return c.Title == ""
	})
	return c, c.Title != ""
}

// textEncodings are those of a text frame, by its first byte.
var textEncodings = []encoding.Encoding{charmap.ISO8859_1, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), unicode.UTF8}

// decodeText returns the text of a text frame up to its end, "" for an encoding that is not known.
func decodeText(body []byte) string {
	if len(body) == 0 || int(body[0]) >= len(textEncodings) {
		return ""
	}
	text, err := textEncodings[body[0]].NewDecoder().Bytes(body[1:])
	if err != nil {
		return ""
	}
	text, _, _ = bytes.Cut(text, []byte{0})
	return string(text)
}

// syncsafe returns a number of four bytes with seven bits each (ID3v2.4 §6.2).
func syncsafe(b []byte) uint32 {
	return uint32(b[0]&0x7F)<<21 | uint32(b[1]&0x7F)<<14 | uint32(b[2]&0x7F)<<7 | uint32(b[3]&0x7F)
}

// synchronized undoes the unsynchronization of bytes: a 0 after FF was put in (ID3v2.4 §6.1).
func synchronized(data []byte) []byte { return bytes.ReplaceAll(data, []byte{0xFF, 0}, []byte{0xFF}) }

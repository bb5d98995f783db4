package memory

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"iter"
	"os"
	"unsafe"

	"fil/feed/disk"
)

// log is a file of rows, each a key with a value, that is only ever appended to, so
// that the cost of a change is that of the change. It is a row of frames,
//
//	length, CRC-32C of the payload, payload
//
// in little-endian numbers of 32 bits; a payload is a mark (1 ends a batch) and rows:
// a mark (1 puts, 0 removes), and key and value, each behind its length as a uvarint.
// The first frame is the scope: what all rows are worth nothing without.
//
// A batch counts once it has ended. Whatever is behind the last whole one never was.
type rowLog struct {
	folder      *disk.Folder
	name, scope string
	size        int64 // of what counts; 0: the file has to be begun anew
	rows        int   // ever appended
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// maxFrame is about how long a frame gets, and frameHead what stands before its payload.
const maxFrame, frameHead = 1 << 20, 8

// openLog opens a log and tells what is in it, row by row: a later one of a key stands
// instead of an earlier one, and an empty value says that there is none. Keys and values
// are parts of one block of memory. A log that is not there, cannot be read, is not
// whole or of another scope is empty.
func openRowLog(folder *disk.Folder, name, scope string, row func(key, value string)) *rowLog {
	l := &rowLog{folder: folder, name: name, scope: scope}
	f, err := folder.Open(name)
	if err != nil {
		return l
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return l
	}
	data := make([]byte, info.Size())
	if _, err := io.ReadFull(f, data); err != nil {
		return l
	}
	// Nobody else has data: strings may be parts of it.
	l.size, l.rows = replay(unsafe.String(unsafe.SliceData(data), len(data)), scope, row)
	return l
}

// replay tells what a log says. It returns the length of what counts, and how many rows
// that has.
func replay(data, scope string, row func(key, value string)) (size int64, n int) {
	at := 0
	next := func() (payload string, ok bool) {
		if len(data)-at < frameHead {
			return "", false
		}
		head := []byte(data[at : at+frameHead])
		length, sum := binary.LittleEndian.Uint32(head), binary.LittleEndian.Uint32(head[4:])
		if at += frameHead; uint64(length) > uint64(len(data)-at) || length == 0 {
			return "", false
		}
		payload = data[at : at+int(length)]
		at += int(length)
		return payload, crc32.Checksum(unsafe.Slice(unsafe.StringData(payload), len(payload)), castagnoli) == sum
	}
	if head, ok := next(); !ok || head != scope {
		return 0, 0
	}
	size = int64(at)
	var batch []string
	for {
		payload, ok := next()
		if !ok {
			return size, n
		}
		if batch = append(batch, payload[1:]); payload[0] != 1 {
			continue
		}
		for _, frame := range batch {
			count, ok := replayFrame(frame, row)
			if !ok {
				return size, n
			}
			n += count
		}
		batch, size = batch[:0], int64(at)
	}
}

func replayFrame(frame string, row func(key, value string)) (n int, ok bool) {
	for len(frame) > 0 {
		put := frame[0] == 1
		key, rest, ok := cutPrefixed(frame[1:])
		if !ok {
			return n, false
		}
		value, rest, ok := cutPrefixed(rest)
		if !ok {
			return n, false
		}
		if frame = rest; !put {
			value = ""
		}
		row(key, value)
		n++
	}
	return n, true
}

// cut takes what stands behind its length.
func cutPrefixed(data string) (part, rest string, ok bool) {
	n, shift := uint64(0), 0
	for i := 0; i < len(data) && shift < 64; i++ {
		n |= uint64(data[i]&0x7f) << shift
		shift += 7
		if data[i] >= 0x80 {
			continue
		}
		if rest = data[i+1:]; n > uint64(len(rest)) {
			return "", "", false
		}
		return rest[:n], rest[n:], true
	}
	return "", "", false
}

// row is what to append; a nil value removes. A value is good until the next row is asked for.
type row struct {
	key   string
	value []byte
}

// wasteful reports whether most of the log is past, when that many rows count.
func (l *rowLog) isWasteful(live int) bool { return l.rows > 2*live+1000 }

// append adds a batch, of which end is the last row; after an error it does not count. A log
// that has to be begun anew is: then rows must be all. nil is no rows.
func (l *rowLog) append(rows iter.Seq[row], end row) (err error) {
	flags, at := os.O_WRONLY, l.size
	if at == 0 {
		flags |= os.O_CREATE | os.O_TRUNC
	}
	f, err := l.folder.OpenFile(l.name, flags, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			l.size = 0 // nobody knows what is there
		}
	}()
	if at > 0 { // what was begun behind what counts
		if err := f.Truncate(at); err != nil {
			return err
		}
	}
	write := func(frame []byte) error {
		payload := frame[frameHead:]
		binary.LittleEndian.PutUint32(frame, uint32(len(payload)))
		binary.LittleEndian.PutUint32(frame[4:], crc32.Checksum(payload, castagnoli))
		n, err := f.WriteAt(frame, at)
		at += int64(n)
		return err
	}
	frame := make([]byte, frameHead, frameHead+1+len(l.scope))
	if at == 0 {
		l.rows = 0
		if err := write(append(frame, l.scope...)); err != nil {
			return err
		}
	}
	frame = append(frame, 0)
	add := func(r row) error {
		mark := byte(0)
		if r.value != nil {
			mark = 1
		}
		frame = append(binary.AppendUvarint(append(frame, mark), uint64(len(r.key))), r.key...)
		frame = append(binary.AppendUvarint(frame, uint64(len(r.value))), r.value...)
		l.rows++
		if len(frame) <= maxFrame {
			return nil
		}
		err := write(frame)
		frame = frame[:frameHead+1]
		return err
	}
	if rows != nil {
		for r := range rows {
			if err := add(r); err != nil {
				return err
			}
		}
	}
	if err := add(end); err != nil {
		return err
	}
	frame[frameHead] = 1
	if err := write(frame); err != nil {
		return err
	}
	l.size = at
	return nil
}

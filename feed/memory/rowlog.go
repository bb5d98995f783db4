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

// rowLog is an append-only file of rows, each a key and a value, so that the cost of writing follows
// the number of changed rows. The file is a sequence of frames,
//
//	length, CRC-32C of the payload, payload
//
// with little-endian numbers of 32 bits. A payload is a mark (1 ends a batch) and rows; a row is a
// mark (1 puts, 0 deletes), key and value, each after its length as a uvarint. The first frame is
// the scope: rows written in another scope are invalid.
//
// Bytes after the last whole batch are ignored.
type rowLog struct {
	folder      *disk.Folder
	name, scope string
	size        int64 // of the valid batches; 0: the file has to be written anew
	rows        int   // how many were appended since it was written anew
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// maxFrame is the size from which a frame is written, frameHead the size of length and checksum.
const maxFrame, frameHead = 1 << 20, 8

// openRowLog opens a log and calls row for each row, in the order in which they were appended: a
// later value of a key replaces an earlier one, and an empty value deletes the key. Keys and values
// point into one block of memory. A log that is missing, unreadable or of another scope is treated
// as empty.
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
	// Nothing else refers to data, so the strings may point into it.
	l.size, l.rows = replay(unsafe.String(unsafe.SliceData(data), len(data)), scope, row)
	return l
}

// replay calls row for each row in data. It returns the size of the valid batches, and the number of
// their rows.
func replay(data, scope string, row func(key, value string)) (size int64, n int) {
	at := 0
	next := func() (payload string, ok bool) {
		if len(data)-at < frameHead {
			return "", false
		}
		head := []byte(data[at : at+frameHead])
		length, sum := binary.LittleEndian.Uint32(head), binary.LittleEndian.Uint32(head[4:])
		at += frameHead
		if uint64(length) > uint64(len(data)-at) || length == 0 {
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
		batch = append(batch, payload[1:])
		if payload[0] != 1 {
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

// replayFrame calls row for each row of a frame. It returns their number; ok is false if the frame
// is malformed.
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
		frame = rest
		if !put {
			value = ""
		}
		row(key, value)
		n++
	}
	return n, true
}

// cutPrefixed splits off a text that follows its length.
func cutPrefixed(data string) (text, rest string, ok bool) {
	n, shift := uint64(0), 0
	for i := 0; i < len(data) && shift < 64; i++ {
		n |= uint64(data[i]&0x7f) << shift
		shift += 7
		if data[i] >= 0x80 {
			continue
		}
		rest = data[i+1:]
		if n > uint64(len(rest)) {
			return "", "", false
		}
		return rest[:n], rest[n:], true
	}
	return "", "", false
}

// logRow is a row to append; a nil value deletes the key. The value is valid until the next row is
// requested.
type logRow struct {
	key   string
	value []byte
}

// isWasteful reports whether most rows of the log are stale, when live of them are valid.
func (l *rowLog) isWasteful(live int) bool { return l.rows > 2*live+1000 }

// appendBatch appends a batch of rows, which may be nil, and the last row end. After an error the
// batch is not valid. If the log has to be written anew (size is 0), rows must be all rows.
func (l *rowLog) appendBatch(rows iter.Seq[logRow], end logRow) (err error) {
	flags, at := os.O_WRONLY, l.size
	if at == 0 {
		flags |= os.O_CREATE | os.O_TRUNC
	}
	f, err := l.folder.OpenFile(l.name, flags, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, f.Close())
		if err != nil {
			l.size = 0 // the content of the file is unknown
		}
	}()
	if at > 0 { // bytes of a batch that was interrupted
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
	add := func(r logRow) error {
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

package source

import (
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"time"
)

// duration reads the length of an audio or video file from its headers; 0 if they do not give it.
func (r *reader) duration(name, mediaType string) time.Duration {
	f, err := r.fsys.Open(name)
	if err != nil {
		return 0
	}
	defer f.Close()
	s, ok := f.(io.ReadSeeker)
	if !ok {
		return 0
	}
	var d time.Duration
	switch mediaType {
	case "audio/mpeg":
		d, err = mp3Duration(s, r.sizeOf(f))
	case "audio/mp4", "video/mp4", "video/quicktime", "audio/x-m4a":
		d, err = mp4Duration(s, r.sizeOf(f))
	}
	if err != nil || d < 0 || d > 1000*time.Hour {
		return 0
	}
	return d
}

// sizeOf returns the size of a file in bytes, 0 if it is unknown.
func (r *reader) sizeOf(f fs.File) int64 {
	info, err := f.Stat()
	if err != nil {
		return 0
	}
	return info.Size()
}

// maxBoxes is the most MP4 box headers that are read. Few precede moov/mvhd.
const maxBoxes = 4096

// mp4Duration reads moov/mvhd (ISO/IEC 14496-12 §8.2.2) of a file of size bytes. Only the headers of
// other boxes are read.
func mp4Duration(s io.ReadSeeker, size int64) (time.Duration, error) {
	at := int64(0)
	for range maxBoxes {
		box, err := readBox(s, at)
		if err != nil {
			return 0, err
		}
		if box.size < box.header || box.size > size-at {
			return 0, io.ErrUnexpectedEOF
		}
		switch box.name {
		case "moov":
			at += box.header // mvhd is inside
			continue
		case "mvhd":
			return movieDuration(s, at+box.header, box.size-box.header)
		}
		at += box.size
	}
	return 0, errors.New("it has too many boxes")
}

// mp4Box is the header of a box of an MP4 file (ISO/IEC 14496-12 §4.2).
type mp4Box struct {
	name         string
	size, header int64 // bytes of the box and of its header
}

// readBox reads the header of the box at an offset. A size of 0, for a box that ends with the file, and
// one above the largest int64 are returned as they are: the caller refuses both.
func readBox(s io.ReadSeeker, at int64) (mp4Box, error) {
	const largeSize = 1 // then 64 bits follow
	var b [16]byte
	if _, err := s.Seek(at, io.SeekStart); err != nil {
		return mp4Box{}, err
	}
	if _, err := io.ReadFull(s, b[:8]); err != nil {
		return mp4Box{}, err
	}
	box := mp4Box{name: string(b[4:8]), size: int64(binary.BigEndian.Uint32(b[:])), header: 8}
	if box.size == largeSize {
		if _, err := io.ReadFull(s, b[8:]); err != nil {
			return mp4Box{}, err
		}
		box.size, box.header = int64(binary.BigEndian.Uint64(b[8:])), 16
	}
	return box, nil
}

// movieDuration reads the body of an mvhd box of size bytes. Version 1 has times of 64 bits.
func movieDuration(s io.ReadSeeker, at, size int64) (time.Duration, error) {
	const timesInVersion0, timesInVersion1 = 4 + 2*4, 4 + 2*8 // where timescale begins, after creation and modification
	body := make([]byte, timesInVersion1+4+8)
	if size < int64(len(body)) { // a whole box has 96 bytes at the least
		return 0, io.ErrUnexpectedEOF
	}
	if _, err := s.Seek(at, io.SeekStart); err != nil {
		return 0, err
	}
	if _, err := io.ReadFull(s, body); err != nil {
		return 0, err
	}
	timescale, units := binary.BigEndian.Uint32(body[timesInVersion0:]), uint64(binary.BigEndian.Uint32(body[timesInVersion0+4:]))
	if version := body[0]; version == 1 {
		timescale, units = binary.BigEndian.Uint32(body[timesInVersion1:]), binary.BigEndian.Uint64(body[timesInVersion1+4:])
	}
	if timescale == 0 {
		return 0, errors.New("it has no timescale")
	}
	return time.Duration(float64(units) / float64(timescale) * float64(time.Second)), nil
}

var errNoMP3 = errors.New("no MPEG audio")

// mp3Duration reads the first MPEG audio frame (ISO/IEC 11172-3 §2.4.1.3) and the frame count that
// most encoders put into it (Xing or Info, VBRI). Without a count it assumes a constant bit rate,
// and computes the duration from the size.
func mp3Duration(s io.ReadSeeker, size int64) (time.Duration, error) {
	start, err := skipID3(s)
	if err != nil {
		return 0, err
	}
	if _, err := s.Seek(start, io.SeekStart); err != nil {
		return 0, err
	}
	buf := make([]byte, 64<<10)
	n, err := io.ReadFull(s, buf)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return 0, err
	}
	buf = buf[:n]
	for i := 0; i+4 <= len(buf); i++ {
		frame, ok := parseFrame(buf[i:])
		if !ok {
			continue
		}
		// A second frame must follow directly: else the bytes look like a header by chance.
		if next := i + frame.length; next+4 <= len(buf) {
			if _, ok := parseFrame(buf[next:]); !ok {
				continue
			}
		}
		if frames := frame.count(buf[i:]); frames > 0 {
			return frame.seconds(float64(frames) * float64(frame.samples) / float64(frame.rate)), nil
		}
		return frame.seconds(float64(size-start-int64(i)) * 8 / float64(frame.bitRate)), nil
	}
	return 0, errNoMP3
}

// skipID3 returns the offset of the audio data, after the ID3v2 tag if there is one.
func skipID3(s io.ReadSeeker) (int64, error) {
	head := make([]byte, 10)
	if _, err := io.ReadFull(s, head); err != nil {
		return 0, errNoMP3
	}
	if string(head[:3]) != "ID3" {
		return 0, nil
	}
	size := int64(head[6]&0x7f)<<21 | int64(head[7]&0x7f)<<14 | int64(head[8]&0x7f)<<7 | int64(head[9]&0x7f)
	return size + 10, nil
}

// frame is the header of an MPEG audio frame.
type frame struct {
	bitRate, rate, samples, length int
	side                           int // bytes between the frame header and the Xing header
}

var (
	// Layer III in kbit/s: MPEG 1, then MPEG 2 and 2.5.
	bitRates = [2][15]int{
		{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
		{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
	}
	sampleRates = [3]int{44100, 48000, 32000}
)

// parseFrame reads the four bytes of a frame header of layer III. ok is false if b does not begin
// with one. Its length follows from bit rate and sample rate: 144 · bitRate / rate + padding for
// MPEG 1.
func parseFrame(b []byte) (frame, bool) {
	if len(b) < 4 || b[0] != 0xff || b[1]&0xe0 != 0xe0 {
		return frame{}, false
	}
	version, layer := b[1]>>3&3, b[1]>>1&3
	rate, sample := b[2]>>4, b[2]>>2&3
	if version == 1 || layer != 1 || rate == 0 || rate == 15 || sample == 3 {
		return frame{}, false
	}
	mono := b[3]>>6 == 3
	f := frame{bitRate: bitRates[0][rate] * 1000, rate: sampleRates[sample], samples: 1152, side: 32}
	if mono {
		f.side = 17
	}
	if version != 3 { // MPEG 2 or 2.5
		f.bitRate, f.rate, f.samples, f.side = bitRates[1][rate]*1000, f.rate/2, 576, 17
		if mono {
			f.side = 9
		}
		if version == 0 {
			f.rate /= 2
		}
	}
	f.length = f.samples/8*f.bitRate/f.rate + int(b[2]>>1&1)
	return f, f.length > 4
}

// count returns the number of frames that the first frame gives, 0 if it gives none.
func (f frame) count(b []byte) uint32 {
	if at := 4 + f.side; at+12 <= len(b) {
		if tag := string(b[at : at+4]); (tag == "Xing" || tag == "Info") && b[at+7]&1 != 0 {
			return binary.BigEndian.Uint32(b[at+8:])
		}
	}
	if at := 4 + 32; at+18 <= len(b) && string(b[at:at+4]) == "VBRI" {
		return binary.BigEndian.Uint32(b[at+14:])
	}
	return 0
}

// seconds converts seconds to a Duration.
func (frame) seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

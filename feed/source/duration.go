package source

import (
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"time"

	"github.com/Eyevinn/mp4ff/mp4"
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

// mp4Duration reads moov/mvhd (ISO/IEC 14496-12 §8.2.2) of a file of size bytes.
func mp4Duration(s io.ReadSeeker, size int64) (d time.Duration, err error) {
	defer func() {
		if recover() != nil { // DecodeBox panics on some damaged boxes
			err = errors.New("damaged")
		}
	}()
	// Only box headers are read until mvhd is found.
	at := uint64(0)
	for range maxBoxes {
		if _, err := s.Seek(int64(at), io.SeekStart); err != nil {
			return 0, err
		}
		box, err := mp4.DecodeHeader(s)
		if err != nil || box.Size < uint64(box.Hdrlen) || box.Size > uint64(size)-at { // at never exceeds size
			return 0, errors.Join(err, io.ErrUnexpectedEOF)
		}
		switch box.Name {
		case "moov":
			at += uint64(box.Hdrlen) // mvhd is inside
			continue
		case "mvhd":
			if _, err := s.Seek(int64(at), io.SeekStart); err != nil {
				return 0, err
			}
			decoded, err := mp4.DecodeBox(at, io.LimitReader(s, 1<<10))
			header, ok := decoded.(*mp4.MvhdBox)
			if err != nil || !ok || header.Timescale == 0 {
				return 0, errors.Join(err, errors.New("it does not say"))
			}
			return time.Duration(float64(header.Duration) / float64(header.Timescale) * float64(time.Second)), nil
		}
		at += box.Size
	}
	return 0, errors.New("it has too many boxes")
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

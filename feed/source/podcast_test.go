package source

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"fil/feed/source/inventory"
)

// mp3 returns n frames of MPEG 1 layer III at 128 kbit/s and 44100 Hz, after the bytes before; the
// first frame has the count tag.
func mp3(n int, before []byte, tag string) []byte {
	b := bytes.Clone(before)
	for i := range n {
		frame := make([]byte, 417)
		copy(frame, []byte{0xff, 0xfb, 0x90, 0x00})
		if i == 0 && tag != "" {
			at := 36
			copy(frame[at:], tag)
			if tag == "VBRI" {
				binary.BigEndian.PutUint32(frame[at+14:], 10_000)
			} else {
				frame[at+7] = 1
				binary.BigEndian.PutUint32(frame[at+8:], 10_000)
			}
		}
		b = append(b, frame...)
	}
	return b
}

func TestMP3Duration(t *testing.T) {
	id3 := append([]byte("ID3\x04\x00\x00\x00\x00\x01\x00"), make([]byte, 128)...)
	for name, c := range map[string]struct {
		data []byte
		want float64 // in seconds
	}{
		"constant":     {mp3(100, nil, ""), 100 * 417 * 8 / 128000.},
		"with a tag":   {mp3(100, id3, ""), 100 * 417 * 8 / 128000.},
		"with noise":   {mp3(100, []byte{0xff, 0xfb, 0x00, 0xff}, ""), 100 * 417 * 8 / 128000.},
		"Xing's count": {mp3(100, nil, "Xing"), 10000 * 1152 / 44100.},
		"Info's count": {mp3(100, id3, "Info"), 10000 * 1152 / 44100.},
		"VBRI's count": {mp3(100, nil, "VBRI"), 10000 * 1152 / 44100.},
	} {
		d, err := mp3Duration(bytes.NewReader(c.data), int64(len(c.data)))
		if err != nil || d.Seconds() < c.want-0.01 || d.Seconds() > c.want+0.01 {
			t.Errorf("%s: %v, %v, want %.2f s", name, d, err, c.want)
		}
	}
	for _, data := range []string{"", "no sound", strings.Repeat("\xff\xfb\x90", 3)} {
		if d, err := mp3Duration(strings.NewReader(data), int64(len(data))); err == nil {
			t.Errorf("%q lasts %v", data, d)
		}
	}
}

// mp4File returns a file of two boxes, of which the second holds an mvhd of 61.5 s.
func mp4File(testing.TB) []byte {
	return slices.Concat(mp4Boxes("ftyp", []byte("M4A isom")), mp4Boxes("moov", mp4Boxes("mvhd", mvhdBody(0, 1000, 61_500))))
}

// mp4Boxes returns a box with a size of 32 bits.
func mp4Boxes(name string, body []byte) []byte {
	return slices.Concat(binary.BigEndian.AppendUint32(nil, uint32(8+len(body))), []byte(name), body)
}

// mvhdBody returns the body of an mvhd box. Version 1 has times of 64 bits.
func mvhdBody(version byte, timescale uint32, units uint64) []byte {
	b := []byte{version, 0, 0, 0}
	if version == 1 {
		b = append(b, make([]byte, 16)...)
		b = binary.BigEndian.AppendUint32(b, timescale)
		b = binary.BigEndian.AppendUint64(b, units)
	} else {
		b = append(b, make([]byte, 8)...)
		b = binary.BigEndian.AppendUint32(b, timescale)
		b = binary.BigEndian.AppendUint32(b, uint32(units))
	}
	return append(b, make([]byte, 80)...) // rate, volume, matrix, next track
}

// A length comes from either version of mvhd, in boxes with either size; a damaged file has none.
func TestMP4Versions(t *testing.T) {
	large := func(name string, body []byte) []byte {
		return slices.Concat([]byte{0, 0, 0, 1}, []byte(name), binary.BigEndian.AppendUint64(nil, uint64(16+len(body))), body)
	}
	for name, c := range map[string]struct {
		file []byte
		want time.Duration // 0 is an error
	}{
		"version 0":                {mp4Boxes("moov", mp4Boxes("mvhd", mvhdBody(0, 600, 900))), 1500 * time.Millisecond},
		"version 1":                {mp4Boxes("moov", mp4Boxes("mvhd", mvhdBody(1, 48_000, 24_000))), 500 * time.Millisecond},
		"version 1, 40 hours":      {mp4Boxes("moov", mp4Boxes("mvhd", mvhdBody(1, 90_000, 90_000*144_000))), 40 * time.Hour},
		"large boxes":              {large("moov", large("mvhd", mvhdBody(0, 1000, 2000))), 2 * time.Second},
		"after media":              {slices.Concat(mp4Boxes("mdat", make([]byte, 5000)), mp4Boxes("moov", mp4Boxes("mvhd", mvhdBody(0, 1, 7)))), 7 * time.Second},
		"no timescale":             {mp4Boxes("moov", mp4Boxes("mvhd", mvhdBody(0, 0, 7))), 0},
		"no moov":                  {mp4Boxes("mdat", make([]byte, 100)), 0},
		"a box to the end of file": {slices.Concat([]byte{0, 0, 0, 0}, []byte("mdat"), make([]byte, 100)), 0},
		"a size above the file":    {slices.Concat([]byte{0, 1, 0, 0}, []byte("mdat"), make([]byte, 100)), 0},
		"a size above int64":       {slices.Concat([]byte{0, 0, 0, 1}, []byte("mdat"), []byte{0xff, 0, 0, 0, 0, 0, 0, 0}, make([]byte, 100)), 0},
		"mvhd too short":           {mp4Boxes("moov", mp4Boxes("mvhd", mvhdBody(0, 1, 7)[:20])), 0},
		"cut in mvhd":              {mp4Boxes("moov", mp4Boxes("mvhd", mvhdBody(0, 1, 7)))[:40], 0},
		"empty":                    {nil, 0},
	} {
		got, err := mp4Duration(bytes.NewReader(c.file), int64(len(c.file)))
		if got != c.want || (err == nil) != (c.want > 0) {
			t.Errorf("%s: %v, %v, want %v", name, got, err, c.want)
		}
	}
}

func TestMP4Duration(t *testing.T) {
	whole := mp4File(t)
	if d, err := mp4Duration(bytes.NewReader(whole), int64(len(whole))); err != nil || d != 61500*time.Millisecond {
		t.Errorf("%v, %v", d, err)
	}
}

// Wrong sizes and counts in an MP4 file end the search after few reads.
func TestDamagedMP4(t *testing.T) {
	box := func(size uint32, name string, rest ...byte) []byte {
		return append(append(binary.BigEndian.AppendUint32(nil, size), name...), rest...)
	}
	large := func(size uint64) []byte { return box(1, "free", binary.BigEndian.AppendUint64(nil, size)...) }
	head := box(16, "ftyp", make([]byte, 8)...)
	for name, data := range map[string][]byte{
		"wraps to the start":   append(slices.Clone(head), large(1<<64-16)...),
		"wraps to itself":      append(slices.Clone(head), large(0)...),
		"is behind the end":    append(slices.Clone(head), large(1<<40)...),
		"has no size":          append(slices.Clone(head), box(0, "free")...),
		"is shorter than this": append(slices.Clone(head), box(7, "free")...),
		"millions of boxes":    append(slices.Clone(head), bytes.Repeat(box(8, "free"), 1<<20)...),
		"one in the other":     bytes.Repeat(box(8, "moov"), 1<<20),
		"empty":                nil,
	} {
		s := &counted{Reader: bytes.NewReader(data)}
		if d, err := mp4Duration(s, int64(len(data))); err == nil || s.reads > 4*maxBoxes {
			t.Errorf("%s: %v, after %d reads", name, d, s.reads)
		}
	}
}

// counted counts reads.
type counted struct {
	*bytes.Reader
	reads int
}

func (c *counted) Read(p []byte) (int, error) {
	c.reads++
	return c.Reader.Read(p)
}

func FuzzDuration(f *testing.F) {
	f.Add(mp3(3, nil, "Xing"))
	f.Add(mp4File(f))
	f.Fuzz(func(_ *testing.T, data []byte) {
		_, _ = mp3Duration(bytes.NewReader(data), int64(len(data)))
		if len(data) < 4<<10 {
			_, _ = mp4Duration(bytes.NewReader(data), int64(len(data)))
		}
	})
}

func TestEpisode(t *testing.T) {
	fsys := files("ep/index.md", "---\ndate: 2024-01\nenclosures:\n  - {url: e.mp3, title: Son}\nseason: 2\nepisode: 7\nepisode_type: bonus\nexplicit: false\n"+
		"transcript: [e.vtt, {url: e.srt, language: fr}]\nchapters: c.json\npersons: [Awa, {name: Ben, role: Guest, url: https://b.example}]\n---\nTexte.\n",
		"ep/e.vtt", "WEBVTT", "ep/e.srt", "1", "ep/c.json", "{}")
	fsys["ep/e.mp3"] = &fstest.MapFile{Data: mp3(100, nil, "Xing")}
	content := readAll(t, fsys)
	if len(content.Problems) > 0 {
		t.Fatal(content.Problems)
	}
	a := content.article(0)
	e := a.Episode
	if m := a.Media(); m == nil || m.Type != "audio/mpeg" || m.Length != 41700 || m.URL != "https://fil.example/ep/e.mp3" {
		t.Errorf("%+v", m)
	}
	if e.Duration.Round(time.Second) != 261*time.Second || e.Season != 2 || e.Number != 7 || e.Type != "bonus" || e.Explicit == nil || *e.Explicit {
		t.Errorf("%+v", e)
	}
	if len(e.Transcripts) != 2 || e.Transcripts[0].Type != "text/vtt" || e.Transcripts[1].Type != "application/srt" || e.Transcripts[1].Language != "fr" {
		t.Errorf("%+v", e.Transcripts)
	}
	if e.Chapters != "https://fil.example/ep/c.json" || len(e.Persons) != 2 || e.Persons[1].Role != "guest" {
		t.Errorf("%+v", e)
	}
}

// The hint gives the GUID to write; the namespace's own example is among the rows.
func TestPodcastGUID(t *testing.T) {
	if got := podcastGUID("https://mp3s.nashownotes.com/pc20rss.xml"); got != "917393e3-1b1e-5cef-ace4-edaa54e1f810" {
		t.Error(got)
	}
	_, err := ReadSite(files(inventory.SiteFile, "title: S\npodcast:\n  author: A\n"), Overrides{DefaultBaseURL: "https://fil.example"})
	var site *SiteError
	if !errors.As(err, &site) || site.Line != 3 && site.Line != 2 || !strings.Contains(site.Hint, "guid: "+podcastGUID("https://fil.example/rss.xml")) {
		t.Errorf("%v, hint %s", err, site.Hint)
	}
}

func TestPin(t *testing.T) {
	for in, want := range map[string]string{
		"---\ntitle: x\n---\nT":           "---\nid: \"urn:1\"\ntitle: x\n---\nT",
		"---\r\ntitle: x\r\n---\r\nT\r\n": "---\r\nid: \"urn:1\"\r\ntitle: x\r\n---\r\nT\r\n",
		"+++\ntitle = 'x'\n+++\nT":        "+++\nid = \"urn:1\"\ntitle = 'x'\n+++\nT",
		"{\"title\": \"x\"}\nT":           "{\"id\": \"urn:1\", \"title\": \"x\"}\nT",
		"{}\nT":                           "{\"id\": \"urn:1\"}\nT",
		"T sans rien\n":                   "---\nid: \"urn:1\"\n---\nT sans rien\n",
		"\ufeffT":                         "\ufeff---\nid: \"urn:1\"\n---\nT",
		"\ufeff---\ntitle: x\n---\nT":     "\ufeff---\nid: \"urn:1\"\ntitle: x\n---\nT",
		"\n\n---\ntitle: x\n---\nT":       "\n\n---\nid: \"urn:1\"\ntitle: x\n---\nT",
		"---\rtitle: x\r---\rT":           "---\rid: \"urn:1\"\rtitle: x\r---\rT",
	} {
		out, err := Pin([]byte(in), "urn:1")
		if err != nil || string(out) != want {
			t.Errorf("%q: %q, %v, want %q", in, out, err, want)
			continue
		}
		if a := readOne(t, "2024-01-a.md", string(out)); a.ID != "urn:1" {
			t.Errorf("%q: ID %s", out, a.ID)
		}
	}
	for _, in := range []string{"caf\xe9", "---\nid: y\n---\nT", "---\ntitle: [\n---\n", "---\n  title: x\n---\n", "---\n{title: x}\n---\n", "---\nid:\n---\n"} {
		if out, err := Pin([]byte(in), "urn:1"); err == nil {
			t.Errorf("%q became %q", in, out)
		}
	}
}

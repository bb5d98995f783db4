package source

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fil/feed"
)

// id3Frame returns a frame of ID3v2 with a size as in ID3v2.3, which is the same in ID3v2.4 below 128 bytes.
func id3Frame(name string, body ...byte) []byte {
	return slices.Concat([]byte(name), binary.BigEndian.AppendUint32(nil, uint32(len(body))), []byte{0, 0}, body)
}

// chap returns a chapter with frames.
func chap(id string, start uint32, frames ...[]byte) []byte {
	body := binary.BigEndian.AppendUint32(append([]byte(id), 0), start)
	return id3Frame("CHAP", slices.Concat(append([][]byte{body, bytes.Repeat([]byte{0xFF}, 12)}, frames...)...)...)
}

// id3Tag returns a tag of a version with frames.
func id3Tag(version, flags byte, frames ...[]byte) []byte {
	body := slices.Concat(frames...)
	n := len(body)
	return append([]byte{'I', 'D', '3', version, 0, flags, byte(n >> 21 & 0x7F), byte(n >> 14 & 0x7F), byte(n >> 7 & 0x7F), byte(n & 0x7F)}, body...)
}

func utf8Title(s string) []byte { return id3Frame("TIT2", append([]byte{3}, s...)...) }

// Each row is a tag, and what chapters it has: start in milliseconds and title.
func TestChapters(t *testing.T) {
	one, two := chap("1", 0, utf8Title("Début")), chap("2", 73500, utf8Title("L’or & le sel"))
	both := "0 Début, 73500 L’or & le sel"
	for name, row := range map[string]struct {
		tag  []byte
		want string
	}{
		"in order of time":            {id3Tag(4, 0, two, one), both},
		"ID3v2.3":                     {id3Tag(3, 0, one, two), both},
		"without title":               {id3Tag(4, 0, one, chap("2", 5)), "0 Début"},
		"behind a sub-frame":          {id3Tag(4, 0, chap("1", 0, id3Frame("APIC", []byte("\x00image/png\x00\x03\x00PNG")...), utf8Title("Un"))), "0 Un"},
		"one ID twice":                {id3Tag(4, 0, chap("1", 0, utf8Title("Un")), chap("1", 1, utf8Title("Deux"))), "0 Un, 1 Deux"},
		"cut":                         {id3Tag(4, 0, one, two)[:80], "0 Début"},
		"Latin-1":                     {id3Tag(3, 0, chap("1", 0, id3Frame("TIT2", 0, 'D', 0xE9, 0))), "0 Dé"},
		"UTF-16 with a mark":          {id3Tag(3, 0, chap("1", 0, id3Frame("TIT2", 1, 0xFF, 0xFE, 0xE9, 0, 'a', 0, 0, 0))), "0 éa"},
		"UTF-16, big end first":       {id3Tag(4, 0, chap("1", 0, id3Frame("TIT2", 2, 0, 0xE9, 0, 'a'))), "0 éa"},
		"unsynchronized":              {id3Tag(3, 0x80, bytes.ReplaceAll(chap("1", 0, id3Frame("TIT2", 1, 0xFF, 0xFE, 0xE9, 0)), []byte{0xFF}, []byte{0xFF, 0})), "0 é"},
		"an extended header":          {id3Tag(3, 0x40, []byte{0, 0, 0, 6, 0, 0, 0, 0, 0, 0}, one), "0 Début"},
		"an extended header, v2.4":    {id3Tag(4, 0x40, []byte{0, 0, 0, 6, 1, 0}, one), "0 Début"},
		"a frame before, and padding": {id3Tag(4, 0, id3Frame("TIT2", 3, 'x'), one, make([]byte, 30)), "0 Début"},
		"ID3v2.2":                     {id3Tag(2, 0, one), ""},
		"nothing":                     {nil, ""},
		"no tag":                      {[]byte("son"), ""},
		"a size beyond the file":      {[]byte("ID3\x04\x00\x00\x7f\x7f\x7f\x7f"), ""},
	} {
		var got []string
		for _, c := range parseChapters(bytes.NewReader(row.tag)) {
			got = append(got, fmt.Sprintf("%d %s", c.Start.Milliseconds(), c.Title))
		}
		if diff := cmp.Diff(row.want, strings.Join(got, ", ")); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A tag of 100,000 chapters is read in one go, and gives maxChapters at most.
func TestManyChapters(t *testing.T) {
	tag := id3Tag(4, 0, bytes.Repeat(chap("1", 0, utf8Title("Un")), 100_000))
	if n := len(parseChapters(bytes.NewReader(tag))); n != maxChapters {
		t.Errorf("%d chapters", n)
	}
}

// Front matter decides whether the chapters of the audio file are those of the episode.
func TestEpisodeChapters(t *testing.T) {
	for _, row := range []struct{ site, chapters, want, warning string }{
		{"podcast", "", "https://fil.example/a/chapters.json", ""},
		{"none", "", "", ""},
		{"podcast", "chapters: false", "", ""},
		{"podcast", "chapters: c.json", "https://fil.example/2024-01-02-a/c.json", ""},
		{"podcast", "chapters: a.mp3", "https://fil.example/a/chapters.json", "is no JSON"},
		{"podcast", "chapters: 'javascript:x'", "https://fil.example/a/chapters.json", "is no address"},
	} {
		site := "title: S\nbase_url: https://fil.example/\nlanguage: fr\n"
		if row.site == "podcast" {
			site += "podcast: {guid: 917393e3-1b1e-5cef-ace4-edaa54e1f810}\n"
		}
		fsys := files("site.yaml", site, "2024-01-02-a/index.md", "---\ntitle: A\nenclosures: [a.mp3]\n"+row.chapters+"\n---\nTexte.\n",
			"2024-01-02-a/a.mp3", string(id3Tag(4, 0, chap("1", 0, utf8Title("Un")))), "2024-01-02-a/c.json", "{}")
		s, err := ReadSite(fsys, Overrides{DefaultBaseURL: "https://fil.example/"})
		if err != nil {
			t.Fatal(err)
		}
		content, err := readWhole(t.Context(), fsys, s, Options{})
		if err != nil {
			t.Fatal(err)
		}
		a := content.article(0)
		if (len(a.Episode.Marks) > 0) != strings.HasSuffix(row.want, "/chapters.json") || a.Episode.Chapters != row.want {
			t.Errorf("%s, %q: %q, %v", row.site, row.chapters, a.Episode.Chapters, a.Episode.Marks)
		}
		warned := slices.ContainsFunc(content.Problems, func(p *feed.Problem) bool { return p.Path == a.Path && strings.Contains(p.Message, row.warning) })
		if row.warning != "" && !warned {
			t.Errorf("%q: %v", row.chapters, content.Problems)
		}
	}
}

func FuzzChapters(f *testing.F) {
	f.Add(id3Tag(4, 0, chap("1", 0, utf8Title("Un"))))
	f.Add(id3Tag(3, 0xC0, chap("1", 0, id3Frame("TIT2", 1, 0xFF, 0xFE, 0xE9, 0))))
	f.Fuzz(func(t *testing.T, data []byte) {
		last := time.Duration(0)
		for _, c := range parseChapters(bytes.NewReader(data)) {
			if c.Title == "" || c.Start < last {
				t.Errorf("%+v", c)
			}
			last = c.Start
		}
	})
}

package source

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/bogem/id3v2/v2"
	"github.com/google/go-cmp/cmp"

	"fil/feed"
)

// taggedSound returns an MP3 tag with two chapters, the later one first, and a third without title.
func taggedSound(t testing.TB) []byte {
	t.Helper()
	tag := id3v2.NewEmptyTag()
	for i, c := range []feed.Chapter{{Start: 73500 * time.Millisecond, Title: "L’or & le sel"}, {Title: "Début"}, {Start: time.Minute}} {
		frame := id3v2.ChapterFrame{ElementID: fmt.Sprint(i), StartTime: c.Start, EndTime: c.Start + time.Second, StartOffset: id3v2.IgnoredOffset, EndOffset: id3v2.IgnoredOffset}
		if c.Title != "" {
			frame.Title = &id3v2.TextFrame{Encoding: id3v2.EncodingUTF8, Text: c.Title}
		}
		tag.AddChapterFrame(frame)
	}
	var b bytes.Buffer
	if _, err := tag.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestChapters(t *testing.T) {
	want := []feed.Chapter{{Title: "Début"}, {Start: 73500 * time.Millisecond, Title: "L’or & le sel"}}
	if diff := cmp.Diff(want, parseChapters(bytes.NewReader(taggedSound(t)))); diff != "" {
		t.Error(diff)
	}
	for _, data := range []string{"", "son", "ID3", "ID3\x04\x00\x00\x7f\x7f\x7f\x7f"} {
		if got := parseChapters(bytes.NewReader([]byte(data))); got != nil {
			t.Errorf("%q has the chapters %v", data, got)
		}
	}
}

func FuzzChapters(f *testing.F) {
	f.Add(taggedSound(f))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, c := range parseChapters(bytes.NewReader(data)) {
			if c.Title == "" || c.Start < 0 {
				t.Errorf("%+v", c)
			}
		}
	})
}

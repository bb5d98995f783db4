package source

import (
	"cmp"
	"io"
	"slices"

	"github.com/bogem/id3v2/v2"

	"fil/feed"
	"fil/feed/source/plaintext"
)

// maxTag is how many bytes of an audio file are read to find its chapters: a tag may have pictures.
const maxTag = 32 << 20

// chapterMarks reads the chapters in the tag of an MP3 file (ID3v2 Chapter Frame Addendum, CHAP), in the order of
// their times. A chapter without a title is left out. It returns nil if there are none, or if the tag cannot be
// read.
func (r *reader) chapterMarks(name string) (marks []feed.Chapter) {
	f, err := r.fsys.Open(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	return parseChapters(io.LimitReader(f, maxTag))
}

func parseChapters(in io.Reader) (marks []feed.Chapter) {
	tag, err := id3v2.ParseReader(in, id3v2.Options{Parse: true, ParseFrames: []string{"CHAP"}})
	if err != nil {
		return nil
	}
	for _, frame := range tag.GetFrames("CHAP") {
		c, ok := frame.(id3v2.ChapterFrame)
		if !ok || c.Title == nil || c.StartTime < 0 {
			continue
		}
		if title := plaintext.OneLine(plaintext.Clean(c.Title.Text)); title != "" {
			marks = append(marks, feed.Chapter{Start: c.StartTime, Title: title})
		}
	}
	slices.SortStableFunc(marks, func(a, b feed.Chapter) int { return cmp.Compare(a.Start, b.Start) })
	return marks
}

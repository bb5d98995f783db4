package memory

import (
	"testing"
	"time"

	"fil/feed"
	"fil/feed/feedtest"
)

// Decoding any bytes as a log, a record, a body or a row ends, and does not panic.
func FuzzRead(f *testing.F) {
	record := &feed.Record{Article: feedtest.Articles()[0].Slim(), Refs: []uint64{1}}
	f.Add(PackRecord(record))
	if err := pack(feedtest.Articles()[0], func(frame []byte) error { f.Add(frame); return nil }); err != nil {
		f.Fatal(err)
	}
	f.Add([]byte("\x01\x00\x00\x00\x00\x00\x00\x00s"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		replay(string(data), "s", func(string, string) {})
		replayFrame(string(data), func(string, string) {})
		_, _ = NewUnpacker(time.UTC).Record("a.md", data) // errors are expected
		_, _ = unpack(data, time.UTC)
		readArticleRow([]byte("a.md"), data)
	})
}

package feed_test

import (
	"hash/fnv"
	"testing"

	"fil/feed"
)

// Hash64 is the FNV-1a of the standard library, of strings and of bytes.
func TestHash64(t *testing.T) {
	for _, text := range []string{"", "a", "foobar", "tag:fil.example,2024:blé", "\x00\xff"} {
		h := fnv.New64a()
		h.Write([]byte(text))
		if feed.Hash64(text) != h.Sum64() || feed.Hash64([]byte(text)) != h.Sum64() {
			t.Errorf("%q: %x, want %x", text, feed.Hash64(text), h.Sum64())
		}
	}
}

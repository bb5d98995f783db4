package memory

import (
	"testing"
	"time"

	"fil/feed"
)

// NoFeed was a bool in earlier versions: it is still read from that, and earlier versions read the
// present number as the same bool.
func TestListing(t *testing.T) {
	for _, c := range []struct {
		a feed.Article
		n int64
	}{{feed.Article{}, 0}, {feed.Article{NoFeed: true}, 1}, {feed.Article{NoFeed: true, Unlisted: true}, 2}} {
		data := encode(func(k *coder) { k.listing(&c.a) })
		if want := encode(func(k *coder) { k.number(&c.n) }); string(data) != string(want) {
			t.Errorf("%+v: %v, want %v", c.a, data, want)
		}
		var got feed.Article
		if err := decode(string(data), time.UTC, func(k *coder) { k.listing(&got) }); err != nil || got.NoFeed != c.a.NoFeed || got.Unlisted != c.a.Unlisted {
			t.Errorf("%v: %v, %v", c.n, got.NoFeed, got.Unlisted)
		}
		var before bool
		if err := decode(string(data), time.UTC, func(k *coder) { k.bool(&before) }); err != nil || before != c.a.NoFeed {
			t.Errorf("%v: an earlier version reads %v", c.n, before)
		}
	}
}

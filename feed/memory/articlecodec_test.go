package memory

import (
	"testing"
	"time"

	"fil/feed"
)

// What earlier versions kept as a truth value, whether an article is in no feed, is read as it
// was; and what is kept now they read as true.
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

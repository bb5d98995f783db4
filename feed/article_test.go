package feed_test

import (
	"testing"
	"time"

	"fil/feed"
)

func TestLive(t *testing.T) {
	now := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		article feed.Article
		want    bool
	}{
		{feed.Article{Published: now}, true},
		{feed.Article{Published: now.Add(time.Second)}, false},
		{feed.Article{Published: now, Draft: true}, false},
		{feed.Article{Published: now.AddDate(0, -1, 0), Expires: now}, false},
		{feed.Article{Published: now.AddDate(0, -1, 0), Expires: now.Add(1)}, true},
	} {
		if got := len(feed.Live([]*feed.Article{&c.article}, now)) == 1; got != c.want {
			t.Errorf("%+v: %v", c.article, got)
		}
	}
}

// Articles with the same time are sorted by ID, whatever their order was.
func TestNewest(t *testing.T) {
	at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	a, b, c := &feed.Article{ID: "a", Published: at}, &feed.Article{ID: "b", Published: at}, &feed.Article{ID: "c", Published: at.Add(1)}
	for _, order := range [][]*feed.Article{{a, b, c}, {c, b, a}, {b, a, c}} {
		feed.Newest(order)
		if order[0] != c || order[1] != a || order[2] != b {
			t.Errorf("%v", order)
		}
	}
}

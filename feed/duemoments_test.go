package feed_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fil/feed"
)

// Articles that are out already, drafts and those that never expire have no moments; ties stay in the
// order of the articles.
func TestDueMoments(t *testing.T) {
	now := time.Date(2024, 1, 1, 12, 0, 0, 0, time.UTC)
	article := func(name string, published, expires time.Duration, draft bool) *feed.Meta {
		a := &feed.Meta{Path: name, Published: now.Add(published), Draft: draft}
		if expires != 0 {
			a.Expires = now.Add(expires)
		}
		return a
	}
	articles := []*feed.Meta{
		article("later", 2*time.Hour, 0, false), article("out", -time.Hour, 0, false), article("now", 0, 0, false),
		article("ends", -time.Hour, time.Hour, false), article("draft", time.Hour, 2*time.Hour, true), article("both", time.Hour, 3*time.Hour, false),
	}
	for n, want := range map[int]string{0: "", 1: "ends true 1h0m0s", 2: "ends true 1h0m0s both false 1h0m0s", 9: "ends true 1h0m0s both false 1h0m0s later false 2h0m0s both true 3h0m0s"} {
		var got []string
		for _, m := range feed.DueMoments(articles, now, n) {
			got = append(got, fmt.Sprint(m.Article.Path, " ", m.Expires, " ", m.At.Sub(now)))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("the first %d: %v, want %s", n, got, want)
		}
	}
}

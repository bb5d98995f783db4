package publish

import (
	"testing"

	"fil/feed"
)

// TestRecall checks that a cached period has the articles as a slice of this plan's list, so that the
// list of the plan that computed it can be freed.
func TestRecall(t *testing.T) {
	key, a := memoKey{"year", "", "2024"}, &feed.Meta{}
	before, now := []*feed.Meta{a, a}, []*feed.Meta{a, a}
	p := &planner{}
	p.in.Incremental, p.in.Memo.periods = true, map[string]map[memoKey]period{key.folder: {key: {articles: before[:1], hash: "cached"}}}
	got := p.recall(key, now[:1], func() period { return period{hash: "computed"} })
	if got.hash != "cached" || &got.articles[0] != &now[0] {
		t.Errorf("%s, a slice of this plan's list: %t", got.hash, &got.articles[0] == &now[0])
	}
}

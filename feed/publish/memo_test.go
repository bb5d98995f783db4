package publish

import (
	"testing"

	"fil/feed"
)

// A period that is known holds on to the list of this plan, and not to that of the plan
// which had made it.
func TestRecall(t *testing.T) {
	key, a := memoKey{"year", "", "2024"}, &feed.Article{}
	before, now := []*feed.Article{a, a}, []*feed.Article{a, a}
	p := &planner{}
	p.in.Incremental, p.in.Memo.periods = true, map[string]map[memoKey]period{key.folder: {key: {articles: before[:1], hash: "known"}}}
	known := p.recall(key, now[:1], func() period { return period{hash: "made"} })
	if known.hash != "known" || &known.articles[0] != &now[0] {
		t.Errorf("%s, of the list of this plan: %t", known.hash, &known.articles[0] == &now[0])
	}
}

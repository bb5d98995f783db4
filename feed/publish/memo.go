package publish

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"github.com/cespare/xxhash/v2"

	"fil/feed"
)

// Memo is what one plan knows of the periods of a publication, for the next one in the same
// process: most of a hundred thousand articles are in periods in which nothing has changed.
// A plan with it is the one without it, and made sooner.
type Memo struct{ periods map[memoKey]period }

// memoKey is what is known of a period of a feed: for what, and which.
type memoKey struct{ what, folder, name string }

// period is what is known of articles that stand together.
type period struct {
	articles []*feed.Article
	mixed    mixed
	hash     string // of an archive
}

// maxOthers is with how many changed articles a memo is gone by: each is looked for.
const maxOthers = 32

// recall finds what was known of articles, where they are those and none is another by now;
// else it is made of them. It is safe for several goroutines.
func (p *planner) recall(key memoKey, articles []*feed.Article, know func() period) period {
	known, ok := period{}, false
	if p.in.Same != nil && len(p.others) <= maxOthers {
		known, ok = p.in.Memo.periods[key]
		ok = ok && slices.Equal(known.articles, articles) &&
			!slices.ContainsFunc(p.others, func(i int) bool { return slices.Contains(articles, p.live[i]) })
	}
	if !ok {
		known = know()
	}
	known.articles = articles // the same, but a part of this plan's list: the last one's may go
	return known
}

// note makes what is known of a period known to the next plan.
func (p *planner) note(key memoKey, known period) period {
	p.Memo.periods[key] = known
	return known
}

// titled is what a page of titles is made of.
func (p *planner) titled(what, folder, name string, articles []*feed.Article) mixed {
	key := memoKey{what, folder, name}
	return p.note(key, p.recall(key, articles, func() period { return period{mixed: mix(articles, false)} })).mixed
}

// archived is what the archives of a feed are made of, and are named after.
func (p *planner) archived(folder string, of []feed.Period) []period {
	known := make([]period, len(of))
	key := func(i int) memoKey { return memoKey{"archive", folder, of[i].Name} }
	feed.Parts(len(of), 1, func(from, to int) {
		for i := from; i < to; i++ {
			known[i] = p.recall(key(i), of[i].Articles, func() period {
				return period{mixed: mix(of[i].Articles, true), hash: of[i].Hash()}
			})
		}
	})
	for i := range known {
		p.note(key(i), known[i])
	}
	return known
}

// mixed is a hash of many articles: their prints are hashes already, and are only mixed, in
// order.
type mixed struct {
	a, b    uint64
	n       int
	unknown bool // one has no print
}

// mix mixes articles, with their IDs or without: a page of titles shows none.
func mix(articles []*feed.Article, ids bool) mixed {
	const odd = 0x9E3779B97F4A7C15
	m := mixed{n: len(articles)}
	for _, article := range articles {
		m.unknown = m.unknown || article.Print == [16]byte{}
		m.a = (bits.RotateLeft64(m.a, 23) ^ binary.LittleEndian.Uint64(article.Print[:8])) * odd
		m.b = (bits.RotateLeft64(m.b, 29) ^ binary.LittleEndian.Uint64(article.Print[8:])) * odd
		if ids {
			m.a = (bits.RotateLeft64(m.a, 31) ^ xxhash.Sum64String(article.ID)) * odd
		}
	}
	return m
}

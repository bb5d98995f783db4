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
// else it is made of them. It is known to the next plan.
func (p *planner) recall(key memoKey, articles []*feed.Article, know func() period) period {
	known, ok := period{}, false
	if p.in.Same != nil && len(p.others) <= maxOthers {
		known, ok = p.in.Memo.periods[key]
		ok = ok && slices.Equal(known.articles, articles) &&
			!slices.ContainsFunc(p.others, func(i int) bool { return slices.Contains(articles, p.live[i]) })
	}
	if !ok {
		known = know()
		known.articles = articles
	}
	p.Memo.periods[key] = known
	return known
}

// titled is what a page of titles is made of.
func (p *planner) titled(what, folder, name string, articles []*feed.Article) mixed {
	return p.recall(memoKey{what, folder, name}, articles, func() period { return period{mixed: mix(articles, false)} }).mixed
}

// archived is what an archive is made of, and is named after.
func (p *planner) archived(folder string, of feed.Period) period {
	return p.recall(memoKey{"archive", folder, of.Name}, of.Articles, func() period {
		return period{mixed: mix(of.Articles, true), hash: of.Hash()}
	})
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

package publish

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"time"

	"github.com/cespare/xxhash/v2"
	"golang.org/x/text/unicode/norm"

	"fil/feed"
)

// Memo is what one plan knows of a publication, for the next one in the same process: most
// of a hundred thousand articles are where nothing has changed. A plan with it is the one
// without it, and made sooner.
type Memo struct {
	order *order
	// periods are those of feeds, by the folder of each.
	periods map[string]map[memoKey]period
	groups  map[groupKey]*group
}

// memoKey is what is known of a period of a feed: for what, in which folder, and which.
type memoKey struct{ what, folder, name string }

// period is what is known of articles that stand together.
type period struct {
	articles []*feed.Article
	mixed    mixed
	updated  time.Time // the last of them
	paged    bool      // one has a page
	hash     string    // of an archive
	parts    []feed.Period
	// key is that of an archive, which has these neighbours, of a feed with episodes or not.
	key                     Key
	current, previous, next feed.Address
	episodes                bool
}

// maxOthers is with how many changed articles a memo is gone by: each is looked for.
const maxOthers = 32

// recall finds what was known of articles, where they are those and none is another by now;
// else it is made of them. It is safe for several goroutines.
func (p *planner) recall(key memoKey, articles []*feed.Article, know func() period) period {
	known, ok := period{}, false
	if p.in.Partly && len(p.others) <= maxOthers {
		known, ok = p.in.Memo.periods[key.folder][key]
		ok = ok && slices.Equal(known.articles, articles) &&
			!slices.ContainsFunc(p.again, func(a *feed.Article) bool { return slices.Contains(articles, a) })
	}
	if !ok {
		known = know()
	}
	known.articles = articles // the same, but a part of this plan's list: the last one's may go
	return known
}

// note makes what is known of a period known to the next plan.
func (p *planner) note(key memoKey, known period) period {
	of := p.Memo.periods[key.folder]
	if of == nil {
		of = map[memoKey]period{}
		p.Memo.periods[key.folder] = of
	}
	of[key] = known
	return known
}

// years and months are the parts of what a feed chooses, and of a year of it.
func (p *planner) years(d feed.Definition, articles []*feed.Article) []feed.Period {
	return p.parted(memoKey{"years", d.Path, ""}, articles, feed.Years)
}

func (p *planner) months(d feed.Definition, year feed.Period) []feed.Period {
	return p.parted(memoKey{"months", d.Path, year.Name}, year.Articles, feed.Months)
}

func (p *planner) parted(key memoKey, articles []*feed.Article, part func([]*feed.Article, *time.Location) []feed.Period) []feed.Period {
	known := p.recall(key, articles, func() period { return period{parts: part(articles, p.in.Site.TimeZone)} })
	parts, from := slices.Clone(known.parts), 0
	for i := range parts { // as many, but parts of this plan's list
		to := from + len(parts[i].Articles)
		parts[i].Articles, from = articles[from:to:to], to
	}
	known.parts = parts
	return p.note(key, known).parts
}

// titled is what a page of titles is made of.
func (p *planner) titled(what, folder, name string, articles []*feed.Article) period {
	key := memoKey{what, folder, name}
	return p.note(key, p.recall(key, articles, func() period { return period{mixed: mix(articles, false)} }))
}

// mapped is what a sitemap is made of.
func (p *planner) mapped(name string, articles []*feed.Article) period {
	key := memoKey{what: "sitemap", name: name}
	return p.note(key, p.recall(key, articles, func() (known period) {
		known.mixed = mix(articles, false)
		for _, a := range articles {
			if a.Page != "" && (!known.paged || a.Updated.After(known.updated)) {
				known.paged, known.updated = true, a.Updated
			}
		}
		return known
	}))
}

// archived is what the archives of a feed are made of, and are named after.
func (p *planner) archived(folder string, of []feed.Period) []period {
	known := make([]period, len(of))
	key := func(i int) memoKey { return memoKey{"archive", folder, of[i].Name} }
	feed.Parallel(len(of), 1, func(from, to int) {
		for i := from; i < to; i++ {
			known[i] = p.recall(key(i), of[i].Articles, func() period {
				return period{mixed: mix(of[i].Articles, true), hash: of[i].Hash(), updated: feed.Updated(of[i].Articles, p.in.Site.TimeZone)}
			})
		}
	})
	return known
}

// archiveKey is the key of an archive: that of the last plan, where it has the same
// neighbours. It reports whether the archive then is what it was.
func (p *planner) archiveKey(key memoKey, known period, f *feed.Feed) (made Key, same bool) {
	episodes := f.Podcast != nil
	same = known.key != Key{} && known.current == f.Current && known.previous == f.Previous && known.next == f.Next && known.episodes == episodes
	if !same {
		known.key = keyOf("archive").header(f).mixed(known.mixed).key()
		known.current, known.previous, known.next, known.episodes = f.Current, f.Previous, f.Next, episodes
	}
	return p.note(key, known).key, same
}

// untouched reports whether a definition of the last plan chooses what it did then.
func (p *planner) untouched(d feed.Definition) bool {
	if !p.patched || !p.in.Partly || !slices.Contains(p.in.Site.Each, d.Kind) {
		return false
	}
	key := keyOfGroup(d)
	was := p.in.Memo.groups[key]
	return was != nil && !p.touched[key] && was.of.Path == d.Path && was.of.Value == d.Value
}

// keyOf is the key of a file that belongs to a definition: the last plan's, where that is
// untouched.
func (p *planner) keyOf(d feed.Definition, name string, make func() *keyer) Key {
	g := p.Memo.groups[keyOfGroup(d)]
	if g == nil { // the site's, or a named one
		return make().key()
	}
	key, known := g.keys[name]
	if !known {
		key = make().key()
		g.keys[name] = key
	}
	return key
}

// stays reports whether all files of a definition are what they were and lie in dist for
// sure: then they are not planned.
func (p *planner) stays(d feed.Definition) bool {
	if !p.in.Intact || !p.untouched(d) {
		return false
	}
	g := p.in.Memo.groups[keyOfGroup(d)]
	return g.feed != nil && g.twin
}

// stay leaves the files of a definition as they are.
func (p *planner) stay(d feed.Definition) {
	g := p.in.Memo.groups[keyOfGroup(d)]
	p.Memo.groups[keyOfGroup(d)], p.Memo.periods[d.Path] = g, p.in.Memo.periods[d.Path]
	p.listed, p.Feeds, p.Sizes[d.Path] = append(p.listed, g.feed), append(p.Feeds, d), g.count
	for _, f := range g.files {
		p.leave(f)
	}
}

// leave leaves a file as it is, in its place.
func (p *planner) leave(f file) {
	p.places.quick.Add(norm.NFC.String(f.Name))
	p.stayed = append(p.stayed, f)
	p.Standing++
}

// belong notes that all outputs from a place on belong to a definition.
func (p *planner) belong(d feed.Definition, from int) {
	g := p.Memo.groups[keyOfGroup(d)]
	if g == nil {
		return
	}
	for _, o := range p.Outputs[from:] {
		g.files = append(g.files, file{o.Name, o.Type, o.Hot})
	}
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

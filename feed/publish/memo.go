package publish

import (
	"slices"
	"time"

	"golang.org/x/text/unicode/norm"

	"fil/feed"
)

// Memo is a cache of what a plan has computed, for the next plan of the same process. In a site of
// 100,000 articles most periods and feeds have not changed when one article is saved. A Memo changes
// the time that a plan takes, never the plan. Its zero value is empty.
type Memo struct {
	order   *order
	periods map[string]map[memoKey]period // by the folder of the feed
	groups  map[groupKey]*group
}

// memoKey says what was computed (what) for a period (name) of a feed (folder).
type memoKey struct{ what, folder, name string }

// period is what was computed for a list of articles. Which fields are set depends on memoKey.what.
type period struct {
	articles []*feed.Meta
	digest   digest
	updated  time.Time     // the latest of the articles
	paged    bool          // one of the articles has a page
	hash     string        // of an archive: a part of its name
	periods  []feed.Period // the years or months of the articles
	// key is that of an archive. It holds for these addresses in the archive, and for a feed that has
	// episodes or not.
	key                     Key
	current, previous, next feed.Address
	episodes                bool
}

// maxChanged is the largest number of changed articles for which a Memo is used: each cached period
// is searched for each of them.
const maxChanged = 32

// recall returns the cached period if it covers exactly these articles and none was modified; else it
// computes it. It is safe for concurrent use.
func (p *planner) recall(key memoKey, articles []*feed.Meta, compute func() period) period {
	cached, ok := period{}, false
	if p.in.Incremental && len(p.changedAt) <= maxChanged {
		cached, ok = p.in.Memo.periods[key.folder][key]
		ok = ok && slices.Equal(cached.articles, articles) &&
			!slices.ContainsFunc(p.mutated, func(a *feed.Meta) bool { return slices.Contains(articles, a) })
	}
	if !ok {
		cached = compute()
	}
	cached.articles = articles // equal, but a slice of this plan's list, so that the last one's can be freed
	return cached
}

// store caches a period for the next plan, and returns it.
func (p *planner) store(key memoKey, computed period) period {
	periods := p.Memo.periods[key.folder]
	if periods == nil {
		periods = map[memoKey]period{}
		p.Memo.periods[key.folder] = periods
	}
	periods[key] = computed
	return computed
}

// years splits the articles of a feed by year.
func (p *planner) years(d feed.Definition, articles []*feed.Meta) []feed.Period {
	return p.split(memoKey{"years", d.Path, ""}, articles, feed.Years)
}

// months splits a year of a feed by month.
func (p *planner) months(d feed.Definition, year feed.Period) []feed.Period {
	return p.split(memoKey{"months", d.Path, year.Name}, year.Articles, feed.Months)
}

// split is by, cached.
func (p *planner) split(key memoKey, articles []*feed.Meta, by func([]*feed.Meta, *time.Location) []feed.Period) []feed.Period {
	cached := p.recall(key, articles, func() period { return period{periods: by(articles, p.in.Site.TimeZone)} })
	periods, from := slices.Clone(cached.periods), 0
	for i := range periods { // make each a slice of this plan's list, as in recall
		to := from + len(periods[i].Articles)
		periods[i].Articles, from = articles[from:to:to], to
	}
	cached.periods = periods
	return p.store(key, cached).periods
}

// titlePage returns the digest of the articles of a page of titles.
func (p *planner) titlePage(what, folder, name string, articles []*feed.Meta) digest {
	key := memoKey{what, folder, name}
	return p.store(key, p.recall(key, articles, func() period { return period{digest: digestOf(articles, false)} })).digest
}

// sitemapPeriod returns the digest of the articles of a sitemap, whether one of them has a page, and
// when one of those that have was updated last.
func (p *planner) sitemapPeriod(name string, articles []*feed.Meta) period {
	key := memoKey{what: "sitemap", name: name}
	return p.store(key, p.recall(key, articles, func() (computed period) {
		computed.digest = digestOf(articles, false)
		for _, a := range articles {
			if a.Page != "" && (!computed.paged || a.Updated.After(computed.updated)) {
				computed.paged, computed.updated = true, a.Updated
			}
		}
		return computed
	}))
}

// archivePeriods returns the digest, hash and time of each archive of a feed. archiveKey stores them.
func (p *planner) archivePeriods(folder string, periods []feed.Period) []period {
	archives := make([]period, len(periods))
	feed.Parallel(len(periods), 1, func(from, to int) {
		for i := from; i < to; i++ {
			articles := periods[i].Articles
			archives[i] = p.recall(memoKey{"archive", folder, periods[i].Name}, articles, func() period {
				return period{digest: digestOf(articles, true), hash: periods[i].Hash(), updated: feed.Updated(articles, p.in.Site.TimeZone)}
			})
		}
	})
	return archives
}

// archiveKey returns the key of an archive. unchanged says that it is the cached one, because the
// articles and the addresses of the neighbours are the same.
func (p *planner) archiveKey(key memoKey, archive period, f *feed.Feed) (_ Key, unchanged bool) {
	episodes := f.Podcast != nil
	unchanged = archive.key != Key{} && archive.current == f.Current && archive.previous == f.Previous && archive.next == f.Next && archive.episodes == episodes
	if !unchanged {
		archive.key = keyOf("archive").header(f).digest(archive.digest).key()
		archive.current, archive.previous, archive.next, archive.episodes = f.Current, f.Previous, f.Next, episodes
	}
	return p.store(key, archive).key, unchanged
}

// unchanged reports whether the last plan had this definition, and no article that it chose then or
// chooses now has changed.
func (p *planner) unchanged(d feed.Definition) bool {
	if !p.patched || !p.in.Incremental || !slices.Contains(p.in.Site.Each, d.Kind) {
		return false
	}
	key := keyOfGroup(d)
	g := p.in.Memo.groups[key]
	return g != nil && !p.changedGroups[key] && g.definition.Path == d.Path && g.definition.Value == d.Value
}

// cachedKey returns the key of a file that is made of a group: the last plan's if the group has not
// changed, else that of begin. Feeds of other definitions have no group, and begin is called always.
func (p *planner) cachedKey(d feed.Definition, name string, begin func() *keyer) Key {
	g := p.Memo.groups[keyOfGroup(d)]
	if g == nil {
		return begin().key()
	}
	key, cached := g.keys[name]
	if !cached {
		key = begin().key()
		g.keys[name] = key
	}
	return key
}

// canSkip reports whether the files of a definition need not be planned: because none has changed,
// and all are known to be in dist.
func (p *planner) canSkip(d feed.Definition) bool {
	if !p.in.Intact || !p.unchanged(d) {
		return false
	}
	g := p.in.Memo.groups[keyOfGroup(d)]
	return g.feed.Feed != nil && g.hasPage
}

// skip takes the feed of a definition, and its list of files, from the last plan.
func (p *planner) skip(d feed.Definition) {
	g := p.in.Memo.groups[keyOfGroup(d)]
	p.Memo.groups[keyOfGroup(d)], p.Memo.periods[d.Path] = g, p.in.Memo.periods[d.Path]
	p.composed, p.Feeds = append(p.composed, g.feed), append(p.Feeds, d)
	p.Sizes[d.Path], p.DocumentSizes[d.Path] = g.count, len(g.feed.metas)
	for _, f := range g.files {
		p.skipFile(f)
	}
}

// skipFile claims the name of a file that has not changed, and counts it as unplanned.
func (p *planner) skipFile(f file) {
	p.claims.quick.Add(norm.NFC.String(f.Name))
	p.unplanned = append(p.unplanned, f)
	p.Unplanned++
}

// recordFiles records that the outputs from an index on are the files of a definition.
func (p *planner) recordFiles(d feed.Definition, from int) {
	g := p.Memo.groups[keyOfGroup(d)]
	if g == nil {
		return
	}
	for _, o := range p.Outputs[from:] {
		g.files = append(g.files, file{o.Name, o.Type, o.Hot})
	}
}

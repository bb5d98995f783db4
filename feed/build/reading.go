package build

import (
	"context"
	"io"
	"io/fs"
	"slices"
	"time"

	"fil/feed"
	"fil/feed/memory"
	"fil/feed/publish"
	"fil/feed/source"
	"fil/feed/source/inventory"
)

// origin is what a reading starts from.
type origin struct {
	fsys fs.FS
	site *feed.Site
	// memory gives articles their IDs and their last published forms; nil if nothing is remembered.
	memory *memory.Memory
	// lengths knows the lengths of enclosures that lie elsewhere; nil if they are not asked for.
	lengths *memory.Memory
	// bodies stores the texts of articles; nil drops them.
	bodies bodies
	// past is what the last run stored; nil, or empty, if everything is read.
	cache *memory.Cache
	// former is what the last run of this process has left; nil if there was none.
	previous *previous
}

// bodies stores the texts of articles until they are published: a memory, or a spool.
type bodies interface {
	AddBody(a *feed.Article) (feed.Body, error)
	Body(at feed.Body, zone *time.Location) (*feed.Article, error)
}

// reading is content as it was read, with what is remembered of it.
type reading struct {
	*source.Content
	origin
	// partly says that everything but what has changed is as the cache has it.
	incremental bool
	// known are the articles of the last publication, gone those of earlier ones; where
	// partly, those that may be others now.
	published []*feed.Article
	withdrawn []*feed.Withdrawn
	// changed are, where partly, the articles that may be other than they were, live or not.
	changed []*feed.Article
	// standing counts, where partly, the articles that stay in feeds as they are.
	unchangedInFeeds int
	identities       *feed.Identities
	renames          []feed.Rename
	// moving are assets that may be written to: they, and articles that name them, wait.
	uploading map[string]bool
	recheckAt time.Time // at those
	problems  []*feed.Problem
	// revised are the files of articles whose update updated: auto has moved.
	revised revised
}

// readArticles reads every article that may have changed, gives articles the IDs that they had, and
// uses the last published forms of those that cannot be read. inv may be nil: then content is
// walked.
func (c Config) readArticles(ctx context.Context, from origin, inv *inventory.Inventory, now time.Time) (*reading, error) {
	before := from.previous
	from.previous = nil
	r := &reading{origin: from, identities: &feed.Identities{}}
	o := source.Options{Inventory: inv, Was: r.publishedFrom, Rank: r.rankClaims, Keep: discardBody, Updated: r.reviser(now), Now: now, Patience: c.Patience, Progress: c.Progress("reading")}
	if r.bodies != nil {
		o.Keep = r.bodies.AddBody
	}
	if r.cache == nil {
		r.cache = &memory.Cache{}
	} else {
		r.cache.Load()
		o.Pack, o.Unpack = memory.PackRecord, memory.NewUnpacker(r.site.TimeZone).Record
	}
	o.Past, o.Settled = r.cache.Records, r.cache.Clean
	if before != nil {
		o.Last, o.Places = before.content, before.addresses
	}
	content, err := c.readContent(ctx, r, o, now)
	if err != nil {
		return nil, err
	}
	r.Content = content
	readable := content.Articles
	r.incremental = r.cache.Clean && r.clean() && len(content.Refused) <= maxRefused
	if r.incremental {
		r.insertFallbacks(content.Refused)
		if before.usable(content, r.cache.Ran, r.cache.Next, now) && before.addAddresses(r.fallbacks()) {
			r.previous = before
		}
		r.findChanged(now)
		r.identifyChanged()
	}
	// Where nobody has changed, nothing is contested that was not before.
	kept, problems := content.Articles, []*feed.Problem(nil)
	if r.incremental && len(r.changed) > 0 && (len(content.Refused) > 0 && r.previous == nil || !r.haveUniqueIDs()) {
		kept, problems = feed.ResolveConflicts(content.Articles, nil)
	}
	if len(problems) > 0 || !r.incremental {
		content.Articles = readable
		r.incremental, r.unchangedInFeeds, r.changed, r.previous = false, 0, nil, nil
		r.identifyAll()
		kept, problems = feed.ResolveConflicts(content.Articles, r.identities.Rank)
	}
	content.Articles, content.Contested = kept, content.Contested || len(problems) > 0
	// That a stand-in has lost its address needs no second word.
	problems = slices.DeleteFunc(problems, func(p *feed.Problem) bool { return slices.Contains(content.Refused, p.Path) })
	r.problems = slices.Concat(content.Problems, problems)
	return r, nil
}

// readContent reads content, and asks for the lengths of enclosures that lie elsewhere.
func (c Config) readContent(ctx context.Context, r *reading, o source.Options, now time.Time) (*source.Content, error) {
	if r.lengths == nil {
		return source.Read(ctx, r.fsys, r.site, o)
	}
	asker := c.newLengthClient(r.lengths, now)
	asking, cancel := context.WithTimeout(ctx, allHeadsTimeout)
	defer cancel()
	o.Length = func(address string) int64 { return asker.lookup(asking, address) }
	content, err := source.Read(ctx, r.fsys, r.site, o)
	if err == nil && !r.lengths.Peeked() {
		err = asker.save()
	}
	return content, err
}

// maxRefused is up to how many files that cannot be read a run goes by the last one: what
// stands in for them is read each time.
const maxRefused = 100

// settled reports whether nothing is wrong but some articles' files, for which what was
// published of them last stands in.
func (r *reading) clean() bool {
	return !r.Contested && len(r.Unread) == 0 && !slices.ContainsFunc(r.Problems, func(p *feed.Problem) bool {
		if p.Warning || slices.Contains(r.Refused, p.Path) {
			return false
		}
		at, there := source.Find(r.Articles, p.Path) // one of which it is in doubt for whom it is
		return !there || !r.Articles[at].Draft
	})
}

// fades reports whether something stands in for a file for the last time: what is not to be
// seen is forgotten.
func (r *reading) losesFallback(now time.Time) bool {
	return len(r.Refused) > 0 && slices.ContainsFunc(r.Articles, func(a *feed.Article) bool {
		return !a.LiveAt(now) && slices.Contains(r.Refused, a.Path)
	})
}

// discard keeps no content, for commands that only look.
func discardBody(*feed.Article) (feed.Body, error) { return feed.Body{}, nil }

// last is the last published form of the article in a file.
func (r *reading) lastPublished(path string) (*feed.Article, bool) {
	if r.memory == nil {
		return nil, false
	}
	return r.memory.Article(path, r.site)
}

// trace is what the article in a file was known by when it was last published, nil if it was not.
func (r *reading) publishedFrom(path string) *feed.Article {
	if r.memory == nil {
		return nil
	}
	return r.memory.PublishedFrom(path, r.site)
}

// findChanged lists the articles that are new or were made anew, those that were to be
// seen at the last run and are not now, or the other way round, and those that are not
// to be seen: what is remembered of them may be something else by now.
func (r *reading) findChanged(now time.Time) {
	if r.previous != nil {
		r.changed = r.removeChanged()
		for _, record := range r.Records {
			if record.Usable() && record.Article.Stem != "" {
				r.changed = append(r.changed, record.Article)
			}
		}
		r.changed = append(r.changed, r.fallbacks()...)
		slices.SortFunc(r.changed, func(a, b *feed.Article) int { return inventory.InOrder(a.Path, b.Path) })
		for _, a := range r.changed {
			r.resetID(a)
		}
		r.unchangedInFeeds = r.previous.inFeeds
		return
	}
	fresh := make(map[*feed.Article]bool, len(r.Records))
	for _, record := range r.Records {
		if record != nil && record.Article != nil {
			fresh[record.Article] = true
		}
	}
	newly := r.newlyRefused()
	for _, a := range r.Articles {
		live := a.LiveAt(now)
		switch {
		case fresh[a] || slices.Contains(newly, a.Path) || !live || !a.LiveAt(r.cache.Ran):
			r.changed = append(r.changed, a)
			r.resetID(a)
		case publicInFeeds(a):
			r.unchangedInFeeds++
		}
	}
}

// before are the files of dist that may not be there any more: all that are no articles'
// pages, and the pages that articles had which may be others now.
func (r *reading) replaceableFiles() []string {
	names := slices.Clone(r.cache.NonPages)
	for _, was := range r.replacedArticles() {
		if was.Page != "" {
			names = append(names, was.Page)
		}
	}
	return names
}

// left are the articles of the last publication that are others now, or gone. What was not to
// be seen was not in it: its page and its aliases may be somebody else's.
func (r *reading) replacedArticles() (articles []*feed.Article) {
	for _, path := range r.changedPaths() {
		if was := r.previousArticle(path); was != nil && was.LiveAt(r.cache.Ran) {
			articles = append(articles, was)
		}
	}
	return articles
}

// was is the article of a file at the last run, or what stood in for it; nil where there was
// none.
func (r *reading) previousArticle(path string) *feed.Article {
	if record := r.cache.Records[path]; record.Usable() {
		return record.Article
	}
	if !slices.Contains(r.cache.Refused, path) {
		return nil
	}
	if r.previous != nil { // the very one, which the last plan has
		if at, there := source.Find(r.previous.content.Articles, path); there {
			return r.previous.content.Articles[at]
		}
		return nil
	}
	was, _ := r.lastPublished(path)
	return was
}

// touched are the files whose articles may have been others at the last publication.
func (r *reading) changedPaths() (paths []string) {
	for _, a := range r.changed {
		paths = append(paths, a.Path)
	}
	for path, record := range r.Records {
		if record == nil {
			paths = append(paths, path)
		}
	}
	for _, path := range r.newlyRefused() {
		if !slices.Contains(paths, path) { // nothing stands in for it
			paths = append(paths, path)
		}
	}
	return paths
}

// newlyRefused are the files that could be read at the last run, or were not there.
func (r *reading) newlyRefused() (paths []string) {
	for _, path := range r.Refused {
		if !slices.Contains(r.cache.Refused, path) {
			paths = append(paths, path)
		}
	}
	return paths
}

// enter lets articles into the site's feed, and those out that are no longer in it. What
// changes by that is recorded. An article that comes back has the time at which it first came.
func (r *reading) assignArrivals(now time.Time) {
	articles, before := r.Articles, feed.Arrivals{}
	if r.incremental {
		articles = r.changed
		if last := r.lastArrival(); !last.IsZero() {
			before[""] = last // the ID of no article
		}
	}
	for _, g := range r.withdrawn {
		if !g.Came.IsZero() {
			before[g.ID] = g.Came
		}
	}
	for _, k := range r.published {
		if !k.Came.IsZero() {
			before[k.ID] = k.Came
		}
	}
	at := before.Next(now)
	for _, a := range articles {
		var came time.Time
		if !a.NoFeed && a.LiveAt(now) {
			came = before.Arrival(a, at)
		}
		if came.Equal(a.Came) {
			continue
		}
		a.Came = came
		if _, fresh := r.Records[a.Path]; !fresh && r.cache.Records[a.Path] != nil {
			r.Records[a.Path] = r.cache.Records[a.Path]
		}
	}
}

// lastCame is when the last article came that was in the site's feed before and has not
// changed; or one that has, and whose trace says so.
func (r *reading) lastArrival() (last time.Time) {
	if r.previous != nil {
		return r.previous.lastArrival
	}
	changed := make(map[*feed.Article]bool, len(r.changed))
	for _, a := range r.changed {
		changed[a] = true
	}
	for _, a := range r.Articles {
		if a.Came.After(last) && !changed[a] {
			last = a.Came
		}
	}
	return last
}

// record is what is known of the file of an article.
func (r *reading) recordOf(path string) *feed.Record {
	if fresh, ok := r.Records[path]; ok {
		return fresh
	}
	return r.cache.Records[path]
}

// load returns an article with its content.
func (r *reading) load(a *feed.Article) (*feed.Article, error) {
	record := r.recordOf(a.Path)
	if a.Matter != nil || !record.Usable() {
		return a, nil
	}
	kept, err := r.bodies.Body(record.Body, r.site.TimeZone)
	if err != nil || kept.ID == a.ID {
		return kept, err
	}
	whole := *kept
	whole.ID = a.ID
	return &whole, nil
}

// body is where the content of an article is kept.
func (r *reading) bodyOf(a *feed.Article) feed.Body {
	if record := r.recordOf(a.Path); record.Usable() {
		return record.Body
	}
	return feed.Body{}
}

// publishInput is what is planned of a reading, without what is remembered.
func publishInput(r *reading, w *withheld) publish.Input {
	in := publish.Input{Site: r.site, Articles: r.Articles, Introduction: r.Introduction, Unread: r.Unread, Withheld: w.names, RetainFiles: w.retained}
	in.Assets = make([]publish.Asset, 0, len(r.Assets))
	for _, asset := range r.Assets {
		planned := publish.Asset{Path: asset.Path, Size: asset.Size, Open: func() (io.ReadCloser, error) { return r.fsys.Open(asset.Path) }}
		if asset.Sure {
			planned.Stamp = asset.Stamp
		}
		in.Assets = append(in.Assets, planned)
	}
	return in
}

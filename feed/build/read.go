package build

import (
	"context"
	"fmt"
	"slices"
	"time"

	"fil/feed"
	"fil/feed/disk"
	"fil/feed/memory"
	"fil/feed/publish"
	"fil/feed/source"
	"fil/feed/source/inventory"
)

// read reads content and, meanwhile, the record of dist.
func (e *Engine) read(ctx context.Context, site *feed.Site, inv *inventory.Inventory, start time.Time) (*reading, error) {
	about := coldRun
	grown := inv.Files() > fewFiles && inv.Files() > 2*len(e.cache.Records) // as in a first publication
	switch {
	case grown:
		e.previous, e.lastContent, e.memo = nil, nil, publish.Memo{}
	case e.cache.Records != nil:
		about = warmRun
	case !e.cache.Ran.IsZero():
		about = restartRun
	}
	tuneGC(inv.Files(), site.Pages, about)
	if about != warmRun {
		prefault(inv.Files(), site.Pages, about)
	}
	loaded := make(chan error, 1)
	go func() {
		_, err := e.store.Manifest()
		loaded <- err
	}()
	before := e.previous
	e.previous = nil // it is used up
	r, err := e.readArticles(ctx, origin{fsys: disk.NewFS(e.contentRoot), site: site, memory: e.memory, lengths: e.memory, bodies: e.memory,
		cache: e.cache, previous: before}, inv, start)
	if err != nil {
		<-loaded
		return nil, err
	}
	if err := <-loaded; err != nil {
		return nil, fmt.Errorf("reading the record of %s: %w", e.Dist, err)
	}
	if about == coldRun {
		raiseLimit(inv.Files())
	}
	return r, nil
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

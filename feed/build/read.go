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

// read reads the files of content that may have changed and, at the same time, the manifest of dist.
func (e *Engine) read(ctx context.Context, site *feed.Site, inv *inventory.Inventory, start time.Time) (*reading, error) {
	kind := coldRun
	switch {
	case inv.Files() > fewFiles && inv.Files() > 2*len(e.cache.Records): // most files are new
		e.previous, e.lastContent, e.memo = nil, nil, publish.Memo{}
	case e.cache.Records != nil:
		kind = warmRun
	case !e.cache.Ran.IsZero():
		kind = restartRun
	}
	tuneGC(inv.Files(), site.Pages, kind)
	if kind != warmRun {
		prefault(inv.Files(), site.Pages, kind)
	}
	manifestRead := make(chan error, 1)
	go func() {
		_, err := e.store.Manifest()
		manifestRead <- err
	}()
	previous := e.previous
	e.previous = nil // reading changes it: if the run fails, it must not be used again
	r, err := e.readArticles(ctx, origin{fsys: disk.NewFS(e.contentRoot), site: site, memory: e.memory, lengths: e.memory, texts: e.memory,
		cache: e.cache, previous: previous}, inv, start)
	if err != nil {
		<-manifestRead
		return nil, err
	}
	if err := <-manifestRead; err != nil {
		return nil, fmt.Errorf("reading the record of %s: %w", e.Dist, err)
	}
	if kind == coldRun {
		raiseLimit(inv.Files())
	}
	return r, nil
}

// readArticles reads every file that may have changed, gives articles the IDs that they had, resolves
// conflicts between addresses, and uses the last published form of articles whose files cannot be
// read. If inv is nil, it walks content.
//
// It first tries to do this for the changed articles only. If their addresses conflict with those of
// others, it does it again for all articles, so that the result is the same as that of a cold run.
func (c Config) readArticles(ctx context.Context, from origin, inv *inventory.Inventory, now time.Time) (*reading, error) {
	previous := from.previous
	from.previous = nil
	r := &reading{origin: from, identities: &feed.Identities{}}
	o := source.Options{Inventory: inv, LastPublished: r.publishedFrom, Rank: r.rankClaims, Updated: r.reviser(now), Now: now, Timeouts: c.Patience, Progress: c.Progress("reading")}
	if r.texts != nil {
		o.StoreText = r.texts.StoreText
	}
	if r.cache == nil {
		r.cache = &memory.Cache{}
	} else {
		r.cache.Load()
	}
	o.Records, o.NoCollisions = r.cache.Records, r.cache.Clean
	if previous != nil {
		o.Last, o.Addresses = previous.content, previous.addresses
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
		if previous.usable(content, r.cache.Ran, r.cache.Next, now) && previous.addAddresses(r.fallbacks()) {
			r.previous = previous
		}
		r.findChanged(now)
		r.identifyChanged()
	}
	// Without a changed article there is no conflict, because the last run had none. Otherwise source
	// and addAddresses have compared the addresses of changed articles already; IDs, and the addresses
	// of fallbacks that addAddresses has not seen, are still to be compared.
	accepted, problems := content.Articles, []*feed.Problem(nil)
	if r.incremental && len(r.changed) > 0 && (len(content.Refused) > 0 && r.previous == nil || !r.haveUniqueIDs()) {
		accepted, problems = feed.ResolveConflicts(content.Articles, nil)
	}
	if len(problems) > 0 || !r.incremental {
		content.Articles = readable
		r.incremental, r.unchangedInFeeds, r.changed, r.previous = false, 0, nil, nil
		r.identifyAll()
		accepted, problems = feed.ResolveConflicts(content.Articles, r.identities.Rank)
	}
	content.Articles, content.Collided = accepted, content.Collided || len(problems) > 0
	// A fallback that loses its address is not reported: the problem of its file is enough.
	problems = slices.DeleteFunc(problems, func(p *feed.Problem) bool { return slices.Contains(content.Refused, p.Path) })
	r.problems = slices.Concat(content.Problems, problems)
	return r, nil
}

// readContent reads content, and requests the lengths of enclosures on other servers.
func (c Config) readContent(ctx context.Context, r *reading, o source.Options, now time.Time) (*source.Content, error) {
	if r.lengths == nil {
		return source.Read(ctx, r.fsys, r.site, o)
	}
	client := c.newLengthClient(r.lengths, now)
	requestCtx, cancel := context.WithTimeout(ctx, allHeadsTimeout)
	defer cancel()
	o.Length = func(url string) int64 { return client.lookup(requestCtx, url) }
	content, err := source.Read(ctx, r.fsys, r.site, o)
	if err == nil && !r.lengths.Peeked() {
		err = client.save()
	}
	return content, err
}

// maxRefused is the number of unreadable files up to which a run is incremental. An incremental run
// loads the last published form of each of them, which costs more than reading everything if they
// are many.
const maxRefused = 100

// clean reports whether content has no problems except those of articles whose last published form is
// used instead, and of drafts. Then the next run may be incremental.
func (r *reading) clean() bool {
	return !r.Collided && len(r.Unread) == 0 && !slices.ContainsFunc(r.Problems, func(p *feed.Problem) bool {
		if p.Warning || slices.Contains(r.Refused, p.Path) {
			return false
		}
		at, found := source.Find(r.Articles, p.Path)
		return !found || !r.Articles[at].Draft // source makes a draft of an article whose visibility is in doubt
	})
}

// losesFallback reports whether the last published form of an unreadable article is no longer live.
// The memory does not store such an article, so the next run has no fallback for it, and its result
// differs although no file has changed.
func (r *reading) losesFallback(now time.Time) bool {
	return len(r.Refused) > 0 && slices.ContainsFunc(r.Articles, func(a *feed.Meta) bool {
		return !a.LiveAt(now) && slices.Contains(r.Refused, a.Path)
	})
}

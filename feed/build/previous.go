package build

import (
	"slices"
	"time"

	"fil/feed"
	"fil/feed/publish"
	"fil/feed/source"
)

// previous is what a run leaves in memory for the next run of this process: counts and indexes of all
// its articles. With it the next run visits only the articles that may have changed. A run that uses
// it changes it, so it is used once.
type previous struct {
	content   *source.Content
	addresses *feed.AddressIndex
	// ids and hashes count the IDs of all articles and the hashes of their files.
	ids, hashes feed.Counts
	// notLive are the articles that were not live, expiring the live ones that expire.
	notLive, expiring []*feed.Meta
	// inFeeds is the number of live articles that subscribers may have, lastArrival the latest arrival
	// time of them.
	inFeeds     int
	lastArrival time.Time
	// outsideFeeds is the number of live articles in no feed, without standalone pages.
	outsideFeeds int
}

// newPrevious returns the counts and indexes of all articles of the run at the time ran.
func newPrevious(content *source.Content, records map[string]*feed.Record, ran, lastArrival time.Time) *previous {
	n := len(content.Articles)
	p := &previous{content: content, addresses: content.Register(records), ids: make(feed.Counts, n), hashes: make(feed.Counts, n), lastArrival: lastArrival}
	for _, a := range content.Articles {
		p.add(a, ran)
	}
	return p
}

// add adds an article. Its addresses are added elsewhere, by source.
func (p *previous) add(a *feed.Meta, ran time.Time) {
	p.count(a, 1)
	switch {
	case !a.LiveAt(ran):
		p.notLive = append(p.notLive, a)
		return
	case !a.Expires.IsZero():
		p.expiring = append(p.expiring, a)
	}
	if publicInFeeds(a) {
		p.inFeeds++
	}
	if isOutsideFeeds(a) {
		p.outsideFeeds++
	}
}

// count adds n to the counts of an article's ID and hash.
func (p *previous) count(a *feed.Meta, n int32) {
	p.ids.Add(a.ID, n)
	p.hashes.Add(string(a.Hash[:]), n)
}

// publicInFeeds reports whether subscribers may have an article, if it is live.
func publicInFeeds(a *feed.Meta) bool { return !a.NoFeed && !feed.LocalURL(a.ID) }

// isOutsideFeeds reports whether a live article counts in outsideFeeds.
func isOutsideFeeds(a *feed.Meta) bool { return a.NoFeed && !a.Standalone() }

// usable reports whether all articles that were not read again are as they were at the last run:
// source has read only the files that have changed, no article has come due or expired since, and the
// clock was not set back. ran and next are Ran and Next of the last run. A nil p is not usable.
func (p *previous) usable(content *source.Content, ran, next, now time.Time) bool {
	return p != nil && content.Incremental && !now.Before(ran) && (next.IsZero() || next.After(now))
}

// addAddresses adds the addresses of the fallbacks of unreadable articles, and reports whether none
// of them conflicts with another address.
func (p *previous) addAddresses(fallbacks []*feed.Meta) bool {
	free := true
	for _, a := range fallbacks {
		free = p.addresses.Add(a) && free
	}
	return free
}

// removeChanged takes out of r.previous the old versions of all articles that may have changed, and
// all that are not live. It returns those that are not live and whose files have not changed.
func (r *reading) removeChanged() (notLive []*feed.Meta) {
	p := r.previous
	for path := range r.Records {
		old := r.previousArticle(path)
		if old == nil || old.Stem == "" {
			continue
		}
		p.count(old, -1)
		if old.LiveAt(r.cache.Ran) && publicInFeeds(old) {
			p.inFeeds--
		}
		if old.LiveAt(r.cache.Ran) && isOutsideFeeds(old) {
			p.outsideFeeds--
		}
	}
	changed := func(a *feed.Meta) bool {
		_, changed := r.Records[a.Path]
		return changed
	}
	p.expiring = slices.DeleteFunc(p.expiring, changed)
	notLive = slices.DeleteFunc(p.notLive, changed)
	for _, a := range notLive {
		p.count(a, -1)
	}
	p.notLive = nil
	return notLive
}

// collides reports whether an article that has not changed has the hash or the ID of one of the given
// articles. It may also return true if hashes of [feed.Counts] collide.
func (p *previous) collides(changed []*feed.Meta) bool {
	return slices.ContainsFunc(changed, func(a *feed.Meta) bool {
		return p.hashes.Count(string(a.Hash[:])) > 0 || p.ids.Count(a.ID) > 0
	})
}

// handOver returns the previous of the next run: r.previous with the changed articles. It returns nil
// if this run did not use one; then Engine.Prepare computes it.
func (r *reading) handOver(plan *publish.Publication, ran time.Time) *previous {
	p := r.previous
	if p == nil {
		return nil
	}
	for _, a := range r.changed {
		p.add(a, ran)
	}
	p.content, p.lastArrival = r.Content, plan.Came()
	return p
}

// countWaiting counts the articles that subscribers do not see.
func (r *reading) countWaiting(now time.Time) (w feed.Waiting) {
	articles := r.Articles
	if r.previous != nil {
		articles, w.NoFeed = r.changed, r.previous.outsideFeeds // all that are not live are in changed
	}
	for _, a := range articles {
		w.Add(a, now)
	}
	w.First = w.First.In(r.site.TimeZone)
	return w
}

package build

import (
	"slices"
	"time"

	"fil/feed"
	"fil/feed/publish"
	"fil/feed/source"
)

// former is what the last run of this process has left of its articles, so that the next one
// need not look at those that have not changed. Whoever goes by it brings it up to date.
type previous struct {
	content   *source.Content
	addresses *feed.AddressIndex
	// ids and bytes count the IDs and the hashes of all articles.
	ids, hashes feed.Counts
	// asleep are the articles that were not to be seen, timed those of the others that have
	// an end.
	notLive, expiring []*feed.Article
	// standing counts those that were in feeds and may be known to somebody, and came is
	// when the last of them came.
	inFeeds     int
	lastArrival time.Time
	// unfed counts those that are to be seen and in no feed.
	outsideFeeds int
}

// newFormer looks at all articles, once.
func newPrevious(content *source.Content, records map[string]*feed.Record, ran, came time.Time) *previous {
	n := len(content.Articles)
	f := &previous{content: content, addresses: content.Register(records), ids: make(feed.Counts, n), hashes: make(feed.Counts, n), lastArrival: came}
	for _, a := range content.Articles {
		f.add(a, ran)
	}
	return f
}

// add adds an article.
func (f *previous) add(a *feed.Article, ran time.Time) {
	f.count(a, 1)
	switch {
	case !a.LiveAt(ran):
		f.notLive = append(f.notLive, a)
		return
	case !a.Expires.IsZero():
		f.expiring = append(f.expiring, a)
	}
	if publicInFeeds(a) {
		f.inFeeds++
	}
	if isOutsideFeeds(a) {
		f.outsideFeeds++
	}
}

func (f *previous) count(a *feed.Article, n int32) {
	f.ids.Add(a.ID, n)
	f.hashes.Add(string(a.Hash[:]), n)
}

// counts reports whether somebody may know of an article that is to be seen.
func publicInFeeds(a *feed.Article) bool { return !a.NoFeed && !feed.LocalURL(a.ID) }

// unfed reports whether an article that is to be seen counts as one that is in no feed.
func isOutsideFeeds(a *feed.Article) bool { return a.NoFeed && !a.Standalone() }

// serves reports whether all that have not changed are as they were: nobody's time has come
// or gone since.
func (f *previous) usable(content *source.Content, ran, next, now time.Time) bool {
	return f != nil && content.Again && !now.Before(ran) && (next.IsZero() || next.After(now))
}

// place gives those their places that stand in for what cannot be read, and reports whether
// each has room.
func (f *previous) addAddresses(standIns []*feed.Article) bool {
	room := true
	for _, a := range standIns {
		room = f.addresses.Add(a) && room
	}
	return room
}

// leave takes out all articles that may be others now, and returns those that are not to be
// seen, and whose files have not changed.
func (r *reading) removeChanged() (asleep []*feed.Article) {
	f := r.previous
	for path := range r.Records {
		was := r.previousArticle(path)
		if was == nil || was.Stem == "" {
			continue
		}
		f.count(was, -1)
		if was.LiveAt(r.cache.Ran) && publicInFeeds(was) {
			f.inFeeds--
		}
		if was.LiveAt(r.cache.Ran) && isOutsideFeeds(was) {
			f.outsideFeeds--
		}
	}
	changed := func(a *feed.Article) bool {
		_, changed := r.Records[a.Path]
		return changed
	}
	f.expiring = slices.DeleteFunc(f.expiring, changed)
	asleep = slices.DeleteFunc(f.notLive, changed)
	for _, a := range asleep {
		f.count(a, -1)
	}
	f.notLive = nil
	return asleep
}

// meets reports whether any other article has the bytes or the ID of one that changed.
func (f *previous) collides(changed []*feed.Article) bool {
	return slices.ContainsFunc(changed, func(a *feed.Article) bool { return f.hashes.Count(string(a.Hash[:])) > 0 || f.ids.Count(a.ID) > 0 })
}

// leaves is what a run leaves to the next one, nil where it has looked at all articles:
// then they have to be looked at once more.
func (r *reading) handOver(plan *publish.Publication, ran time.Time) *previous {
	f := r.previous
	if f == nil {
		return nil
	}
	for _, a := range r.changed {
		f.add(a, ran)
	}
	f.content, f.lastArrival = r.Content, plan.Came()
	return f
}

// waiting counts what a reader of the feeds does not see. Where the last run has left its
// articles, the others need not be looked at.
func (r *reading) countWaiting(now time.Time) (w feed.Waiting) {
	articles := r.Articles
	if r.previous != nil {
		articles, w.NoFeed = r.changed, r.previous.outsideFeeds // all that are not to be seen are among the changed
	}
	for _, a := range articles {
		w.Add(a, now)
	}
	w.First = w.First.In(r.site.TimeZone)
	return w
}

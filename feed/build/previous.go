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
type former struct {
	content *source.Content
	places  *feed.AddressIndex
	// ids and bytes count the IDs and the hashes of all articles.
	ids, bytes feed.Counts
	// asleep are the articles that were not to be seen, timed those of the others that have
	// an end.
	asleep, timed []*feed.Article
	// standing counts those that were in feeds and may be known to somebody, and came is
	// when the last of them came.
	standing int
	came     time.Time
	// unfed counts those that are to be seen and in no feed.
	unfed int
}

// newFormer looks at all articles, once.
func newFormer(content *source.Content, records map[string]*feed.Record, ran, came time.Time) *former {
	n := len(content.Articles)
	f := &former{content: content, places: content.Register(records), ids: make(feed.Counts, n), bytes: make(feed.Counts, n), came: came}
	for _, a := range content.Articles {
		f.add(a, ran)
	}
	return f
}

// add adds an article.
func (f *former) add(a *feed.Article, ran time.Time) {
	f.count(a, 1)
	switch {
	case !a.LiveAt(ran):
		f.asleep = append(f.asleep, a)
		return
	case !a.Expires.IsZero():
		f.timed = append(f.timed, a)
	}
	if counts(a) {
		f.standing++
	}
	if unfed(a) {
		f.unfed++
	}
}

// counts reports whether somebody may know of an article that is to be seen.
func counts(a *feed.Article) bool { return !a.NoFeed && !feed.LocalURL(a.ID) }

// unfed reports whether an article that is to be seen counts as one that is in no feed.
func unfed(a *feed.Article) bool { return a.NoFeed && !a.Standalone() }

// waiting counts what a reader of the feeds does not see. Where the last run has left its
// articles, the others need not be looked at.
func (r *reading) waiting(now time.Time) (w feed.Waiting) {
	articles := r.Articles
	if r.former != nil {
		articles, w.NoFeed = r.changed, r.former.unfed // all that are not to be seen are among the changed
	}
	for _, a := range articles {
		w.Add(a, now)
	}
	w.First = w.First.In(r.site.TimeZone)
	return w
}

func (f *former) count(a *feed.Article, n int32) {
	f.ids.Add(a.ID, n)
	f.bytes.Add(string(a.Hash[:]), n)
}

// serves reports whether all that have not changed are as they were: nobody's time has come
// or gone since.
func (f *former) serves(content *source.Content, ran, next, now time.Time) bool {
	return f != nil && content.Incremental && !now.Before(ran) && (next.IsZero() || next.After(now))
}

// place gives those their places that stand in for what cannot be read, and reports whether
// each has room.
func (f *former) place(standIns []*feed.Article) bool {
	room := true
	for _, a := range standIns {
		room = f.places.Add(a) && room
	}
	return room
}

// leave takes out all articles that may be others now, and returns those that are not to be
// seen, and whose files have not changed.
func (r *reading) leave() (asleep []*feed.Article) {
	f := r.former
	for path := range r.Records {
		was := r.was(path)
		if was == nil || was.Stem == "" {
			continue
		}
		f.count(was, -1)
		if was.LiveAt(r.past.Ran) && counts(was) {
			f.standing--
		}
		if was.LiveAt(r.past.Ran) && unfed(was) {
			f.unfed--
		}
	}
	changed := func(a *feed.Article) bool {
		_, changed := r.Records[a.Path]
		return changed
	}
	f.timed = slices.DeleteFunc(f.timed, changed)
	asleep = slices.DeleteFunc(f.asleep, changed)
	for _, a := range asleep {
		f.count(a, -1)
	}
	f.asleep = nil
	return asleep
}

// meets reports whether any other article has the bytes or the ID of one that changed.
func (f *former) meets(changed []*feed.Article) bool {
	return slices.ContainsFunc(changed, func(a *feed.Article) bool { return f.bytes.Count(string(a.Hash[:])) > 0 || f.ids.Count(a.ID) > 0 })
}

// leaves is what a run leaves to the next one, nil where it has looked at all articles:
// then they have to be looked at once more.
func (r *reading) leaves(plan *publish.Publication, ran time.Time) *former {
	f := r.former
	if f == nil {
		return nil
	}
	for _, a := range r.changed {
		f.add(a, ran)
	}
	f.content, f.came = r.Content, plan.Came()
	return f
}

// Prepare does some work of the next run in advance. It is called when a run and all that follows
// from it are done, and nothing waits.
func (e *Engine) Prepare() {
	if e.former == nil && e.recent != nil && e.cache.Clean {
		e.former = newFormer(e.recent, e.cache.Records, e.cache.Ran, e.came)
	}
}

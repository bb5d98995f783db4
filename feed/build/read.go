package build

import (
	"context"
	"maps"
	"slices"
	"time"

	"fil/feed"
	"fil/feed/index"
	"fil/feed/source"
	"fil/feed/source/inventory"
)

// delays says which articles are held back for a while although they could be published.
type delays struct {
	// settle is how long the file of a new article must not have changed, 0 for no time. skip releases
	// the articles that wait for that.
	settle time.Duration
	skip   bool
	// uploading returns the assets that may still be written to, by path, and when to check them again.
	// nil means none. report makes each article that has to wait for one a problem, because no later
	// run may publish it.
	uploading func(r *reading) (uploading map[string]bool, recheckAt time.Time)
	report    bool
}

// read reads the files that may have changed since the last run, gives their articles the IDs that they
// had, and makes the next set of all articles. If a file cannot be read, the set has the last published
// form of its article. If inv is nil, read walks content.
func (c Config) read(ctx context.Context, from origin, inv *inventory.Inventory, now time.Time, d delays) (r *reading, err error) {
	isFirst := from.last.set == nil
	if isFirst {
		from.last.set = index.New(from.site)
	}
	r = &reading{origin: from, matching: &matching{put: map[string]*feed.Meta{}, touched: map[string]bool{}}}
	r.Content, err = c.readContent(ctx, r, source.Options{Inventory: inv, LastPublished: r.publishedFrom, Records: from.last.records, Updated: r.reviser(now), Now: now,
		Timeouts: c.Patience, Progress: c.Progress("reading")})
	if err != nil {
		return nil, err
	}
	removed := r.takeChanges(now, isFirst)
	lost, err := r.standIn(now)
	if err != nil {
		return nil, err
	}
	if isFirst {
		for _, path := range r.memory.Paths() { // a file that was removed since has no record that would name it
			r.touched[path] = true
		}
	}
	r.identify()
	r.applySettle(d, now)
	if err := r.deferUploads(d); err != nil {
		return nil, err
	}
	change := index.Change{Now: now, Remove: append(removed, lost...), Files: r.files(), Moved: r.movedPages(), Copies: r.copies, Rank: r.rank, Was: r.was, Arrive: r.arrive(now), Entered: r.memory.Entered}
	for path, a := range r.put {
		if before := from.last.set.Article(path); before == nil || r.Records[path] != nil || before.ID != a.ID || !before.Settles.Equal(a.Settles) || slices.Contains(r.unreadable, path) {
			change.Put = append(change.Put, a)
		}
	}
	if isFirst {
		earlier := r.memory.Moved()
		maps.Copy(earlier, change.Moved)
		change.Moved = earlier
	}
	r.set = from.last.set.With(change)
	r.updateRecords()
	var others []string // the articles that the set has decided about, although their files were not read
	for _, a := range slices.Concat(r.diff().Was, r.diff().Now) {
		if !r.touched[a.Path] {
			r.touched[a.Path] = true
			others = append(others, a.Path)
		}
	}
	more, damaged := r.memory.PublishedIn(others)
	r.published, r.damaged = append(r.published, more...), append(r.damaged, damaged...)
	// A last form that loses its address is not reported: the problem of its file is enough.
	contested := slices.DeleteFunc(r.set.Problems(), func(p *feed.Problem) bool { return slices.Contains(r.unreadable, p.Path) })
	r.problems = slices.Concat(r.Content.Problems, contested)
	return r, nil
}

// takeChanges puts the articles that may differ from the last run: those whose files were read, and
// those that were hidden or refused, or come due or expire, because the memory has to know of that. It
// returns the files of the last set that are gone or are no articles any more.
func (r *reading) takeChanges(now time.Time, isFirst bool) (removed []string) {
	for path, record := range r.Records {
		r.touched[path] = true
		switch {
		case record.Usable():
			r.put[path] = record.Meta
			if before := r.last.records.Get(path); before != nil && before.Meta == record.Meta { // only the stamp of its file has changed
				again := *record.Meta
				r.put[path] = &again
			}
		case r.last.set.Article(path) != nil && (record == nil || record.Meta == nil):
			removed = append(removed, path)
		}
	}
	others := slices.Concat(r.last.set.Withheld(), r.last.set.Turning(now))
	for _, path := range r.last.set.Refused() {
		others = append(others, r.last.set.Article(path))
	}
	if isFirst {
		for _, record := range r.last.records.All() {
			if record.Usable() {
				others = append(others, record.Meta)
			}
		}
	}
	for _, a := range others {
		if _, read := r.Records[a.Path]; !read && !slices.Contains(removed, a.Path) {
			r.again(a)
		}
	}
	return removed
}

// again puts a copy of an article that has not changed: the set of the last run owns the article itself.
func (r *reading) again(a *feed.Meta) {
	if r.put[a.Path] == nil {
		again := *a
		r.put[a.Path] = &again
		r.touched[a.Path] = true
	}
}

// readContent reads content, and requests the lengths of enclosures on other servers.
func (c Config) readContent(ctx context.Context, r *reading, o source.Options) (*source.Content, error) {
	if r.site.GitDates {
		o.Committed = c.dates.of
	}
	if r.texts != nil {
		o.StoreText = r.texts.StoreText
	}
	if r.lengths == nil {
		return source.Read(ctx, r.fsys, r.site, o)
	}
	client := c.newLengthClient(r.lengths, o.Now)
	requestCtx, cancel := context.WithTimeout(ctx, allHeadsTimeout)
	defer cancel()
	o.Length = func(url string) int64 { return client.lookup(requestCtx, url) }
	content, err := source.Read(ctx, r.fsys, r.site, o)
	if err == nil && !r.lengths.Peeked() {
		err = client.save()
	}
	return content, err
}

// clean reports whether content has no problems except those of articles whose last published form is
// used instead, and of drafts. Then the same files give the same publication.
func (r *reading) clean() bool {
	return !r.set.Contested() && len(r.Unread) == 0 && !slices.ContainsFunc(r.Content.Problems, func(p *feed.Problem) bool {
		if p.Warning || slices.Contains(r.unreadable, p.Path) {
			return false
		}
		a := r.set.Article(p.Path)
		return a == nil || !a.Draft // source makes a draft of an article whose visibility is in doubt
	})
}

// losesLastForm reports whether the last published form of an unreadable article, which has not expired, is not live
// any more. The memory does not store such an article, so that the next run does not have it, and its result differs
// although no file has changed.
func (r *reading) losesLastForm() bool {
	return slices.ContainsFunc(r.unreadable, func(path string) bool {
		a := r.set.Article(path)
		return a != nil && r.set.Live(path) == nil && !a.Expired(r.set.Now())
	})
}

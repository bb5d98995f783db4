package source

import (
	"context"
	"errors"
	"slices"
	"time"

	"fil/feed"
	"fil/feed/source/inventory"
	"fil/feed/source/plaintext"
)

// job is the state of one article file during a reading.
type job struct {
	// record is the result, from this reading (made) or an earlier one; nil until there is one.
	record *feed.Record
	made   bool
	same   bool // the record is the earlier reading's, unchanged
	// head is the parsed file until it is rendered; err is why it cannot be rendered.
	head *head
	err  error
	// failed replaces the article if it could not be rendered.
	failed *feed.Meta
}

// article returns the article as far as it is known.
func (j *job) article() *feed.Meta {
	switch {
	case j.record != nil:
		return j.record.Meta
	case j.failed != nil:
		return j.failed
	}
	return &j.head.article.Meta
}

// heads parses the files up to their addresses, and renders at once each article that does not link
// to another one. The job of an unchanged file has its earlier record.
func (r *reader) heads(ctx context.Context, files []inventory.File, inv *inventory.Inventory) []job {
	jobs := make([]job, len(files))
	var pending []int
	for i, f := range files {
		if previous := r.Records[f.Path]; previous.Usable() && previous.Sure && previous.Stamp == f.Stamp {
			jobs[i].record, jobs[i].same = previous, true
		} else {
			pending = append(pending, i)
		}
	}
	r.of.Store(int64(2 * len(pending)))
	if len(pending) > 0 {
		r.links = earlyLinks(r.site, inv)
	}
	path := func(i int) string { return files[pending[i]].Path }
	r.forEach(ctx, len(pending), path, func(i int) (err error) {
		jobs[pending[i]], err = r.renderEarly(ctx, path(i))
		return err
	})
	r.links = nil // frees the names of all files, of which there may be a million
	return slices.DeleteFunc(jobs, func(j job) bool { return j.record == nil && j.head == nil })
}

// earlyLinks returns links that know the addresses of assets, but only the names of articles.
func earlyLinks(site *feed.Site, inv *inventory.Inventory) *links {
	l := newLinks(site, func(l *links) {
		l.addAssets(inv.Assets)
		l.names = make(map[uint64]struct{}, 2*len(inv.Articles))
		for _, f := range inv.Articles {
			stem := feed.Stem(f.Path)
			for _, name := range []string{f.Path, stem, plaintext.StripBidi(stem), baseKey(plaintext.NFC(stem))} {
				l.names[hashName(plaintext.NFC(name))] = struct{}{}
			}
		}
	})
	l.early = true
	return l
}

// renderEarly parses a file and renders its article at once, while its text is in memory. If the
// article links to another one, rendering waits until all addresses are known. If the bytes of the
// file are unchanged, it returns the earlier record.
func (r *reader) renderEarly(ctx context.Context, name string) (job, error) {
	var unchanged *feed.Record
	h, err := r.open(name, func(h *head) bool { unchanged = r.cachedRecord(h); return unchanged != nil })
	switch {
	case unchanged != nil:
		return job{record: unchanged}, nil
	case err != nil:
		return job{}, err
	}
	attempt := *h
	attempt.article = *h.article.Clone()
	record, err := r.makeRecord(ctx, &attempt)
	h.page = nil // rendering has modified it
	switch {
	case errors.Is(err, errTimeout): // attempt is still in use by the goroutine that was abandoned
		return job{head: &head{article: feed.Article{Meta: feed.Meta{Path: h.article.Path, Stem: h.article.Stem, Permalink: h.article.Permalink}}}, err: err}, nil
	case attempt.refs.article:
		r.bufferText(h)
		return job{head: h}, nil
	case err != nil:
		h.body = ""
		return job{head: h, err: err}, nil
	}
	return job{record: record, made: true}, nil
}

// cachedRecord returns the earlier record, with the new stamp, if the bytes of the file are
// unchanged; else nil. It also returns nil if the file's time served as date, and has changed.
func (r *reader) cachedRecord(h *head) *feed.Record {
	previous := r.Records[h.article.Path]
	if !previous.Usable() || previous.Meta.Hash != h.article.Hash ||
		previous.Stamp.Modified != h.stamp.Modified && previous.Meta.Published.Unix() == time.Unix(0, previous.Stamp.Modified).Unix() {
		return nil
	}
	unchanged := *previous
	unchanged.Stamp, unchanged.Sure = h.stamp, h.sure
	r.mu.Lock()
	defer r.mu.Unlock()
	r.newRecords[h.article.Path] = &unchanged
	return &unchanged
}

// dropCollisions drops the articles whose address another one keeps, with a problem. IDs are not
// compared: they are assigned later.
func (r *reader) dropCollisions(jobs []job) []job {
	articles, newArticles := make([]*feed.Meta, len(jobs)), map[*feed.Meta]bool{}
	for i := range jobs {
		articles[i] = jobs[i].article()
		if r.NoCollisions && (jobs[i].made || jobs[i].record == nil) {
			newArticles[articles[i]] = true
		}
	}
	if r.NoCollisions && feed.AddressesFree(articles, newArticles) {
		return jobs
	}
	kept, problems := feed.ResolveAddressConflicts(articles, func() func(a *feed.Meta) int {
		if r.Rank == nil {
			return nil
		}
		return r.Rank(articles, r.refusedPaths())
	})
	r.problems = append(r.problems, problems...)
	if len(problems) == 0 {
		return jobs
	}
	r.collided = true
	isKept := make(map[*feed.Meta]bool, len(kept))
	for _, a := range kept {
		isKept[a] = true
	}
	return slices.DeleteFunc(jobs, func(j job) bool { return !isKept[j.article()] })
}

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

// heads parses files up to their addresses, and renders at once each article that does not link to
// another one.
func (r *reader) heads(ctx context.Context, files []inventory.File, inv *inventory.Inventory) []job {
	jobs := make([]job, len(files))
	r.of.Store(int64(2 * len(files)))
	r.links = earlyLinks(r.site, inv)
	r.forEach(ctx, len(files), func(i int) string { return files[i].Path }, func(i int) (err error) {
		jobs[i], err = r.renderEarly(ctx, files[i].Path)
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
	previous := r.Records.Get(h.article.Path)
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

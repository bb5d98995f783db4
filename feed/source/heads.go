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

// slot is one article on its way.
type job struct {
	// record is what was made of it, now or before; nil where there is none yet, and made
	// says that it is new.
	record *feed.Record
	made   bool
	same   bool   // it is that of the last reading, as it was
	packed []byte // is the record, meanwhile
	// head is what there is meanwhile, and err why it cannot be made.
	head *head
	err  error
	// failed is what is known of an article that could not be made.
	failed *feed.Article
}

// the is the article of a slot, as far as it is known.
func (s *job) article() *feed.Article {
	switch {
	case s.record != nil:
		return s.record.Article
	case s.failed != nil:
		return s.failed
	}
	return &s.head.article
}

// heads reads files of content as far as their addresses, and makes an article of each where
// that is enough. Of a file that is as it was, the record stands for it.
func (r *reader) heads(ctx context.Context, files []inventory.File, inv *inventory.Inventory) []job {
	jobs := make([]job, len(files))
	var pending []int
	for i, f := range files {
		if past := r.Records[f.Path]; past.Usable() && past.Sure && past.Stamp == f.Stamp {
			jobs[i].record, jobs[i].same = past, true
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
	r.links = nil // all names of a million files
	r.forEach(ctx, len(pending), path, func(i int) (err error) {
		if s := &jobs[pending[i]]; s.packed != nil {
			s.record, err = r.Unpack(path(i), s.packed)
			s.packed = nil
			if err == nil {
				files[pending[i]].Path = s.record.Article.Path // the same, without room of its own
			}
		}
		return err
	})
	return slices.DeleteFunc(jobs, func(s job) bool { return s.record == nil && s.head == nil })
}

// earlyLinks knows where assets are published, and which names are articles'.
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

// early makes an article at once, while its text is at hand, unless it leads to another
// one, whose address is not known before all heads have been read. Where the bytes of the
// file are what they were, the record of them stands for it.
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
	h.page = nil // it has been taken apart
	switch {
	case errors.Is(err, errTimeout): // attempt is still at work
		return job{head: &head{article: feed.Article{Path: h.article.Path, Stem: h.article.Stem, Permalink: h.article.Permalink}}, err: err}, nil
	case attempt.refs.article:
		r.bufferText(h)
		return job{head: h}, nil
	case err != nil:
		h.body = ""
		return job{head: h, err: err}, nil
	}
	if r.Pack != nil {
		return job{packed: r.Pack(record), made: true}, nil
	}
	return job{record: record, made: true}, nil
}

// known is the record of a file whose bytes are what they were, although its stamp is
// not: nil where it has to be read. Where the file's time stands for the date that its
// author did not give, another time makes another article.
func (r *reader) cachedRecord(h *head) *feed.Record {
	past := r.Records[h.article.Path]
	if !past.Usable() || past.Article.Hash != h.article.Hash ||
		past.Stamp.Modified != h.stamp.Modified && past.Article.Published.Unix() == time.Unix(0, past.Stamp.Modified).Unix() {
		return nil
	}
	unchanged := *past
	unchanged.Stamp, unchanged.Sure = h.stamp, h.sure
	r.mu.Lock()
	defer r.mu.Unlock()
	r.newRecords[h.article.Path] = &unchanged
	return &unchanged
}

// settle leaves out articles whose address another one has. IDs are nobody's yet.
func (r *reader) dropCollisions(jobs []job) []job {
	articles, newArticles := make([]*feed.Article, len(jobs)), map[*feed.Article]bool{}
	for i := range jobs {
		if articles[i] = jobs[i].article(); r.NoCollisions && (jobs[i].made || jobs[i].record == nil) {
			newArticles[articles[i]] = true
		}
	}
	if r.NoCollisions && feed.Beside(articles, newArticles) {
		return jobs
	}
	kept, problems := feed.SettlePlaces(articles, func() func(a *feed.Article) int {
		if r.Rank == nil {
			return nil
		}
		return r.Rank(articles, r.refused())
	})
	r.problems = append(r.problems, problems...)
	if len(problems) == 0 {
		return jobs
	}
	r.collided = true
	keep := make(map[*feed.Article]bool, len(kept))
	for _, a := range kept {
		keep[a] = true
	}
	return slices.DeleteFunc(jobs, func(s job) bool { return !keep[s.article()] })
}

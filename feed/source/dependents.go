package source

import (
	"context"
	"slices"

	"fil/feed"
	"fil/feed/source/inventory"
	"fil/feed/source/plaintext"
)

// findMoved compares files with their records. moved holds hashes of the names of all files that
// were added, changed or got another address; met is how many of the files have a record.
func (r *reader) findMoved(assets []inventory.Asset, jobs []job, refused []string) (moved map[uint64]bool, met int) {
	moved = map[uint64]bool{}
	compare := func(path, stem, permalink string) {
		past := r.Records[path]
		if past != nil {
			met++
		}
		if past == nil || past.Article == nil || past.Article.Permalink != permalink || past.Article.Stem != stem {
			moved[hashName(plaintext.NFC(path))], moved[hashName(stem)], moved[hashName(baseKey(stem))] = true, true, true
		}
	}
	for i := range jobs {
		if jobs[i].same {
			met++
			continue
		}
		if len(r.Records) == 0 {
			break // without records nothing must be rendered again
		}
		a := jobs[i].article()
		compare(a.Path, a.Stem, a.Permalink)
	}
	for _, path := range refused {
		a := r.failedArticle(path)
		compare(path, a.Stem, a.Permalink)
	}
	for i := range assets {
		a := &assets[i]
		a.Sure = inventory.Sure(a.Stamp, r.before)
		past := r.Records[a.Path]
		if past != nil {
			met++
		}
		other := past == nil || past.Article != nil || past.Stamp != a.Stamp
		if other {
			r.markFolderChanged(a.Path)
			moved[hashName(plaintext.NFC(a.Path))], moved[hashName(baseKey(plaintext.NFC(a.Path)))] = true, true
		}
		if other || past.Sure != a.Sure {
			r.newRecords[a.Path] = &feed.Record{Stamp: a.Stamp, Sure: a.Sure, Refused: r.opensLikeText(a)}
		}
	}
	return moved, met
}

// failedArticle returns an article for a file that cannot be read, with the address that it was
// last published at.
func (r *reader) failedArticle(path string) *feed.Article {
	a := &feed.Article{Path: path, Stem: plaintext.StripBidi(plaintext.NFC(feed.Stem(path)))}
	if was := r.LastPublished(path); was != nil {
		a.Permalink = was.Permalink
	}
	return a
}

// findRemoved records the files that have a record and are no longer there.
func (r *reader) findRemoved(inv *inventory.Inventory, jobs []job, refused []string, moved map[uint64]bool) {
	here := make(map[string]bool, len(r.Records))
	for i := range jobs {
		here[jobs[i].article().Path] = true
	}
	for _, path := range refused {
		here[path] = true
	}
	for _, a := range inv.Assets {
		here[a.Path] = true
	}
	for path, past := range r.Records {
		if !here[path] {
			r.recordRemoval(path, past, moved)
		}
	}
}

// recordRemoval records that a file was removed, and adds its names to moved.
func (r *reader) recordRemoval(path string, past *feed.Record, moved map[uint64]bool) {
	r.newRecords[path], moved[hashName(plaintext.NFC(path))] = nil, true
	if past.Article != nil {
		moved[hashName(past.Article.Stem)], moved[hashName(baseKey(past.Article.Stem))] = true, true
	} else {
		r.markFolderChanged(path)
		moved[hashName(baseKey(plaintext.NFC(path)))] = true
	}
}

// reopen parses again the files of unchanged articles that refer to moved names, or whose folder
// data changed. It reports whether any article must be rendered.
func (r *reader) reopen(ctx context.Context, jobs []job, moved map[uint64]bool) bool {
	var again []int
	found := false
	for i, s := range jobs {
		switch {
		case s.head != nil:
			found = true
		case s.record == nil:
		case s.made:
		case len(r.changedFolders) > 0 && r.inChangedFolder(s.article().Path), len(moved) > 0 && slices.ContainsFunc(s.record.Refs, func(ref uint64) bool { return moved[ref] }):
			again = append(again, i)
		}
	}
	r.of.Add(int64(len(again)))
	path := func(i int) string { return jobs[again[i]].article().Path }
	r.forEach(ctx, len(again), path, func(i int) error {
		name := path(i)
		h, err := r.open(name, func(*head) bool { return false })
		if err == nil && h.article.Hash != jobs[again[i]].record.Article.Hash {
			err = errChanging // other articles were already resolved against its old address
		}
		if err != nil {
			jobs[again[i]] = job{failed: &feed.Article{Path: name}}
			return err
		}
		h.page = nil // parsed pages of all of them would need too much memory
		jobs[again[i]] = job{head: h}
		return nil
	})
	return found || len(again) > 0
}

// addressed returns the articles that have an address. It copies them, because jobs change during
// rendering.
func addressed(jobs []job) []*feed.Article {
	here := make([]*feed.Article, 0, len(jobs))
	for i := range jobs {
		if jobs[i].failed == nil {
			here = append(here, jobs[i].article())
		}
	}
	return here
}

// allLinks returns links that know the address of every file.
func (r *reader) allLinks(here []*feed.Article, assets []inventory.Asset, refused []string) *links {
	return newLinks(r.site, func(l *links) {
		l.addAssets(assets)
		l.articles, l.byStem = make(map[string]string, len(here)), make(map[string]string, len(here))
		for _, a := range here {
			l.addArticle(a)
		}
		for _, path := range refused {
			if a := r.failedArticle(path); a.Permalink != "" {
				l.addArticle(a)
			}
		}
	})
}

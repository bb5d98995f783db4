package source

import (
	"context"
	"slices"

	"fil/feed"
	"fil/feed/source/inventory"
	"fil/feed/source/plaintext"
)

// names is a set of hashes of names of files.
type names map[uint64]bool

// add adds the names by which articles refer to a file.
func (n names) add(path, stem string) {
	n[hashName(plaintext.NFC(path))], n[hashName(stem)], n[hashName(baseKey(stem))] = true, true, true
}

// changedNames returns the names of all files that were added, removed, changed or got another address.
// It makes the records of the assets among them, and of removed files.
func (r *reader) changedNames(jobs []job, assets []*inventory.Asset, removed, refused []string) names {
	changed := names{}
	compare := func(a *feed.Meta) {
		if p := r.Records.Get(a.Path); p == nil || p.Meta == nil || p.Meta.Permalink != a.Permalink || p.Meta.Stem != a.Stem {
			changed.add(a.Path, a.Stem)
		}
	}
	for i := range jobs {
		compare(jobs[i].article())
	}
	for _, path := range refused {
		compare(r.failedArticle(path))
	}
	for _, a := range assets {
		a.Sure = inventory.Sure(a.Stamp, r.before)
		previous := r.Records.Get(a.Path)
		isNew := previous == nil || previous.Meta != nil || previous.Stamp != a.Stamp
		if isNew {
			r.markFolderChanged(a.Path)
			if previous != nil && previous.Meta != nil { // it was an article, until an index file came into its folder
				changed.add(a.Path, previous.Meta.Stem)
			}
			changed[hashName(plaintext.NFC(a.Path))], changed[hashName(baseKey(plaintext.NFC(a.Path)))] = true, true
		}
		if isNew || previous.Sure != a.Sure {
			r.newRecords[a.Path] = &feed.Record{Stamp: a.Stamp, Sure: a.Sure, Refused: r.opensLikeText(a)}
		}
	}
	for _, path := range removed {
		r.newRecords[path] = nil
		if previous := r.Records.Get(path); previous.Meta != nil {
			changed.add(path, previous.Meta.Stem)
		} else {
			r.markFolderChanged(path)
			changed[hashName(plaintext.NFC(path))], changed[hashName(baseKey(plaintext.NFC(path)))] = true, true
		}
	}
	return changed
}

// failedArticle returns an article for a file that cannot be read, with the address that it was last
// published at, unless the file withholds it all the same.
func (r *reader) failedArticle(path string) *feed.Meta {
	a := &feed.Meta{Path: path, Stem: plaintext.StripBidi(plaintext.NFC(feed.Stem(path))), Draft: r.isWithheldWithError(path)}
	if published := r.LastPublished(path); published != nil && !a.Draft {
		a.Permalink = published.Permalink
	}
	return a
}

// isWithheldWithError reports whether a file with an error withholds its article all the same.
func (r *reader) isWithheldWithError(path string) bool {
	key, _ := withheldBy(r.fsys, path)
	return key != ""
}

// dependents adds to jobs the articles that have not changed but refer to changed names, or whose folder
// data changed: it parses their files again. gone are the files that are removed or refused.
func (r *reader) dependents(ctx context.Context, jobs []job, changed names, gone []string) []job {
	if len(changed)+len(r.changedFolders) == 0 {
		return jobs
	}
	done := make(map[string]bool, len(jobs)+len(gone))
	for _, path := range gone {
		done[path] = true
	}
	for path := range r.newRecords { // those that are assets now
		done[path] = true
	}
	for i := range jobs {
		done[jobs[i].article().Path] = jobs[i].record == nil || jobs[i].made // else its bytes have not changed
	}
	var paths []string
	again := map[string]bool{}
	for path, record := range r.Records.All() {
		if record.Usable() && !done[path] && (r.inChangedFolder(path) || slices.ContainsFunc(record.Refs, func(ref uint64) bool { return changed[ref] })) {
			paths, again[path] = append(paths, path), true
		}
	}
	jobs = slices.DeleteFunc(jobs, func(j job) bool { return again[j.article().Path] })
	slices.Sort(paths)
	r.of.Add(int64(len(paths)))
	reopened := make([]job, len(paths))
	r.forEach(ctx, len(paths), func(i int) string { return paths[i] }, func(i int) error {
		h, err := r.open(paths[i], func(*head) bool { return false })
		if err == nil && h.article.Hash != r.Records.Get(paths[i]).Meta.Hash {
			err = errChanging // other articles were already resolved against its old address
		}
		if err != nil {
			reopened[i] = job{failed: &feed.Meta{Path: paths[i]}}
			return err
		}
		h.page = nil // parsed pages of all of them would need too much memory
		reopened[i] = job{head: h}
		return nil
	})
	return append(jobs, reopened...)
}

// allLinks returns links that know the address of every file.
func (r *reader) allLinks(jobs []job, assets []inventory.Asset, refused []string) *links {
	read := make([]*feed.Meta, 0, len(jobs)) // copied, because jobs change during rendering
	for i := range jobs {
		if jobs[i].failed == nil {
			read = append(read, jobs[i].article())
		}
	}
	return newLinks(r.site, func(l *links) {
		l.addAssets(assets)
		l.articles, l.byStem = make(map[string]string, r.Records.Len()), make(map[string]string, r.Records.Len())
		isRead := make(map[string]bool, len(read))
		for _, a := range read {
			isRead[a.Path] = true
			l.addArticle(a)
		}
		for path, record := range r.Records.All() {
			if _, changed := r.newRecords[path]; record.Usable() && !changed && !isRead[path] && !slices.Contains(refused, path) {
				l.addArticle(record.Meta)
			}
		}
		for _, path := range refused {
			if a := r.failedArticle(path); a.Permalink != "" {
				l.addArticle(a)
			}
		}
	})
}

package source

import (
	"context"
	"slices"

	"fil/feed"
	"fil/feed/source/inventory"
	"fil/feed/source/plaintext"
)

// findChanged compares files with their records. changedNames holds hashes of the names of all files that
// were added, changed or got another address; recorded is how many of the files have a record.
func (r *reader) findChanged(assets []inventory.Asset, jobs []job, refused []string) (changedNames map[uint64]bool, recorded int) {
	changedNames = map[uint64]bool{}
	compare := func(path, stem, permalink string) {
		previous := r.Records[path]
		if previous != nil {
			recorded++
		}
		if previous == nil || previous.Meta == nil || previous.Meta.Permalink != permalink || previous.Meta.Stem != stem {
			changedNames[hashName(plaintext.NFC(path))], changedNames[hashName(stem)], changedNames[hashName(baseKey(stem))] = true, true, true
		}
	}
	for i := range jobs {
		if jobs[i].same {
			recorded++
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
		previous := r.Records[a.Path]
		if previous != nil {
			recorded++
		}
		changed := previous == nil || previous.Meta != nil || previous.Stamp != a.Stamp
		if changed {
			r.markFolderChanged(a.Path)
			changedNames[hashName(plaintext.NFC(a.Path))], changedNames[hashName(baseKey(plaintext.NFC(a.Path)))] = true, true
		}
		if changed || previous.Sure != a.Sure {
			r.newRecords[a.Path] = &feed.Record{Stamp: a.Stamp, Sure: a.Sure, Refused: r.opensLikeText(a)}
		}
	}
	return changedNames, recorded
}

// failedArticle returns an article for a file that cannot be read, with the address that it was
// last published at.
func (r *reader) failedArticle(path string) *feed.Meta {
	a := &feed.Meta{Path: path, Stem: plaintext.StripBidi(plaintext.NFC(feed.Stem(path)))}
	if published := r.LastPublished(path); published != nil {
		a.Permalink = published.Permalink
	}
	return a
}

// findRemoved records the files that have a record and are no longer there.
func (r *reader) findRemoved(inv *inventory.Inventory, jobs []job, refused []string, changedNames map[uint64]bool) {
	present := make(map[string]bool, len(r.Records))
	for i := range jobs {
		present[jobs[i].article().Path] = true
	}
	for _, path := range refused {
		present[path] = true
	}
	for _, a := range inv.Assets {
		present[a.Path] = true
	}
	for path, previous := range r.Records {
		if !present[path] {
			r.recordRemoval(path, previous, changedNames)
		}
	}
}

// recordRemoval records that a file was removed, and adds its names to changedNames.
func (r *reader) recordRemoval(path string, previous *feed.Record, changedNames map[uint64]bool) {
	r.newRecords[path], changedNames[hashName(plaintext.NFC(path))] = nil, true
	if previous.Meta != nil {
		changedNames[hashName(previous.Meta.Stem)], changedNames[hashName(baseKey(previous.Meta.Stem))] = true, true
	} else {
		r.markFolderChanged(path)
		changedNames[hashName(baseKey(plaintext.NFC(path)))] = true
	}
}

// reopen parses again the files of unchanged articles that refer to changed names, or whose folder
// data changed. It reports whether any article must be rendered.
func (r *reader) reopen(ctx context.Context, jobs []job, changedNames map[uint64]bool) bool {
	var reopened []int
	found := false
	for i, j := range jobs {
		switch {
		case j.head != nil:
			found = true
		case j.record == nil:
		case j.made:
		case len(r.changedFolders) > 0 && r.inChangedFolder(j.article().Path), len(changedNames) > 0 && slices.ContainsFunc(j.record.Refs, func(ref uint64) bool { return changedNames[ref] }):
			reopened = append(reopened, i)
		}
	}
	r.of.Add(int64(len(reopened)))
	path := func(i int) string { return jobs[reopened[i]].article().Path }
	r.forEach(ctx, len(reopened), path, func(i int) error {
		name := path(i)
		h, err := r.open(name, func(*head) bool { return false })
		if err == nil && h.article.Hash != jobs[reopened[i]].record.Meta.Hash {
			err = errChanging // other articles were already resolved against its old address
		}
		if err != nil {
			jobs[reopened[i]] = job{failed: &feed.Meta{Path: name}}
			return err
		}
		h.page = nil // parsed pages of all of them would need too much memory
		jobs[reopened[i]] = job{head: h}
		return nil
	})
	return found || len(reopened) > 0
}

// addressed returns the articles that have an address. It copies them, because jobs change during
// rendering.
func addressed(jobs []job) []*feed.Meta {
	articles := make([]*feed.Meta, 0, len(jobs))
	for i := range jobs {
		if jobs[i].failed == nil {
			articles = append(articles, jobs[i].article())
		}
	}
	return articles
}

// allLinks returns links that know the address of every file.
func (r *reader) allLinks(articles []*feed.Meta, assets []inventory.Asset, refused []string) *links {
	return newLinks(r.site, func(l *links) {
		l.addAssets(assets)
		l.articles, l.byStem = make(map[string]string, len(articles)), make(map[string]string, len(articles))
		for _, a := range articles {
			l.addArticle(a)
		}
		for _, path := range refused {
			if a := r.failedArticle(path); a.Permalink != "" {
				l.addArticle(a)
			}
		}
	})
}

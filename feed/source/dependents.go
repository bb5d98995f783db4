package source

import (
	"context"
	"slices"

	"fil/feed"
	"fil/feed/source/inventory"
	"fil/feed/source/plaintext"
)

// moved finds which files of content have come, have gone, or are published elsewhere
// than they were. It returns hashes of the names by which they are referred to, and how many
// were there before.
func (r *reader) moved(assets []inventory.Asset, slots []slot, refused []string) (moved map[uint64]bool, met int) {
	moved = map[uint64]bool{}
	settle := func(path, stem, permalink string) {
		past := r.Past[path]
		if past != nil {
			met++
		}
		if past == nil || past.Article == nil || past.Article.Permalink != permalink || past.Article.Stem != stem {
			moved[refOf(plaintext.NFC(path))], moved[refOf(stem)], moved[refOf(nameOf(stem))] = true, true, true
		}
	}
	for i := range slots {
		if slots[i].same {
			met++
			continue
		}
		if len(r.Past) == 0 {
			break // all are new: none is made again because another one came
		}
		a := slots[i].the()
		settle(a.Path, a.Stem, a.Permalink)
	}
	for _, path := range refused {
		a := r.refusal(path)
		settle(path, a.Stem, a.Permalink)
	}
	for i := range assets {
		a := &assets[i]
		a.Sure = inventory.Sure(a.Stamp, r.before)
		past := r.Past[a.Path]
		if past != nil {
			met++
		}
		other := past == nil || past.Article != nil || past.Stamp != a.Stamp
		if other {
			r.spokenFor(a.Path)
			moved[refOf(plaintext.NFC(a.Path))], moved[refOf(nameOf(plaintext.NFC(a.Path)))] = true, true
		}
		if other || past.Sure != a.Sure {
			r.fresh[a.Path] = &feed.Record{Stamp: a.Stamp, Sure: a.Sure, Refused: r.opensLikeText(a)}
		}
	}
	return moved, met
}

// refusal is what is known of an article that cannot be read.
func (r *reader) refusal(path string) *feed.Article {
	a := &feed.Article{Path: path, Stem: plaintext.StripBidi(plaintext.NFC(feed.Stem(path)))}
	if was := r.Was(path); was != nil {
		a.Permalink = was.Permalink
	}
	return a
}

// gone records what is no longer there.
func (r *reader) gone(inv *inventory.Inventory, slots []slot, refused []string, moved map[uint64]bool) {
	here := make(map[string]bool, len(r.Past))
	for i := range slots {
		here[slots[i].the().Path] = true
	}
	for _, path := range refused {
		here[path] = true
	}
	for _, a := range inv.Assets {
		here[a.Path] = true
	}
	for path, past := range r.Past {
		if !here[path] {
			r.leave(path, past, moved)
		}
	}
}

// leave records that a file is no longer there.
func (r *reader) leave(path string, past *feed.Record, moved map[uint64]bool) {
	r.fresh[path], moved[refOf(plaintext.NFC(path))] = nil, true
	if past.Article != nil {
		moved[refOf(past.Article.Stem)], moved[refOf(nameOf(past.Article.Stem))] = true, true
	} else {
		r.spokenFor(path)
		moved[refOf(nameOf(plaintext.NFC(path)))] = true
	}
}

// todo takes up again those articles that refer to what has moved: their files are
// read as if they had changed. It reports whether there is anything to be made.
func (r *reader) todo(ctx context.Context, slots []slot, moved map[uint64]bool) bool {
	var again []int
	found := false
	for i, s := range slots {
		switch {
		case s.head != nil:
			found = true
		case s.record == nil:
		case s.made:
		case len(r.renewed) > 0 && r.renew(s.the().Path), len(moved) > 0 && slices.ContainsFunc(s.record.Refs, func(ref uint64) bool { return moved[ref] }):
			again = append(again, i)
		}
	}
	r.of.Add(int64(len(again)))
	path := func(i int) string { return slots[again[i]].the().Path }
	r.each(ctx, len(again), path, func(i int) error {
		name := path(i)
		h, err := r.open(name, func(*head) bool { return false })
		if err == nil && h.article.Hash != slots[again[i]].record.Article.Hash {
			err = errChanging // and perhaps its address, by which others were read
		}
		if err != nil {
			slots[again[i]] = slot{failed: &feed.Article{Path: name}}
			return err
		}
		h.page = nil // all of them at once would be too much
		slots[again[i]] = slot{head: h}
		return nil
	})
	return found || len(again) > 0
}

// placed are the articles of slots whose addresses are known: the slots change while
// articles are made.
func placed(slots []slot) []*feed.Article {
	here := make([]*feed.Article, 0, len(slots))
	for i := range slots {
		if slots[i].failed == nil {
			here = append(here, slots[i].the())
		}
	}
	return here
}

// allLinks knows where everything is published.
func (r *reader) allLinks(here []*feed.Article, assets []inventory.Asset, refused []string) *links {
	return newLinks(r.site, func(l *links) {
		l.addAssets(assets)
		l.articles, l.stems = make(map[string]string, len(here)), make(map[string]string, len(here))
		for _, a := range here {
			l.addArticle(a)
		}
		for _, path := range refused {
			if a := r.refusal(path); a.Permalink != "" {
				l.addArticle(a)
			}
		}
	})
}

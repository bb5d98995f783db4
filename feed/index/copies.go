package index

import (
	"path"

	"fil/feed"
)

// copyProblem returns a warning if an article is a copy, else nil, and notes the copy. It is one if its name is that
// of a copy, the original exists, and both have the same ID in front matter, or the same title and date (those of the
// original now, or as last published). It also is one if the last publication has left it out as a copy, and its file
// has not changed since. An article that was ever published itself is not a copy.
func (w *editor) copyProblem(a *feed.Meta) *feed.Problem {
	if w.c.Was(a) != nil {
		return nil
	}
	original := w.originalOf(a)
	if original == nil {
		return nil
	}
	w.left[a.Path] = feed.Copy{Hash: a.Hash, Of: original.ID}
	return &feed.Problem{Path: a.Path, Warning: true, Message: "it is not published: by its name, title and date it is a copy of " + original.Path,
		Hint: "keep what is right of the two in " + path.Base(original.Path) + ", and remove it; or give it another title or date"}
}

// originalOf returns the article of which one that was not published is a copy, nil if there is none.
func (w *editor) originalOf(a *feed.Meta) *feed.Meta {
	for _, original := range w.WithStem(feed.OriginalOf(a.Stem)) {
		if was := w.c.Was(original); feed.SameArticle(a, original) || was != nil && feed.SameArticle(a, was) {
			return original
		}
	}
	if c, before := w.c.Copies[a.Path]; before && c.Hash == a.Hash {
		for _, original := range w.WithID(c.Of) {
			if original != a {
				return original
			}
		}
	}
	return nil
}

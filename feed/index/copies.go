package index

import (
	"path"
	"regexp"
	"strings"

	"fil/feed"
)

// copyName matches the names that programs give to a copy of a file: downloads ("X (1)"), Finder
// and iCloud ("X 2", "X copy"), Explorer ("X - Copy"), OneDrive ("X-DESKTOP"), Dropbox and
// Nextcloud ("X (conflicted copy 2026-01-01)"), ownCloud ("X_conflict-…"), Syncthing
// ("X.sync-conflict-…") and Google Drive ("Copy of X").
var copyName = regexp.MustCompile(`^(?:(?i:copy of|copie de|kopie von|copia de) )?(.+?)(?: ?\([^()]*\)| \d+|\.sync-conflict-\S+|[._-]conflict\S*|` +
	`(?: - |[ _-])(?i:copy|copie|kopie|copia|cópia)(?: \(?\d+\)?)?|-[A-Z][A-Z0-9]{3,}(?:-[A-Z0-9]+)*)?$`)

// originalOf returns the stem of the original if a stem has the name of a copy, else "".
func originalOf(stem string) string {
	folder, name := path.Split(stem)
	if !mayBeCopy(name) {
		return ""
	}
	m := copyName.FindStringSubmatch(name)
	switch {
	case m == nil || m[1] == name:
		return ""
	case m[1] == "index": // "folder/index (1).md" is a copy of "folder/index.md"
		return path.Clean(folder)
	}
	return folder + m[1]
}

// mayBeCopy reports whether copyName may match a name: it has a space, a bracket, a word of copyName, or a
// hyphen before a capital. It takes less time than the pattern, which matters because it is called for
// each article.
func mayBeCopy(name string) bool {
	if strings.ContainsAny(name, " )") {
		return true
	}
	for i := range len(name) - 1 {
		if next := name[i+1]; name[i] == '-' && next >= 'A' && next <= 'Z' {
			return true
		}
	}
	lower := strings.ToLower(name)
	return strings.Contains(lower, "cop") || strings.Contains(lower, "kopi") || strings.Contains(lower, "cóp") || strings.Contains(lower, "conflict")
}

// copyProblem returns a warning if an article is a copy, else nil. It is one if its name is that of a
// copy, the original exists, and both have the same ID in front matter, or the same title and date (those
// of the original now, or as last published). An article that was published itself is not a copy.
func (w *editor) copyProblem(a *feed.Meta) *feed.Problem {
	original := w.withStem(originalOf(a.Stem))
	if original == nil || w.c.Published(a.Path) != nil {
		return nil
	}
	published := w.c.Published(original.Path)
	if !sameArticle(a, original) && (published == nil || !sameArticle(a, published)) {
		return nil
	}
	return &feed.Problem{Path: a.Path, Warning: true, Message: "it is not published: by its name, title and date it is a copy of " + original.Path,
		Hint: "keep what is right of the two in " + path.Base(original.Path) + ", and remove it; or give it another title or date"}
}

// withStem returns the first article with a stem, nil if there is none.
func (s *Set) withStem(stem string) (found *feed.Meta) {
	s.stems.Ascend(&feed.Meta{Stem: stem}, func(a *feed.Meta) bool {
		if a.Stem == stem {
			found = a
		}
		return false
	})
	return found
}

// sameArticle reports whether a has the pinned ID of b, or its title, date and language.
func sameArticle(a, b *feed.Meta) bool {
	return a.Pinned && a.ID == b.ID || a.Title == b.Title && a.Published.Equal(b.Published) && a.Language == b.Language
}

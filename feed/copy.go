package feed

import (
	"path"
	"regexp"
	"strings"
)

// Copy is an article that a publication has left out because its file is a copy: the hash of the file, and the ID
// of the original. It stays left out while its file is as it was and the original is there, under whatever name and
// title.
type Copy struct {
	Hash [16]byte
	Of   string
}

// copyName matches the names that programs give to a copy of a file: downloads ("X (1)"), Finder
// and iCloud ("X 2", "X copy"), Explorer ("X - Copy"), OneDrive ("X-DESKTOP"), Dropbox and
// Nextcloud ("X (conflicted copy 2026-01-01)"), ownCloud ("X_conflict-…"), Syncthing
// ("X.sync-conflict-…") and Google Drive ("Copy of X").
var copyName = regexp.MustCompile(`^(?:(?i:copy of|copie de|kopie von|copia de) )?(.+?)(?: ?\([^()]*\)| \d+|\.sync-conflict-\S+|[._-]conflict\S*|` +
	`(?: - |[ _-])(?i:copy|copie|kopie|copia|cópia)(?: \(?\d+\)?)?|-[A-Z][A-Z0-9]{3,}(?:-[A-Z0-9]+)*)?$`)

// OriginalOf returns the stem of the original if a stem has the name of a copy, else "".
func OriginalOf(stem string) string {
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

// SameArticle reports whether a has the pinned ID of b, or its title, date and language.
func SameArticle(a, b *Meta) bool {
	return a.Pinned && a.ID == b.ID || a.Title == b.Title && a.Published.Equal(b.Published) && a.Language == b.Language
}

package inventory

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// Patch updates the inventory for the given paths, without a walk, and sets Changed to them. It reports whether it could: if
// one of the paths is a folder, a link or a file that others depend on, if there are more than [MaxChanged], or if the
// inventory has problems, it returns false. Then the inventory is no longer valid, and content has to be walked. The
// caller leaves out paths that a walk ignores.
func (inv *Inventory) Patch(fsys fs.FS, paths []string) (ok bool) {
	if len(inv.Problems)+len(inv.Unread) > 0 || len(paths) == 0 || len(paths) > MaxChanged {
		return false
	}
	inv.Before, inv.Changed = time.Now().Add(-inv.tick), paths
	w := &walker{fsys: fsys}
	for _, name := range paths {
		if !fs.ValidPath(name) || name == SiteFile || !IsIndependent(name) {
			return false
		}
		inv.remove(name)
		info, err := fs.Lstat(fsys, name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil || !info.Mode().IsRegular():
			return false
		default:
			inv.add(w.newEntry(name, info))
			inv.sortLast()
		}
	}
	inv.Sure = inv.latest < inv.Before.UnixNano()
	return len(inv.Problems) == 0
}

// IsIndependent reports whether adding or removing a file leaves the other files as they are. It is false for an index file,
// which makes the .txt files beside it assets, for .txt files, and for files with the data of a folder.
func IsIndependent(name string) bool {
	base := path.Base(name)
	return !strings.HasPrefix(base, "index.") && !IsFolderData(name) && !strings.EqualFold(path.Ext(base), ".txt")
}

// remove removes a file from its list and from the digest.
func (inv *Inventory) remove(name string) {
	if i, found := inv.findArticle(name); found {
		inv.hash(entry{path: name, stamp: inv.Articles[i].Stamp})
		inv.Articles = slices.Delete(inv.Articles, i, i+1)
	}
	if i, found := inv.FindAsset(name); found {
		inv.hash(entry{path: name, stamp: inv.Assets[i].Stamp})
		inv.Assets = slices.Delete(inv.Assets, i, i+1)
	}
	if i := slices.IndexFunc(inv.Foreign, func(f File) bool { return f.Path == name }); i >= 0 {
		inv.hash(entry{path: name, stamp: inv.Foreign[i].Stamp})
		inv.Foreign = slices.Delete(inv.Foreign, i, i+1)
	}
}

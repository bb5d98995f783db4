package source

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// Patch returns the inventory with some paths looked at anew, and ok false where the
// whole has to be walked: where a folder, or a file on which others depend, may be among
// them.
func (inv *Inventory) Patch(fsys fs.FS, paths []string) (patched *Inventory, ok bool) {
	const many = 100 // for which a walk takes less
	if len(inv.problems)+len(inv.unread) > 0 || len(paths) == 0 || len(paths) > many {
		return nil, false
	}
	next := &Inventory{Digest: inv.Digest, Sure: true, before: time.Now().Add(-inv.tick), tick: inv.tick, articles: slices.Clone(inv.articles), assets: slices.Clone(inv.assets)}
	w := &walker{fsys: fsys}
	for _, name := range paths {
		base := path.Base(name)
		if !fs.ValidPath(name) || name == SiteFile || strings.HasPrefix(base, "index.") || strings.EqualFold(path.Ext(base), ".txt") {
			return nil, false
		}
		next.drop(name)
		info, err := fs.Lstat(fsys, name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil || !info.Mode().IsRegular():
			return nil, false
		default:
			next.file(w.entry(name, info))
		}
	}
	slices.SortFunc(next.articles, func(a, b file) int { return inOrder(a.path, b.path) })
	slices.SortFunc(next.assets, func(a, b Asset) int { return inOrder(a.Path, b.Path) })
	next.Sure = next.allSure()
	return next, len(next.problems) == 0
}

// drop takes a file out.
func (inv *Inventory) drop(name string) {
	if i := slices.IndexFunc(inv.articles, func(f file) bool { return f.path == name }); i >= 0 {
		inv.digest(entry{path: name, stamp: inv.articles[i].stamp})
		inv.articles = slices.Delete(inv.articles, i, i+1)
	}
	if i := slices.IndexFunc(inv.assets, func(a Asset) bool { return a.Path == name }); i >= 0 {
		inv.digest(entry{path: name, stamp: inv.assets[i].Stamp})
		inv.assets = slices.Delete(inv.assets, i, i+1)
	}
}

func (inv *Inventory) allSure() bool {
	for _, f := range inv.articles {
		if !sure(f.stamp, inv.before) {
			return false
		}
	}
	return !slices.ContainsFunc(inv.assets, func(a Asset) bool { return !sure(a.Stamp, inv.before) })
}

// inOrder compares paths as a walk meets them: a folder's files are where its name is.
func inOrder(a, b string) int {
	for {
		first, restA, moreA := strings.Cut(a, "/")
		other, restB, moreB := strings.Cut(b, "/")
		if c := strings.Compare(first, other); c != 0 || !moreA || !moreB {
			return c
		}
		a, b = restA, restB
	}
}

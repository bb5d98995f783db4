package inventory

import (
	"cmp"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// MaxChanged is beyond how many files that have changed all are looked at: that takes less.
const MaxChanged = 100

// Patch looks at some paths anew, and brings the inventory up to date. It reports whether
// it could: else the whole has to be walked, because a folder, or a file on which others
// depend, may be among them, and the inventory is of no use any more.
func (inv *Inventory) Patch(fsys fs.FS, paths []string) (ok bool) {
	if len(inv.Problems)+len(inv.Unread) > 0 || len(paths) == 0 || len(paths) > MaxChanged {
		return false
	}
	inv.Before, inv.Changed = time.Now().Add(-inv.tick), paths
	w := &walker{fsys: fsys}
	for _, name := range paths {
		if !fs.ValidPath(name) || name == SiteFile || !Single(name) {
			return false
		}
		inv.drop(name)
		info, err := fs.Lstat(fsys, name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil || !info.Mode().IsRegular():
			return false
		default:
			inv.file(w.entry(name, info))
			inv.inOrder()
		}
	}
	inv.Sure = inv.latest < inv.Before.UnixNano()
	return len(inv.Problems) == 0
}

// Single reports whether a file's coming and going changes nothing about others: an index
// file makes texts beside it assets, and some files speak for their folders.
func Single(name string) bool {
	base := path.Base(name)
	return !strings.HasPrefix(base, "index.") && !IsFolderData(name) && !strings.EqualFold(path.Ext(base), ".txt")
}

// Follow finds which files are other than they were in an earlier inventory, of which the
// last reading was made: if they are few, a reading that goes on from that one need look at
// no other.
func (inv *Inventory) Follow(before *Inventory) {
	if before == nil || len(before.Problems)+len(before.Unread)+len(inv.Problems)+len(inv.Unread) > 0 {
		return
	}
	others := []string{}
	differ(before.Articles, inv.Articles, func(f File) string { return f.Path }, func(was, now *File) bool { return was.Stamp == now.Stamp }, &others)
	differ(before.Assets, inv.Assets, func(a Asset) string { return a.Path }, func(was, now *Asset) bool {
		now.Sure = was.Sure
		return was.Stamp == now.Stamp
	}, &others)
	differ(before.Foreign, inv.Foreign, func(f File) string { return f.Path }, func(was, now *File) bool { return was.Stamp == now.Stamp }, &others)
	if len(others) <= MaxChanged && !slices.ContainsFunc(others, func(name string) bool { return !Single(name) }) {
		inv.Changed = others
	}
}

// differ lists the names of what is in one list and not in the other, or is not the same, as
// same says, which may take something over; beyond many it stops.
func differ[T any](before, now []T, name func(T) string, same func(was, is *T) bool, others *[]string) {
	for len(before)+len(now) > 0 && len(*others) <= MaxChanged {
		order := 0
		switch {
		case len(before) == 0:
			order = 1
		case len(now) == 0:
			order = -1
		default:
			if a, b := name(before[0]), name(now[0]); a != b {
				order = InOrder(a, b)
			}
		}
		switch {
		case order < 0:
			*others, before = append(*others, name(before[0])), before[1:]
		case order > 0:
			*others, now = append(*others, name(now[0])), now[1:]
		default:
			if !same(&before[0], &now[0]) {
				*others = append(*others, name(now[0]))
			}
			before, now = before[1:], now[1:]
		}
	}
}

// drop takes a file out.
func (inv *Inventory) drop(name string) {
	if i, found := inv.findArticle(name); found {
		inv.digest(entry{path: name, stamp: inv.Articles[i].Stamp})
		inv.Articles = slices.Delete(inv.Articles, i, i+1)
	}
	if i, found := inv.FindAsset(name); found {
		inv.digest(entry{path: name, stamp: inv.Assets[i].Stamp})
		inv.Assets = slices.Delete(inv.Assets, i, i+1)
	}
	if i := slices.IndexFunc(inv.Foreign, func(f File) bool { return f.Path == name }); i >= 0 {
		inv.digest(entry{path: name, stamp: inv.Foreign[i].Stamp})
		inv.Foreign = slices.Delete(inv.Foreign, i, i+1)
	}
}

// inOrder gives the file that came last its place among the others.
func (inv *Inventory) inOrder() {
	if last := len(inv.Articles) - 1; last >= 0 {
		f := inv.Articles[last]
		inv.Articles = inv.Articles[:last]
		at, _ := inv.findArticle(f.Path)
		inv.Articles = slices.Insert(inv.Articles, at, f)
	}
	if last := len(inv.Assets) - 1; last >= 0 {
		a := inv.Assets[last]
		inv.Assets = inv.Assets[:last]
		at, _ := inv.FindAsset(a.Path)
		inv.Assets = slices.Insert(inv.Assets, at, a)
	}
	slices.SortFunc(inv.Foreign, func(a, b File) int { return InOrder(a.Path, b.Path) })
}

// findArticle and FindAsset find where a file is in its list, or would be.
func (inv *Inventory) findArticle(name string) (at int, found bool) {
	return slices.BinarySearchFunc(inv.Articles, name, func(f File, name string) int { return InOrder(f.Path, name) })
}

func (inv *Inventory) FindAsset(name string) (at int, found bool) {
	return slices.BinarySearchFunc(inv.Assets, name, func(a Asset, name string) int { return InOrder(a.Path, name) })
}

// InOrder compares paths as a walk meets them: a folder's files are where its name is.
func InOrder(a, b string) int {
	for {
		first, restA, moreA := strings.Cut(a, "/")
		other, restB, moreB := strings.Cut(b, "/")
		if c := strings.Compare(first, other); c != 0 || !moreA || !moreB {
			return cmp.Or(c, cmp.Compare(len(a), len(b))) // a file, and the folder that has its name by now
		}
		a, b = restA, restB
	}
}

// Select returns the articles' files and the assets among some paths.
func (inv *Inventory) Select(paths []string) (files []File, assets []Asset) {
	for _, path := range paths {
		if at, found := inv.findArticle(path); found {
			files = append(files, inv.Articles[at])
		}
		if at, found := inv.FindAsset(path); found {
			assets = append(assets, inv.Assets[at])
		}
	}
	return files, assets
}

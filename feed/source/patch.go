package source

import (
	"cmp"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// many is beyond how many files that have changed all are looked at: that takes less.
const many = 100

// Patch looks at some paths anew, and brings the inventory up to date. It reports whether
// it could: else the whole has to be walked, because a folder, or a file on which others
// depend, may be among them, and the inventory is of no use any more.
func (inv *Inventory) Patch(fsys fs.FS, paths []string) (ok bool) {
	if len(inv.problems)+len(inv.unread) > 0 || len(paths) == 0 || len(paths) > many {
		return false
	}
	inv.before, inv.patched = time.Now().Add(-inv.tick), paths
	w := &walker{fsys: fsys}
	for _, name := range paths {
		if !fs.ValidPath(name) || name == SiteFile || !single(name) {
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
	inv.Sure = inv.latest < inv.before.UnixNano()
	return len(inv.problems) == 0
}

// single reports whether a file's coming and going changes nothing about others: an index
// file makes texts beside it assets, and some files speak for their folders.
func single(name string) bool {
	base := path.Base(name)
	return !strings.HasPrefix(base, "index.") && !isFolderData(name) && !strings.EqualFold(path.Ext(base), ".txt")
}

// Follow finds which files are other than they were in an earlier inventory, of which the
// last reading was made: if they are few, a reading that goes on from that one need look at
// no other.
func (inv *Inventory) Follow(before *Inventory) {
	if before == nil || len(before.problems)+len(before.unread)+len(inv.problems)+len(inv.unread) > 0 {
		return
	}
	others := []string{}
	differ(before.articles, inv.articles, func(f file) string { return f.path }, func(was, now *file) bool { return was.stamp == now.stamp }, &others)
	differ(before.assets, inv.assets, func(a Asset) string { return a.Path }, func(was, now *Asset) bool {
		now.Sure = was.Sure
		return was.Stamp == now.Stamp
	}, &others)
	differ(before.foreign, inv.foreign, func(f file) string { return f.path }, func(was, now *file) bool { return was.stamp == now.stamp }, &others)
	if len(others) <= many && !slices.ContainsFunc(others, func(name string) bool { return !single(name) }) {
		inv.patched = others
	}
}

// differ lists the names of what is in one list and not in the other, or is not the same, as
// same says, which may take something over; beyond many it stops.
func differ[T any](before, now []T, name func(T) string, same func(was, is *T) bool, others *[]string) {
	for len(before)+len(now) > 0 && len(*others) <= many {
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
	if i, found := inv.article(name); found {
		inv.digest(entry{path: name, stamp: inv.articles[i].stamp})
		inv.articles = slices.Delete(inv.articles, i, i+1)
	}
	if i, found := inv.asset(name); found {
		inv.digest(entry{path: name, stamp: inv.assets[i].Stamp})
		inv.assets = slices.Delete(inv.assets, i, i+1)
	}
	if i := slices.IndexFunc(inv.foreign, func(f file) bool { return f.path == name }); i >= 0 {
		inv.digest(entry{path: name, stamp: inv.foreign[i].stamp})
		inv.foreign = slices.Delete(inv.foreign, i, i+1)
	}
}

// inOrder gives the file that came last its place among the others.
func (inv *Inventory) inOrder() {
	if last := len(inv.articles) - 1; last >= 0 {
		f := inv.articles[last]
		inv.articles = inv.articles[:last]
		at, _ := inv.article(f.path)
		inv.articles = slices.Insert(inv.articles, at, f)
	}
	if last := len(inv.assets) - 1; last >= 0 {
		a := inv.assets[last]
		inv.assets = inv.assets[:last]
		at, _ := inv.asset(a.Path)
		inv.assets = slices.Insert(inv.assets, at, a)
	}
	slices.SortFunc(inv.foreign, func(a, b file) int { return InOrder(a.path, b.path) })
}

// article and asset find where a file is in its list, or would be.
func (inv *Inventory) article(name string) (at int, found bool) {
	return slices.BinarySearchFunc(inv.articles, name, func(f file, name string) int { return InOrder(f.path, name) })
}

func (inv *Inventory) asset(name string) (at int, found bool) {
	return slices.BinarySearchFunc(inv.assets, name, func(a Asset, name string) int { return InOrder(a.Path, name) })
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

package inventory

import (
	"slices"

	"fil/feed"
)

// MaxChanged is the maximum number of changed files that are read on their own. If more have changed, reading all is faster.
const MaxChanged = 100

// Follow sets Changed to the paths whose files were added, removed or changed since an earlier inventory, whose files have
// been read, and copies Sure from its assets. Changed stays nil, which means any, if more than [MaxChanged] have
// changed or one of them is not independent, if one of the inventories has problems, or if before is nil.
func (inv *Inventory) Follow(before *Inventory) {
	if before == nil || len(before.Problems)+len(before.Unread)+len(inv.Problems)+len(inv.Unread) > 0 {
		return
	}
	changed := []string{}
	diff(before.Articles, inv.Articles, func(f File) string { return f.Path }, func(was, now *File) bool { return was.Stamp == now.Stamp }, &changed)
	diff(before.Assets, inv.Assets, func(a Asset) string { return a.Path }, func(was, now *Asset) bool {
		now.Sure = was.Sure
		return was.Stamp == now.Stamp
	}, &changed)
	diff(before.Foreign, inv.Foreign, func(f File) string { return f.Path }, func(was, now *File) bool { return was.Stamp == now.Stamp }, &changed)
	if len(changed) <= MaxChanged && !slices.ContainsFunc(changed, func(name string) bool { return !IsIndependent(name) }) {
		inv.Changed = changed
	}
}

// diff appends the names of the elements that are in only one of two sorted lists, or for which same returns false. same may
// copy something from the earlier element to the later one. It stops when there are more than MaxChanged.
func diff[T any](before, now []T, name func(T) string, same func(was, is *T) bool, changed *[]string) {
	for len(before)+len(now) > 0 && len(*changed) <= MaxChanged {
		order := 0
		switch {
		case len(before) == 0:
			order = 1
		case len(now) == 0:
			order = -1
		default:
			if a, b := name(before[0]), name(now[0]); a != b {
				order = feed.ComparePaths(a, b)
			}
		}
		switch {
		case order < 0:
			*changed, before = append(*changed, name(before[0])), before[1:]
		case order > 0:
			*changed, now = append(*changed, name(now[0])), now[1:]
		default:
			if !same(&before[0], &now[0]) {
				*changed = append(*changed, name(now[0]))
			}
			before, now = before[1:], now[1:]
		}
	}
}

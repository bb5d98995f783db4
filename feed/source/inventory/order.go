package inventory

import (
	"slices"

	"fil/feed"
)

// sortLast moves the file that was added last to its index in its list. It does so for each list, since it does not know which.
func (inv *Inventory) sortLast() {
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
	slices.SortFunc(inv.Foreign, func(a, b File) int { return feed.ComparePaths(a.Path, b.Path) })
}

// findArticle returns the index of a path in Articles, or the index at which it would be inserted.
func (inv *Inventory) findArticle(name string) (at int, found bool) {
	return slices.BinarySearchFunc(inv.Articles, name, func(f File, name string) int { return feed.ComparePaths(f.Path, name) })
}

// FindAsset returns the index of a path in Assets, or the index at which it would be inserted.
func (inv *Inventory) FindAsset(name string) (at int, found bool) {
	return slices.BinarySearchFunc(inv.Assets, name, func(a Asset, name string) int { return feed.ComparePaths(a.Path, name) })
}

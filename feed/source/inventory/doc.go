// Package inventory lists the files of content and finds out which have changed, without opening them.
//
//   - [Walk] lists all files of content, with their stamps, and sorts them by their names (names.go): articles, which are
//     read; assets, which are published unchanged; foreign texts, which are neither; the rest is ignored.
//   - [Inventory.Digest] says whether anything has changed since an earlier walk, and [Inventory.Follow] which files have.
//   - [Inventory.Patch] updates an inventory for the few paths that a watcher has reported, instead of a walk.
//   - [ReadFile] reads a file, and makes sure that it did not change meanwhile.
//
// A [feed.Stamp] (size, times and inode) identifies a version of a file, unless the file changes twice within the resolution
// of the file system's clock. So a stamp counts only if it is older than one [Tick] when the file is read: see [Sure].
//
// The files of an inventory are sorted by [ComparePaths].
package inventory
